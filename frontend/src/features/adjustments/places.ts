/** Where the things to look at again open, and what caused the look; other features are known by their route names. */
import type { RouteLocationRaw } from "vue-router";

import type { Adjustment, Recheck } from "./queries";

export function placeOf(recheck: Pick<Recheck, "kind" | "object_id" | "power_id">): RouteLocationRaw | null {
  switch (recheck.kind) {
    case "power":
      return { name: "power", params: { id: recheck.object_id } };
    case "flow_step":
      return recheck.power_id === null ? null : { name: "power-flow", params: { id: recheck.power_id } };
    case "risk_point":
      return { name: "risk-point", params: { id: recheck.object_id } };
    case "measure":
      return { name: "measure", params: { id: recheck.object_id } };
  }
}

/** Route of each kind of cause, by the server's name. */
const CAUSES: Readonly<Record<string, string>> = { measure: "measure", power: "power", regulation: "regulation" };

/** The thing that changed; null when the office opened the look itself, or when its page is not part of this client. */
export function causeOf(one: Pick<Adjustment, "source_kind" | "source_id">, has: (name: string) => boolean): RouteLocationRaw | null {
  const name = CAUSES[one.source_kind];
  return name && one.source_id !== null && has(name) ? { name, params: { id: one.source_id } } : null;
}
