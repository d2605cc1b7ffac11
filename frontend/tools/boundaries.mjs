/**
 * Import rules of src/, checked by `npm run lint`:
 * a feature imports no other feature; ui, lib and api know no feature and no shell; only listed places may name colours.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+|src=)["']([^"']+)["']/g;
/** Layers from the bottom; a file may import its own layer and those before it. */
const LAYERS = ["lib", "api", "ui", "app", "features"];
/** lib's queries and messages know the API's Problem, nothing else of it. */
const ALLOWED = new Set(["lib → api"]);
/** Only these read features: the list itself, and the registry made from it. */
const LISTS = new Set(["features/index.ts", "app/registry.ts"]);
const COLOUR = /(?<![\w&-])#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})\b|data-theme/i;
const MAY_NAME_COLOURS = new Set(["ui/tokens.css", "ui/base.css", "lib/prefs.ts"]);
const MAX_LINES = 300;

const problems = [];
const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|vue|css)$/.test(entry.name))
  .map((entry) => relative(SRC, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"));

function resolve(file, specifier) {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return join(dirname(file), specifier).split(sep).join("/");
  return null;
}

function check(file, specifier) {
  const target = resolve(file, specifier);
  if (target === null) return null;
  const [layer, room] = file.split("/");
  const [otherLayer, otherRoom] = target.split("/");
  if (target.startsWith("..")) return "leaves src";
  if (layer === "features" && otherLayer === "features" && !LISTS.has(file) && room !== otherRoom) return "a feature imports another feature";
  if (LISTS.has(file)) return null;
  const [from, to] = [LAYERS.indexOf(layer), LAYERS.indexOf(otherLayer)];
  if (from < 0 || to < 0 || to <= from || ALLOWED.has(`${layer} → ${otherLayer}`)) return null;
  return `${layer} must not know ${otherLayer}`;
}

for (const file of files) {
  const text = readFileSync(join(SRC, file), "utf8");
  for (const [, specifier] of text.matchAll(IMPORT)) {
    const reason = check(file, specifier);
    if (reason) problems.push(`${file}: ${reason} (${specifier})`);
  }
  const generated = file === "api/schema.ts" || file === "api/labels.ts";
  const lines = text.split("\n").length;
  if (!generated && lines > MAX_LINES + 1) problems.push(`${file}: ${lines} lines, at most ${MAX_LINES}`);
  if (!MAY_NAME_COLOURS.has(file) && !generated) {
    const line = text.split("\n").findIndex((candidate) => COLOUR.test(candidate) && !candidate.includes("href"));
    if (line >= 0) problems.push(`${file}:${line + 1}: colours stand in ui/tokens.css only`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`${files.length} files, ${problems.length} broken import or style rules`);
process.exit(problems.length ? 1 : 0);
