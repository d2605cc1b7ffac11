/** The build's parting of languages: every English half is found where it stands, and nothing else is. */
import { describe, expect, it } from "vitest";

import { titled } from "@/lib/i18n";

import { englishIn, roomOf, titlesIn } from "../../tools/english";

const sources = import.meta.glob<string>(["../../src/**/*.ts"], { query: "?raw", import: "default", eager: true });
const speaking = Object.entries(sources).filter(([, text]) => /\btranslate\(/.test(text) && !/function translate/.test(text));

describe("the English half", () => {
  it("stands in every file that speaks", () => {
    expect(speaking.length).toBeGreaterThan(60);
    const mute = speaking.filter(([path, text]) => englishIn(path, text).length !== 1).map(([path]) => path);
    expect(mute).toEqual([]);
  });

  it.each(speaking)("of %s is all its English and none of its Chinese", (path, text) => {
    const [{ start, end } = { start: 0, end: 0 }] = englishIn(path, text);
    const half = text.slice(start, end);
    expect([half[0], half.at(-1)]).toEqual(["{", "}"]);
    expect(half).not.toMatch(/\p{Script=Han}/u);
    expect(text.slice(0, start) + text.slice(end)).toContain('"zh-CN":');
  });

  it("is refused when it is not made of plain texts", () => {
    const code = 'const m = { "zh-CN": { a: "甲" }, en: { a: other } };';
    expect(() => englishIn("src/a.ts", code)).toThrow("plain text");
    expect(() => englishIn("src/a.ts", code.replace("{ a: other }", "{ ...shared }"))).toThrow("plain text");
  });

  it("is nothing where no languages stand side by side", () => {
    expect(englishIn("src/a.ts", 'const title = { zh: "甲", en: "A" };')).toEqual([]);
  });
});

const naming = Object.entries(sources).filter(([path, text]) => path.endsWith("/index.ts") && text.includes("const titles = "));

describe("the titles of a room", () => {
  it("stand in most rooms", () => expect(naming.length).toBeGreaterThan(15));

  it.each(naming)("of %s are parted, each with both languages", (path, text) => {
    const found = titlesIn(path, text);
    const [chinese, words] = [found?.zh, found?.en].map((code) => JSON.parse((code ?? "{}").replace(/,\s*}/, "}")) as Record<string, string>);
    expect(Object.keys(chinese ?? {})).toEqual(Object.keys(words ?? {}));
    expect(Object.keys(chinese ?? {}).length).toBeGreaterThan(0);
    expect(found?.en).not.toMatch(/\p{Script=Han}/u);
    const titles = titled(words ?? {}, chinese ?? {});
    for (const [key, zh] of Object.entries(chinese ?? {})) expect(titles[key]).toMatchObject({ zh, en: words?.[key] });
  });

  it("speak Chinese until the English is fetched", () => {
    const words: Record<string, string> = {};
    const { one } = titled(words, { one: "甲" });
    expect([one?.zh, one?.en]).toEqual(["甲", "甲"]);
    words.one = "A";
    expect(one?.en).toBe("A");
  });

  it("are refused when a language is missing", () => {
    expect(() => titlesIn("a.ts", 'const titles = { one: { zh: "甲" } };')).toThrow("each title");
    expect(titlesIn("a.ts", "const other = {};")).toBeUndefined();
  });
});

describe("the room of a file", () => {
  it.each([
    ["features/risks/sheet-locale.ts", "risks"],
    ["ui/words.ts", "frame"],
    ["api/problem.ts", "frame"],
  ])("%s → %s", (path, room) => expect(roomOf(path)).toBe(room));
});
