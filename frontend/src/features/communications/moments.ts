/** Instants in forms: the campus keeps one clock (UTC+8 without summer time) wherever the browser stands. */
import { dayOf } from "@/lib/dates";

const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The value of a `datetime-local` field for an instant. */
export function toField(instant: string | null | undefined): string {
  return instant ? `${dayOf(instant)}T${clock.format(new Date(instant))}` : "";
}
/** The instant a `datetime-local` field names; null when it is empty. */
export function toInstant(field: string): string | null {
  return field ? `${field.slice(0, 16)}:00+08:00` : null;
}
