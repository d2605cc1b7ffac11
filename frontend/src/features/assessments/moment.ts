/** Instants in forms: what a `datetime-local` field shows is campus time, wherever the computer stands. */
const OFFSET_MS = 8 * 3_600_000;

/** RFC 3339 → `2026-11-25T17:30` in campus time. */
export function toField(instant: string): string {
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 16);
}
/** `2026-11-25T17:30` in campus time → RFC 3339. */
export function fromField(text: string): string {
  return text ? `${text.slice(0, 16)}:00+08:00` : "";
}
