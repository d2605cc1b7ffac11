/** Instants in forms: what a `datetime-local` field shows is campus time, wherever the computer stands. */
import { prefs } from "@/lib/prefs";

const OFFSET_MS = 8 * 3_600_000;

/** RFC 3339 → `2026-11-25T17:30` in campus time. */
export function toField(instant: string): string {
  return new Date(Date.parse(instant) + OFFSET_MS).toISOString().slice(0, 16);
}
/** `2026-11-25T17:30` in campus time → RFC 3339. */
export function fromField(text: string): string {
  return text ? `${text.slice(0, 16)}:00+08:00` : "";
}
/** With the year, for paper and for guests: 2026年11月25日 17:30. */
export function formatFull(instant: string): string {
  const parts = { timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat(prefs.locale, parts).format(new Date(instant));
}
