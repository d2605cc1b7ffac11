/** The public wording while it is typed, and what of it goes to the server. */
import type { Publication, Wording } from "./queries";

export interface EditStep {
  key: string;
  name: string;
  handler: string;
  time_limit: string;
  /** One a line. */
  materials: string;
  branches: { to: string; label: string }[];
}
export interface Edited {
  channel: Publication["channel"];
  closes_on: string;
  name: string;
  wording: string;
  basis: string;
  handling_body: string;
  steps: EditStep[];
}

export function editable(one: Publication): Edited {
  const { channel, closes_on, name, wording, basis, handling_body, steps } = one;
  const copies = steps.map(({ key, name: title, handler, time_limit, materials, branches }) => ({
    key,
    name: title,
    handler,
    time_limit,
    materials: materials.join("\n"),
    branches: branches.map((branch) => ({ ...branch })),
  }));
  return { channel, closes_on: closes_on ?? "", name, wording, basis, handling_body, steps: copies };
}
function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
export function wordingOf(values: Edited): Wording {
  const steps = values.steps.map((step) => ({ ...step, materials: lines(step.materials) }));
  return { ...values, closes_on: values.closes_on || null, steps };
}

/** Writes the unit in the place of a post that only one person holds, wherever the server found it. */
export function rewrite(values: Edited, pointers: readonly string[], post: string, unit: string): void {
  const put = (text: string): string => text.split(post).join(unit);
  for (const pointer of pointers) {
    const [first = "", at, field = "", part] = pointer.slice(1).split("/");
    const step = first === "steps" ? values.steps[Number(at)] : undefined;
    if (!step) {
      const name = first as "name" | "wording" | "basis" | "handling_body";
      if (typeof values[name] === "string") values[name] = put(values[name]);
    } else if (field === "branches") {
      const branch = step.branches[Number(part)];
      if (branch) branch.label = put(branch.label);
    } else {
      const name = field as "name" | "handler" | "time_limit" | "materials";
      step[name] = put(step[name]);
    }
  }
}
