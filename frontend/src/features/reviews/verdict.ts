/** What the reviewer is about to say: reasons, rows, opinion, deadline and meeting, gathered until it is sent. */
import { reactive, ref, shallowRef } from "vue";

import type { Decision, RedoReason } from "@/api/labels";
import { asProblem, type Problem } from "@/api/problem";

import { t } from "./locale";
import { decide, type DecisionBody, type Finding, type Review } from "./queries";

export interface RowWord {
  comment: string;
  reasons: RedoReason[];
}
const empty = () => ({ opinion: "", reasons: [] as RedoReason[], rows: new Map<number, RowWord>(), meeting: "", redoDue: "" });

/** Adds a paragraph unless it stands there already. */
export function withLine(text: string, line: string): string {
  if (text.includes(line)) return text;
  return text ? `${text}\n${line}` : line;
}

export function useVerdict() {
  const form = reactive(empty());
  const step = ref<Decision | null>(null);
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const taken = ref(new Set<string>());

  function reset(): void {
    Object.assign(form, empty());
    step.value = null;
    problem.value = null;
    taken.value = new Set();
  }
  function begin(which: Decision): void {
    problem.value = null;
    step.value = which;
  }
  function toggleRow(row: number, on: boolean): void {
    if (on) form.rows.set(row, { comment: "", reasons: [] });
    else form.rows.delete(row);
  }
  function addReason(reason: RedoReason): void {
    if (!form.reasons.includes(reason)) form.reasons = [...form.reasons, reason];
  }
  /** A ready sentence for a reason. */
  function fillIn(reason: Exclude<RedoReason, "other">): void {
    addReason(reason);
    form.opinion = withLine(form.opinion, t(`template.${reason}`));
  }
  /** One click makes a doubt of the checks a reason to send back. */
  function take(finding: Finding, key: string): void {
    taken.value = new Set([...taken.value, key]);
    if (finding.row_id === null) {
      addReason(finding.reason);
      form.opinion = withLine(form.opinion, finding.message);
      return;
    }
    const word = form.rows.get(finding.row_id) ?? { comment: "", reasons: [] };
    const reasons = [...new Set([...word.reasons, finding.reason])];
    form.rows.set(finding.row_id, { comment: withLine(word.comment, finding.message), reasons });
  }

  function body(): DecisionBody {
    const decision = step.value ?? "approve";
    const said: DecisionBody = { decision, opinion: form.opinion };
    if (form.meeting) said.meeting_id = Number(form.meeting);
    if (decision !== "send_back") return said;
    // A row needs a reason of its own; the sheet's reasons serve, or "other" with the comment.
    const common: RedoReason[] = form.reasons.length ? form.reasons : ["other"];
    const rows = [...form.rows].map(([row_id, { comment, reasons }]) => ({ row_id, comment, reasons: reasons.length ? reasons : common }));
    return { ...said, reasons: form.reasons, rows, redo_due_on: form.redoDue || null };
  }
  /** Whether it was signed; the dialog says why when not. */
  async function send(review: Review): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await decide(review, body());
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { form, step, busy, problem, taken, reset, begin, toggleRow, fillIn, take, send };
}
