/** The official rule of opinion.txt lines 48–53 for two factors: the higher one wins, never the product. */
export type Level = "high" | "medium" | "low";
/** From the gravest to the mildest. */
export const LEVELS: readonly Level[] = ["high", "medium", "low"];

export function levelOf(likelihood: Level, consequence: Level): Level {
  return LEVELS.find((level) => level === likelihood || level === consequence) ?? "low";
}
