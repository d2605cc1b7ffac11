import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("src/ui/tokens.css", "utf8");

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const light = block(":root");
const themes = { light, dark: { ...light, ...block(':root[data-theme="dark"]') } };
const TEXT: [string, string[]][] = [
  ["text", ["bg", "surface", "surface-2", "surface-3", "accent-soft", "high-soft"]],
  ["text-2", ["bg", "surface", "surface-2"]],
  ["accent-text", ["bg", "surface", "accent-soft", "surface-2"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-inverse", ["inverse"]],
  ["on-solid", ["high-solid", "medium-solid", "low-solid"]],
  ["high", ["surface", "bg", "high-soft"]],
  ["medium", ["surface", "bg", "medium-soft"]],
  ["low", ["surface", "bg", "low-soft"]],
  ["info", ["surface", "info-soft"]],
];
/** Borders of controls and the focus ring: WCAG 1.4.11. */
const PARTS: [string, string[]][] = [
  ["border-strong", ["surface", "bg"]],
  ["focus", ["surface", "bg", "accent-soft"]],
];

describe.each(Object.entries(themes))("the %s theme", (_, tokens) => {
  it.each(TEXT.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    "%s on %s is readable",
    (text, ground) => {
      expect(contrast(tokens[text] ?? "", tokens[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(PARTS.flatMap(([part, grounds]) => grounds.map((ground) => [part, ground] as const)))(
    "%s on %s is visible",
    (part, ground) => {
      expect(contrast(tokens[part] ?? "", tokens[ground] ?? "")).toBeGreaterThanOrEqual(3);
    },
  );
});

it("gives every colour a dark value", () => {
  const same = new Set(["on-accent", "on-solid", "low-solid"]);
  const dark = block(':root[data-theme="dark"]');
  expect(Object.keys(light).filter((name) => !(name in dark) && !same.has(name))).toEqual([]);
});
