/** What a row is tied to and tagged with, beside its words: power and step, ways of finding, categories, causes. */
import type { CauseKind } from "@/api/labels";

export interface Tags {
  power_id: number | null;
  step_id: number | null;
  found_by: string[];
  categories: Record<string, string>;
  subcategories: Record<string, string[]>;
  cause_kinds: CauseKind[];
  location: string;
}
export const NO_TAGS: Tags = {
  power_id: null,
  step_id: null,
  found_by: [],
  categories: {},
  subcategories: {},
  cause_kinds: [],
  location: "",
};
export const TAG_FIELDS = Object.keys(NO_TAGS) as readonly (keyof Tags)[];

/** A copy in a fixed order; undefined when the source says nothing of tags. */
export function tagsOf(source: Partial<Tags>): Tags | undefined {
  if (!TAG_FIELDS.some((field) => source[field] !== undefined)) return undefined;
  return structured({ ...NO_TAGS, ...Object.fromEntries(TAG_FIELDS.flatMap((field) => (source[field] === undefined ? [] : [[field, source[field]]]))) });
}
function structured(tags: Tags): Tags {
  return JSON.parse(JSON.stringify(tags)) as Tags;
}

export function isTagged(tags: Tags | undefined): boolean {
  return Boolean(tags && (tags.power_id ?? tags.step_id ?? (tags.location || Object.keys(tags.categories).length || tags.cause_kinds.length)));
}

const sorted = (map: object): string => JSON.stringify(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
/** Fields that only mean something together. */
const GROUPS: readonly (readonly (keyof Tags)[])[] = [["power_id", "step_id"], ["categories", "subcategories"], ["cause_kinds"], ["location"]];
function said(tags: Tags, group: readonly (keyof Tags)[]): string {
  return group.map((field) => (field === "categories" || field === "subcategories" ? sorted(tags[field]) : JSON.stringify(tags[field]))).join();
}
export function sameTags(one: Tags | undefined, other: Tags | undefined): boolean {
  const [first, second] = [one ?? NO_TAGS, other ?? NO_TAGS];
  return TAG_FIELDS.every((field) => said(first, [field]) === said(second, [field]));
}

/** Joined against what both began with: what only one side changed is taken; ways of finding add up; else mine stays. */
export function mergeTags(mine: Tags | undefined, base: Tags | undefined, theirs: Tags | undefined): Tags | undefined {
  if (!theirs || sameTags(mine, theirs)) return mine ?? theirs;
  if (!mine) return theirs;
  const was = base ?? NO_TAGS;
  const joined = structured(mine);
  for (const group of GROUPS) {
    if (said(mine, group) === said(was, group)) Object.assign(joined, Object.fromEntries(group.map((field) => [field, theirs[field]])));
  }
  const removed = (way: string): boolean => was.found_by.includes(way) && !(mine.found_by.includes(way) && theirs.found_by.includes(way));
  joined.found_by = [...new Set([...mine.found_by, ...theirs.found_by])].filter((way) => !removed(way));
  return joined;
}
