/**
 * Size budget of first loads, read from the build manifest: `npm run build && npm run budget`.
 * A route costs what the browser must fetch before it works: entry, its static imports, its page and theirs.
 * BUILD_DIR names another build than dist.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = process.env.BUILD_DIR ? pathToFileURL(`${resolve(process.env.BUILD_DIR)}/`) : new URL("../dist/", import.meta.url);
const KB = 1000;

/** Pages by manifest key; `shell` adds the frame of signed-in pages. Kilobytes after gzip. */
const SHELL = "src/app/Shell.vue";
const ROUTES = [
  { name: "login", pages: ["src/features/access/pages/LoginPage.vue"], js: 52, css: 4, total: 57, requests: 10 },
  { name: "account", pages: [SHELL, "src/features/access/pages/AccountPage.vue"], js: 96.5, css: 7.5, total: 105, requests: 30 },
];
/** Never part of a first load. */
const LAZY_ONLY = /echarts/;
const ENGLISH = "virtual:english/";

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8"));
const extra = JSON.parse(readFileSync(new URL("budget.json", import.meta.url), "utf8"));

function gzip(file) {
  return gzipSync(readFileSync(new URL(file, DIST)), { level: 9 }).length;
}

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  const chunk = manifest[key];
  if (!chunk) throw new Error(`No such page in the build: ${key}`);
  seen.add(key);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

function measure(pages) {
  const keys = new Set(["index.html", ...pages].flatMap((key) => [...closure(key)]));
  const chunks = [...keys].map((key) => manifest[key]);
  const js = [...new Set(chunks.map((chunk) => chunk.file))];
  const css = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))];
  const sum = (files) => files.reduce((total, file) => total + gzip(file), 0) / KB;
  const html = gzip("index.html") / KB + gzip("boot.js") / KB;
  const sizes = { js: sum(js), css: sum(css) };
  return { ...sizes, total: sizes.js + sizes.css + html, requests: js.length + css.length + 2, files: js };
}

const english = new Set(Object.entries(manifest).filter(([key]) => key.startsWith(ENGLISH)).map(([, chunk]) => chunk.file));
let failed = false;
for (const route of [...ROUTES, ...extra.routes]) {
  const pages = route.shell ? [SHELL, ...route.pages] : route.pages;
  const found = measure(pages);
  const over = ["js", "css", "total", "requests"].filter((key) => route[key] !== undefined && found[key] > route[key]);
  const lazy = found.files.filter((file) => LAZY_ONLY.test(file) || english.has(file));
  const figures = ["js", "css", "total"].map((key) => `${key} ${found[key].toFixed(1)}/${route[key] ?? "–"} kB`);
  console.log(`${over.length || lazy.length ? "✗" : "✓"} ${route.name.padEnd(12)} ${figures.join("  ")}  ${found.requests} requests`);
  if (over.length) console.error(`  over budget: ${over.join(", ")}`);
  if (lazy.length) console.error(`  must be lazy: ${lazy.join(", ")}`);
  failed ||= over.length > 0 || lazy.length > 0;
}
/** English comes beside a page, a file a room, and to its readers only: `english` in budget.json limits each. */
for (const file of english) {
  const size = gzip(file) / KB;
  const isOver = size > extra.english;
  console.log(`${isOver ? "✗" : "✓"} English ${file} ${size.toFixed(1)}/${extra.english} kB`);
  failed ||= isOver;
}

if (process.argv.includes("--files")) {
  for (const chunk of Object.values(manifest)) console.log(`${(gzip(chunk.file) / KB).toFixed(1).padStart(7)} kB  ${chunk.file}`);
}
process.exit(failed ? 1 : 0);
