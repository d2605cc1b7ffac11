/** Periods of office: who is what from when to when. */
import type { RouteLocationRaw } from "vue-router";

import { OfficerKind, OversightKind } from "@/api/labels";
import { formatDay, today } from "@/lib/dates";
import { label } from "@/lib/terms";

import { t } from "./locale";
import { t as p } from "./position-locale";
import type { Appointment, Officer, Oversight, Term } from "./queries";

/** One line of a list of terms. */
export interface Held extends Term {
  title: string;
  to: RouteLocationRaw | null;
  /** What is held, e.g. 联络员. */
  tag: string;
  /** Place among those that run: the head before liaisons, the primary post before others. */
  rank: number;
  from: string;
  until: string | null;
}
interface Row {
  id: number;
  version: number;
  started_on: string;
  ended_on: string | null;
}

export function isPast(held: { until: string | null }, day: string = today()): boolean {
  return held.until !== null && held.until < day;
}

/** Running and coming terms first, by rank; the latest on top. */
export function inOrder(terms: readonly Held[]): Held[] {
  const rank = (held: Held): number => (isPast(held) ? Infinity : held.rank);
  return [...terms].sort(
    (a, b) => Number(isPast(a)) - Number(isPast(b)) || (rank(a) - rank(b) || 0) || b.from.localeCompare(a.from) || b.id - a.id,
  );
}

export function periodOf(held: Held): string {
  const from = formatDay(held.from);
  return held.until ? t("term.period", { from, to: formatDay(held.until) }) : t("term.since", { from });
}

function base(kind: Term["kind"], row: Row, isFirst: boolean): Omit<Held, "title" | "to" | "tag"> {
  return { kind, rank: isFirst ? 0 : 1, id: row.id, version: row.version, from: row.started_on, until: row.ended_on };
}
const person = (id: number): RouteLocationRaw => ({ name: "person", params: { id } });
const department = (id: number): RouteLocationRaw => ({ name: "department", params: { id } });

/** As seen from the department or position: the line is a person. */
export function holderOf(row: Appointment): Held {
  const tag = row.is_primary ? p("primary") : p("second");
  return { ...base("appointments", row, row.is_primary), title: row.person_name ?? t("term.hidden"), to: person(row.person_id), tag };
}
export function officerOf(row: Officer): Held {
  return { ...base("officers", row, row.kind === "head"), title: row.person_name ?? t("term.hidden"), to: person(row.person_id), tag: label(OfficerKind, row.kind) };
}
export function leaderOf(row: Oversight): Held {
  const tag = row.kind === "supervising" ? t("charge.supervising") : t("charge.contact");
  return { ...base("oversights", row, row.kind === "supervising"), title: row.leader_name ?? t("term.hidden"), to: person(row.leader_id), tag };
}

/** As seen from the person: the line is a post or a department. */
export function postOf(row: Appointment): Held {
  const title = `${row.position_name} · ${row.department_name}`;
  const tag = row.is_primary ? p("primary") : p("second");
  return { ...base("appointments", row, row.is_primary), title, to: { name: "position", params: { id: row.position_id } }, tag };
}
export function chargeOf(row: Officer | Oversight): Held {
  const isOfficer = "person_id" in row;
  const tag = isOfficer ? label(OfficerKind, row.kind) : label(OversightKind, row.kind);
  const kind = isOfficer ? "officers" : "oversights";
  return { ...base(kind, row, row.kind === "head" || row.kind === "supervising"), title: row.department_name, to: department(row.department_id), tag };
}
