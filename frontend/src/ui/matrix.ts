/** The official rule of opinion.txt lines 48–53: the highest matching line wins, by either factor, never the product. */
import type { Consequence, Likelihood, RiskLevel } from "@/api/labels";

/** Each from the gravest to the mildest; the same place in the three lists is one line of the rule. */
export const LEVELS: readonly RiskLevel[] = ["high", "medium", "low"];
export const LIKELIHOODS: readonly Likelihood[] = ["high", "elevated", "small"];
export const CONSEQUENCES: readonly Consequence[] = ["crime", "discipline", "internal"];

export function levelOf(likelihood: Likelihood, consequence: Consequence): RiskLevel {
  const line = Math.min(LIKELIHOODS.indexOf(likelihood), CONSEQUENCES.indexOf(consequence));
  return LEVELS[line] ?? "low";
}
