/** A scale while it is being edited. */
import type { Grade, Scale, ScaleDraft, Scores } from "./level-queries";

export const LISTS = ["tier", "discretion", "controls", "major_matters"] as const;
export const SINGLES = ["decisive_influence", "integrity_case", "concentrated"] as const;
export const POWERS = ["each_power", "powers_limit"] as const;
export const RISKS = ["high_point", "medium_point", "low_point", "unrated_point", "points_limit"] as const;

export interface ScaleValues {
  name: string;
  note: string;
  scores: Scores;
  grades: Grade[];
  vetoes: NonNullable<ScaleDraft["vetoes"]>;
}

/** Something to start from: three grades as the opinion knows them, and modest points. */
export function freshScale(): ScaleValues {
  return {
    name: "",
    note: "",
    scores: {
      tier: [0, 2, 4],
      discretion: [0, 1, 3],
      controls: [0, 2, 4, 6],
      major_matters: [0, 3, 5],
      decisive_influence: 4,
      integrity_case: 4,
      concentrated: 2,
      each_power: 1,
      powers_limit: 5,
      high_point: 3,
      medium_point: 2,
      low_point: 1,
      unrated_point: 1,
      points_limit: 10,
    },
    grades: [
      { label: "高", at_least: 12, counts_as: "high" },
      { label: "中", at_least: 5, counts_as: "medium" },
      { label: "低", at_least: 0, counts_as: "low" },
    ],
    vetoes: [],
  };
}
export function valuesOf(scale: Scale): ScaleValues {
  const { name, note, scores, grades, vetoes } = JSON.parse(JSON.stringify(scale)) as Scale;
  return { name, note, scores: { ...freshScale().scores, ...scores }, grades, vetoes };
}
