/** Deciding row by row on last year's sheet. Pure. */
import type { CarryChoice } from "@/api/labels";

export interface Choice {
  choice: CarryChoice | "";
  reason: string;
}
export interface Decided {
  point_id: number;
  choice: CarryChoice;
  reason: string;
}
/** As the server asks. */
const SHORTEST_REASON = 2;

/** What is sent; undefined while a row is undecided. */
export function decided(points: readonly number[], choices: Readonly<Record<number, Choice>>): Decided[] | undefined {
  const rows = points.map((point_id) => {
    const { choice = "", reason = "" } = choices[point_id] ?? {};
    return { point_id, choice, reason: choice === "retire" ? reason.trim() : "" };
  });
  return rows.every((row): row is Decided => row.choice !== "") ? rows : undefined;
}

/** The first dropped row without a reason, counted from 1; 0 when there is none. */
export function unexplained(rows: readonly Decided[]): number {
  return rows.findIndex((row) => row.choice === "retire" && row.reason.length < SHORTEST_REASON) + 1;
}

export function count(rows: readonly Decided[], choice: CarryChoice): number {
  return rows.filter((row) => row.choice === choice).length;
}
