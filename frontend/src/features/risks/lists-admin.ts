/** Writes of the office's lists. Nothing is deleted: what goes out of use stays readable in the rows that hold it. */
import { api, tagOf } from "@/api/client";
import type { FindingOrigin, InventoryKind } from "@/api/labels";
import { queryClient } from "@/lib/query";

/** What all entries have, whichever list they stand on. */
export interface ListEntry {
  id: number;
  version: number;
  key: string;
  label: string;
  sort: number;
  is_active: boolean;
}
export type EntryKind = "way" | "scheme" | "category";
/** `text` is the hint of a way, the description of a scheme, the meaning of a category. */
export interface EntryDraft {
  key: string;
  label: string;
  text: string;
  origin: FindingOrigin;
  kind: InventoryKind | null;
  /** Names of a new scheme's categories, in their order. */
  categories: readonly string[];
}
interface Change {
  label?: string;
  text?: string;
  sort?: number;
  is_active?: boolean;
}

/** What a dialog is about. */
export interface Target {
  kind: EntryKind;
  title: string;
  /** Given: its words are changed. */
  entry?: ListEntry & { hint?: string; description?: string; definition?: string };
  scheme?: number;
  parent?: number;
}

async function refresh(call: Promise<unknown>): Promise<true> {
  await call;
  await queryClient.invalidateQueries({ queryKey: ["risk-lists"] });
  return true;
}
/** A key nobody needs to think of; rows and other systems hold it, so it never changes. */
export function newKey(kind: EntryKind): string {
  return `${kind}_${Date.now().toString(36)}`;
}

function patch(kind: EntryKind, entry: ListEntry, { text, ...change }: Change): Promise<unknown> {
  const ifMatch = tagOf(entry);
  if (kind === "way") {
    const body = { ...change, ...(text === undefined ? {} : { hint: text }) };
    return api.patch("/api/v1/finding-ways/{way_id}", { path: { way_id: entry.id }, body, ifMatch });
  }
  if (kind === "scheme") {
    const body = { ...change, ...(text === undefined ? {} : { description: text }) };
    return api.patch("/api/v1/risk-schemes/{scheme_id}", { path: { scheme_id: entry.id }, body, ifMatch });
  }
  const body = { ...change, ...(text === undefined ? {} : { definition: text }) };
  return api.patch("/api/v1/risk-categories/{category_id}", { path: { category_id: entry.id }, body, ifMatch });
}
export function updateEntry(kind: EntryKind, entry: ListEntry, change: Change): Promise<true> {
  return refresh(patch(kind, entry, change));
}

export function createWay({ key, label, text, origin }: EntryDraft): Promise<true> {
  return refresh(api.post("/api/v1/finding-ways", { body: { key, label, hint: text, origin } }));
}
export function createScheme({ key, label, text, kind, categories }: EntryDraft): Promise<true> {
  const named = categories.map((name, index) => ({ key: `c${index + 1}`, label: name }));
  return refresh(api.post("/api/v1/risk-schemes", { body: { key, label, description: text, kind, categories: named } }));
}
/** With `parent` a particular below that category. */
export function createCategory(scheme: number, { key, label, text }: EntryDraft, parent: number | null): Promise<true> {
  const body = { key, label, definition: text, parent_id: parent };
  return refresh(api.post("/api/v1/risk-schemes/{scheme_id}/categories", { path: { scheme_id: scheme }, body }));
}

/** Puts the entry one place up or down: numbers are dealt anew, and only those that differ are written. */
export async function moveEntry(kind: EntryKind, entries: readonly ListEntry[], index: number, by: -1 | 1): Promise<void> {
  const order = [...entries];
  const [moved] = order.splice(index, 1);
  if (!moved) return;
  order.splice(index + by, 0, moved);
  for (const [place, entry] of order.entries()) {
    const sort = (place + 1) * 10;
    if (entry.sort !== sort) await patch(kind, entry, { sort });
  }
  await queryClient.invalidateQueries({ queryKey: ["risk-lists"] });
}
