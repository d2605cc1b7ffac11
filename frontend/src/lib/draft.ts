/**
 * Unsaved edits of one sheet in localStorage: written at each edit, offered again after a crash or a closed page.
 * Keys carry the user, because campus computers are shared.
 */
import { readStorage, writeStorage } from "./prefs";

export interface Draft<T> {
  /** Version of the server copy the edits are based on. */
  version: number;
  /** Milliseconds since 1970. */
  savedAt: number;
  content: T;
}

const PREFIX = "lf.draft.";
const MAX_AGE = 30 * 24 * 3600_000;

export interface DraftBox<T> {
  /** False when the browser refused (storage full or forbidden): say so to the user. */
  write: (content: T, version: number) => boolean;
  read: () => Draft<T> | null;
  clear: () => void;
}

function parse<T>(text: string | null): Draft<T> | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Draft<T>> | null;
    const isDraft = typeof value?.version === "number" && typeof value.savedAt === "number" && "content" in value;
    return isDraft ? (value as Draft<T>) : null;
  } catch {
    return null;
  }
}

/** `draftBox(me.id, "risk-inventory", 42)` */
export function draftBox<T>(userId: number, kind: string, id: number | string): DraftBox<T> {
  const key = `${PREFIX}${userId}.${kind}.${id}`;
  return {
    write: (content, version) =>
      writeStorage(key, JSON.stringify({ version, savedAt: Date.now(), content } satisfies Draft<T>)),
    read: () => parse<T>(readStorage(key)),
    clear: () => void writeStorage(key, null),
  };
}

/** Drop drafts older than 30 days and unreadable ones. Call once at start. */
export function sweepDrafts(now = Date.now()): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) {
    const draft = parse(readStorage(key));
    if (!draft || now - draft.savedAt > MAX_AGE) writeStorage(key, null);
  }
}

/** All drafts of a user: other people's must not stay on a shared computer after an explicit sign-out. */
export function forgetDrafts(userId: number): void {
  const prefix = `${PREFIX}${userId}.`;
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) writeStorage(key, null);
}
