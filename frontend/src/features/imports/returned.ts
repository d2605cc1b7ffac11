/** What the server writes as comments into the uploaded file. */
import type { Finding, Import, ImportForm } from "./queries";

const isGrave = (finding: Finding): boolean => finding.severity !== "note";

/** Errors and doubts; notes are in the file as well, but nobody has to act on them. */
function remarksOf(form: ImportForm): number {
  if (form.is_skipped) return 0;
  const told = new Set(form.findings.map((finding) => `${finding.table}-${finding.row}-${finding.message}`));
  const refused = form.items.filter((item) => item.status === "refused" && !told.has(`${item.table}-${item.row}-${item.reason}`));
  const reasons = new Set(refused.map((item) => `${item.kind}-${item.reason}`));
  return form.findings.filter(isGrave).length + reasons.size + form.blockers.length;
}

export function remarks(one: Import): number {
  return one.findings.filter(isGrave).length + one.forms.reduce((sum, form) => sum + remarksOf(form), 0);
}
