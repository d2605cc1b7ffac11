import { describe, expect, it } from "vitest";

import { parsePrefs } from "@/lib/prefs";

describe("stored preferences", () => {
  it("keeps what it knows", () => {
    expect(parsePrefs('{"theme":"dark","size":"largest","locale":"en"}')).toEqual({
      theme: "dark",
      size: "largest",
      locale: "en",
      views: {},
      groups: {},
    });
  });

  it("keeps saved views, and of those only what is one", () => {
    const good = { name: "采购", query: { level: ["high"], q: "采购" } };
    const views = { "1.risk-point-list": [good, null, { name: 7, query: {} }, { name: "x", query: { a: 1 } }], "2.x": "y" };
    expect(parsePrefs(JSON.stringify({ views })).views).toEqual({ "1.risk-point-list": [good], "2.x": [] });
  });

  it("keeps which groups of the menu were opened or folded, and nothing else", () => {
    expect(parsePrefs('{"groups":{"year":true,"find":false,"work":"yes"}}').groups).toEqual({ year: true, find: false });
    expect(parsePrefs('{"groups":"year"}').groups).toEqual({});
  });

  it.each([null, "", "{", "null", "[]", '"dark"', '{"theme":"pink","size":7,"locale":["en"]}'])(
    "falls back to the defaults for %s",
    (text) => {
      expect(parsePrefs(text)).toEqual({ theme: "system", size: "normal", locale: "zh-CN", views: {}, groups: {} });
    },
  );
});
