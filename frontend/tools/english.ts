/**
 * The build parts English from Chinese, so that nobody loads words of a language he does not read. The source keeps both
 * side by side, `{ "zh-CN": zh, en: { … } }`, where the compiler compares their keys; here the English half becomes a
 * file a room (src/lib/english.ts fetches it), and an empty place stands where it was.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import { type ESTree, parseSync, type Plugin, Visitor } from "vite";

const NAME = "virtual:english";
/** What every page shows. */
const FRAME = "frame";
/** Where a room's titles stand. */
const TITLES = "titles";

interface Span {
  start: number;
  end: number;
}

function isText(property: ESTree.ObjectPropertyKind): boolean {
  return property.type === "Property" && property.value.type === "Literal" && typeof property.value.value === "string";
}

function keyOf(property: ESTree.ObjectPropertyKind): string {
  if (property.type !== "Property") return "";
  const { key } = property;
  return key.type === "Literal" ? String(key.value) : key.type === "Identifier" ? key.name : "";
}

/** Where the English halves stand in a file. They are plain texts: a name or a spread would mean nothing elsewhere. */
export function englishIn(file: string, code: string): Span[] {
  if (!code.includes('"zh-CN":')) return [];
  const spans: Span[] = [];
  const { program } = parseSync(file, code);
  new Visitor({
    ObjectExpression(node) {
      const halves = new Map(node.properties.map((property) => [keyOf(property), property]));
      const half = halves.get("en");
      if (!halves.has("zh-CN") || half?.type !== "Property") return;
      const { value } = half;
      if (value.type !== "ObjectExpression" || !value.properties.every(isText)) {
        throw new Error(`${file}: the English words must stand in place, each a plain text (tools/english.ts)`);
      }
      spans.push({ start: value.start, end: value.end });
    },
  }).visit(program);
  return spans;
}

interface Titles extends Span {
  /** The same objects with one language each. */
  zh: string;
  en: string;
}

/** The titles of a room's pages: `const titles = { list: { zh: "…", en: "…" }, … }` in its index.ts, if it has such. */
export function titlesIn(file: string, code: string): Titles | undefined {
  if (!code.includes("const titles = {")) return undefined;
  let found: Titles | undefined;
  const { program } = parseSync(file, code);
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type !== "Identifier" || id.name !== "titles" || init?.type !== "ObjectExpression") return;
      const halves = init.properties.map((property) => {
        const pair = property.type === "Property" && property.value.type === "ObjectExpression" ? property.value.properties : [];
        const texts = new Map(pair.filter(isText).map((half) => [keyOf(half), half]));
        return { key: keyOf(property), zh: wordAt(code, texts.get("zh")), en: wordAt(code, texts.get("en")) };
      });
      if (halves.some(({ zh, en }) => !zh || !en)) throw new Error(`${file}: each title is { zh: "…", en: "…" } (tools/english.ts)`);
      const of = (half: "zh" | "en"): string => `{ ${halves.map((one) => `${JSON.stringify(one.key)}: ${one[half]}`).join(", ")} }`;
      found = { start: init.start, end: init.end, zh: of("zh"), en: of("en") };
    },
  }).visit(program);
  return found;
}

const wordAt = (code: string, half: ESTree.ObjectPropertyKind | undefined): string =>
  half?.type === "Property" ? code.slice(half.value.start, half.value.end) : "";

/** `src/features/risks/…` → risks; what belongs to no feature is the frame of every page. */
export function roomOf(path: string): string {
  const [layer, room] = path.split("/");
  return layer === "features" && room ? room : FRAME;
}

const placeOf = (path: string, at: number | string): string => `english(${JSON.stringify(`${path}#${at}`)})`;

function withTitles(path: string, code: string, { start, end, zh }: Titles): string {
  const titles = `titled(${placeOf(path, TITLES)}, ${zh})`;
  return `import { english, titled } from "@/lib/i18n";\n${code.slice(0, start)}${titles}${code.slice(end)}`;
}

export function english(): Plugin {
  let src = "";
  let isBuild = false;

  function wordsOf(room: string): string {
    const files = readdirSync(src, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => relative(src, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .filter((path) => roomOf(path) === room)
      .sort();
    const lines = files.flatMap((path) => {
      const code = readFileSync(join(src, path), "utf8");
      return englishIn(path, code).map(({ start, end }, at) => `Object.assign(${placeOf(path, at)}, ${code.slice(start, end)});`);
    });
    const titles = room === FRAME ? titlesOfAll() : [];
    return ['import { english } from "@/lib/i18n";', ...lines, ...titles].join("\n");
  }

  /** The frame names every page, so it comes with the titles of all rooms. */
  function titlesOfAll(): string[] {
    return roomsOf().flatMap((room) => {
      const path = `features/${room}/index.ts`;
      const found = titlesIn(path, readFileSync(join(src, path), "utf8"));
      return found ? [`Object.assign(${placeOf(path, TITLES)}, ${found.en});`] : [];
    });
  }

  function roomsOf(): string[] {
    const features = readdirSync(join(src, "features"), { withFileTypes: true });
    return features.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  function loaders(): string {
    const rooms = [FRAME, ...roomsOf()].sort();
    const lines = rooms.map((room) => `  ${JSON.stringify(room)}: () => import("${NAME}/${room}"),`);
    return `export const rooms = {\n${lines.join("\n")}\n};`;
  }

  return {
    name: "english",
    // While the types are still in the code: the same places as in the source.
    enforce: "pre",
    configResolved(config) {
      src = resolve(config.root, "src");
      isBuild = config.command === "build";
    },
    resolveId: (id) => (id === NAME || id.startsWith(`${NAME}/`) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${NAME}`) return isBuild ? loaders() : "export const rooms = {};";
      return id.startsWith(`\0${NAME}/`) ? wordsOf(id.slice(NAME.length + 2)) : undefined;
    },
    transform(code, id) {
      const path = relative(src, id).split(sep).join("/");
      if (!isBuild || path.startsWith("..") || !path.endsWith(".ts")) return undefined;
      const titles = titlesIn(path, code);
      if (titles) return { code: withTitles(path, code, titles), map: null };
      const spans = englishIn(path, code);
      if (!spans.length) return undefined;
      let parted = code;
      for (const [at, { start, end }] of [...spans.entries()].reverse()) {
        parted = parted.slice(0, start) + placeOf(path, at) + parted.slice(end);
      }
      return { code: `import { english } from "@/lib/i18n";\n${parted}`, map: null };
    },
  };
}
