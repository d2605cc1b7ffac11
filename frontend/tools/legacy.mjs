/**
 * What Chromium 91 (domestic desktops) cannot run, looked for in the build: syntax, CSS and calls.
 * Calls that src/legacy.ts provides, or that the code around them tests for first, are listed as allowed.
 */
import { readdirSync, readFileSync } from "node:fs";

const DIST = new URL("../dist/assets/", import.meta.url);

const SCRIPT = [
  ["class static block", /\bstatic\s*\{/],
  ["private brand check (#x in)", /#\w+ in\b/],
  ["regexp flag v or d", /\/[gimsuy]*[vd][gimsuy]*\.(?:test|exec)\(/],
  ["import attributes", /\bfrom\s*["'][^"']+["']\s*with\s*\{/],
  ["Array.prototype.toSorted and the like", /(?<!\(this\))\.(?:toSorted|toReversed|toSpliced)\(/],
  ["Array.fromAsync", /Array\.fromAsync/],
  ["Object.groupBy", /Object\.groupBy|Map\.groupBy/],
  ["Promise.withResolvers", /Promise\.withResolvers|Promise\.try/],
  ["AbortSignal.any or timeout", /AbortSignal\.(?:any|timeout)/],
  ["crypto.randomUUID", /crypto\.randomUUID/],
  ["Set methods", /new Set\([^)]*\)\.(?:union|intersection|difference)\(/],
  ["iterator helpers", /\.(?:values|keys|entries)\(\)\.(?:map|filter|toArray|some|find|reduce)\(/],
  ["showPopover", /\.showPopover\(/],
  ["URL.canParse", /URL\.canParse/],
];
const STYLE = [
  [":has()", /:has\(/],
  ["nesting", /&[\s.:>+~[]/],
  ["@layer", /@layer\b/],
  ["@container", /@container\b/],
  ["color-mix()", /color-mix\(/],
  ["light-dark()", /light-dark\(/],
  ["dynamic viewport units", /\d(?:dvh|svh|lvh|dvw)\b/],
  ["individual transforms", /[;{](?:translate|scale|rotate):/],
  ["media query ranges", /\((?:width|height)\s*[<>]/],
];

const found = [];
const legacy = readFileSync(new URL("../src/legacy.ts", import.meta.url), "utf8");
for (const name of ["hasOwn", "structuredClone", "findLast", '"at"']) {
  if (!legacy.includes(name)) found.push(`src/legacy.ts no longer provides ${name}`);
}
const files = readdirSync(DIST).filter((file) => /\.(js|css)$/.test(file));
for (const file of files) {
  const text = readFileSync(new URL(file, DIST), "utf8");
  for (const [name, pattern] of file.endsWith(".js") ? SCRIPT : STYLE) {
    const match = pattern.exec(text);
    if (match) found.push(`${file}: ${name} … ${text.slice(Math.max(0, match.index - 40), match.index + 60)}`);
  }
  const external = /(?:url\(|src=|href=|import\()["']?https?:\/\//.exec(text);
  if (external) found.push(`${file}: loads something from outside`);
}
for (const line of found) console.error(line);
console.log(`${files.length} built files, ${found.length} things that Chromium 91 cannot do`);
process.exit(found.length ? 1 : 0);
