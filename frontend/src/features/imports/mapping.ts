/** What the words of a file were understood as, each word once, and what a person changes about it. */
import { Column } from "@/api/labels";

import type { Import, Meanings } from "./queries";

export type Origin = Import["tables"][number]["columns"][number]["origin"];
export interface Word {
  key: string;
  part: "column" | "level";
  text: string;
  /** A column or level; "" is not known. */
  means: string;
  origin: Origin;
  tables: number;
}
/** What stands in the choice of a word beside the columns or levels. */
export const OUT = "out";
export const USUAL = "usual";

/** Found by their own words around a table, so no choice for a column of it. */
const AROUND = new Set(["department", "person_name", "job_title", "head_name", "filler_name", "supervising_leader", "filled_on", "whole"]);
export const TABLE_COLUMNS = Object.keys(Column).filter((column) => !AROUND.has(column));

const DECIDED = new Set<Origin>(["chosen", "remembered"]);
/** As the server compares words: no spaces, half-width. */
const squeeze = (text: string): string => text.normalize("NFKC").replace(/[\s\u200b\ufeff]+/g, "").replaceAll("(", "（").replaceAll(")", "）");

/** Every word of the file once, as it was understood. A column left out on purpose means OUT. */
export function wordsOf(one: Pick<Import, "tables">): Word[] {
  const found = new Map<string, Word>();
  const add = (part: Word["part"], text: string, value: string | null, origin: Origin): void => {
    const means = value ?? (part === "column" && DECIDED.has(origin) ? OUT : "");
    const key = `${part} ${squeeze(text)} ${means}`;
    const known = found.get(key);
    if (known) known.tables += 1;
    else found.set(key, { key, part, text, means, origin, tables: 1 });
  };
  for (const table of one.tables) {
    for (const column of table.columns) add("column", column.text, column.column, column.origin);
    for (const level of table.levels) add("level", level.word, level.level, level.origin);
  }
  return [...found.values()];
}

/** What a person decides or should look at stands apart from the usual words. */
export const isOwn = (word: Word): boolean => word.origin !== "usual";
/** Decided just now needs no second look. */
export const needsLook = (word: Word): boolean => isOwn(word) && word.origin !== "chosen";

/** All meanings the file is to be read with: those decided before, and the changes. */
export function meaningsOf(words: readonly Word[], changes: Readonly<Record<string, string>>, remember: boolean): Meanings {
  const meanings: Meanings = { columns: [], levels: [], is_remembered: remember };
  const seen = new Set<string>();
  for (const word of words) {
    const changed = changes[word.key];
    const means = changed ?? (DECIDED.has(word.origin) ? word.means : USUAL);
    const same = `${word.part} ${squeeze(word.text)}`;
    if (means === USUAL || means === "" || seen.has(same)) continue;
    seen.add(same);
    if (word.part === "level") meanings.levels.push({ word: word.text, level: means as Meanings["levels"][number]["level"] });
    else meanings.columns.push({ text: word.text, column: means === OUT ? null : (means as NonNullable<Meanings["columns"][number]["column"]>) });
  }
  return meanings;
}
