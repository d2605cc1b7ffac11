/**
 * The words of the server's Terms (src/api/labels.ts) stand in one generated file, which every page would bring whole.
 * The build makes a module of each, so that a page brings those of its room and those that several rooms share.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import type { Plugin } from "vite";

import { roomOf } from "./english";

const NAME = "\0virtual:terms/";
const TERM = /^export const (\w+) = (\{[^]*?\n\}) as const;/gm;
const IMPORT = /import (?:type )?\{([^}]*)\} from "@\/api\/labels";/g;

/** Term → its words as code. */
export function termsIn(labels: string): Map<string, string> {
  return new Map([...labels.matchAll(TERM)].map(([, name = "", words = ""]) => [name, words]));
}

/** Which Terms a file speaks; a type says nothing. */
export function spokenIn(code: string): string[] {
  const named = [...code.matchAll(IMPORT)].flatMap(([whole, names = ""]) => (whole.startsWith("import type") ? [] : names.split(",")));
  return named.map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type "));
}

/** The one room that speaks a Term, or "frame" when several do. */
function roomsOf(src: string): Map<string, string> {
  const rooms = new Map<string, string>();
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|vue)$/.test(entry.name)) continue;
    const path = relative(src, join(entry.parentPath, entry.name)).split(sep).join("/");
    for (const term of spokenIn(readFileSync(join(src, path), "utf8"))) {
      const known = rooms.get(term);
      rooms.set(term, known === undefined || known === roomOf(path) ? roomOf(path) : "frame");
    }
  }
  return rooms;
}

const SRC = resolve(import.meta.dirname, "../src");
let rooms: ReadonlyMap<string, string> | undefined;
/** For `codeSplitting`: one file a room. */
export const TERMS = {
  name(id: string): string {
    rooms ??= roomsOf(SRC);
    return `terms-${rooms.get(id.slice(NAME.length)) ?? "frame"}`;
  },
  debugName: "terms",
  priority: 4,
  test: /virtual:terms\//,
};

export function terms(): Plugin {
  const labels = join(SRC, "api/labels.ts");
  const all = (): Map<string, string> => termsIn(readFileSync(labels, "utf8"));
  return {
    name: "terms",
    apply: "build",
    enforce: "pre",
    resolveId: (id) => (id.startsWith(NAME) ? id : undefined),
    load(id) {
      if (id.startsWith(NAME)) {
        const name = id.slice(NAME.length);
        return { code: `export const ${name} = ${all().get(name)};`, moduleSideEffects: false };
      }
      if (id !== labels) return undefined;
      const lines = [...all().keys()].map((name) => `export { ${name} } from ${JSON.stringify(NAME + name)};`);
      return { code: lines.join("\n"), moduleSideEffects: false };
    },
  };
}
