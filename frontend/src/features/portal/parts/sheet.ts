/** A power as the public reads it, from the public answer or from a draft. */
import type { PublicPower } from "../board";
import type { Publication } from "../queries";

export type Sheet = Omit<PublicPower, "code" | "edition" | "content_hash" | "published_on"> & { published_on: string | null };

/** The same numbering as the server's: without ways of its own a step leads to the next one. */
export function sheetOf(one: Publication): Sheet {
  const at = new Map(one.steps.map((step, index) => [step.key, index + 1]));
  const steps = one.steps.map(({ key, branches, ...step }, index) => {
    const onward = step.kind !== "end" && index + 1 < one.steps.length ? [{ number: index + 2, label: "" }] : [];
    const ways = branches.map(({ to, label }) => ({ number: at.get(to) ?? 0, label })).filter(({ number }) => number > 0);
    return { ...step, number: at.get(key) ?? index + 1, next: branches.length ? ways : onward };
  });
  return { ...one, steps };
}
