import { describe, expect, it } from "vitest";

import { parsePrefs } from "@/lib/prefs";

describe("stored preferences", () => {
  it("keeps what it knows", () => {
    expect(parsePrefs('{"theme":"dark","size":"largest","locale":"en"}')).toEqual({
      theme: "dark",
      size: "largest",
      locale: "en",
    });
  });

  it.each([null, "", "{", "null", "[]", '"dark"', '{"theme":"pink","size":7,"locale":["en"]}'])(
    "falls back to the defaults for %s",
    (text) => {
      expect(parsePrefs(text)).toEqual({ theme: "system", size: "normal", locale: "zh-CN" });
    },
  );
});
