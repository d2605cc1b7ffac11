import { describe, expect, it } from "vitest";

import { fill, translate } from "@/lib/i18n";
import { prefs } from "@/lib/prefs";

const slices = import.meta.glob<{ messages: Record<"zh-CN" | "en", Record<string, string>> }>(
  ["/src/**/*locale.ts", "/src/ui/words.ts"],
  { eager: true },
);

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].sort();
}

describe("every slice of words", () => {
  it("finds the slices", () => {
    expect(Object.keys(slices).length).toBeGreaterThanOrEqual(4);
  });

  it.each(Object.entries(slices))("%s says the same in both languages", (_, { messages }) => {
    expect(Object.keys(messages.en).sort()).toEqual(Object.keys(messages["zh-CN"]).sort());
    for (const [key, text] of Object.entries(messages["zh-CN"])) {
      const english = messages.en[key] ?? "";
      expect(text, key).not.toBe("");
      expect(english, key).not.toMatch(/\p{Script=Han}/u);
      expect(placeholders(english), key).toEqual(placeholders(text));
      expect(text, `${key}: full-width punctuation`).not.toMatch(/\p{Script=Han}[,;:!?]/u);
    }
  });
});

describe("a text", () => {
  const t = translate({
    "zh-CN": { rows: "已选 {count} 行", hello: "您好，{name}" },
    en: { rows: "{count} row selected | {count} rows selected", hello: "Hello {name}" },
  });

  it("follows the language", () => {
    expect(t("hello", { name: "王老师" })).toBe("您好，王老师");
    prefs.locale = "en";
    expect(t("hello", { name: "Wang" })).toBe("Hello Wang");
  });

  it("chooses the plural form", () => {
    prefs.locale = "en";
    expect(t("rows", { count: 1 })).toBe("1 row selected");
    expect(t("rows", { count: 0 })).toBe("0 rows selected");
    expect(t("rows", { count: 33591 })).toBe("33,591 rows selected");
  });

  it("leaves unknown placeholders visible", () => {
    expect(fill("共 {total} 条", { count: 3 })).toBe("共 {total} 条");
  });
});
