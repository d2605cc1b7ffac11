/** The head of the official form: who and when. */
import { formatDay } from "@/lib/dates";

import type { Sheet } from "./queries";
import { t } from "./sheet-locale";

export function factsOf(sheet: Sheet): [string, string][] {
  const date = sheet.filled_on ? formatDay(sheet.filled_on) : "";
  return sheet.kind === "position"
    ? [
        [t("sheet.name"), sheet.filler_name],
        [t("sheet.job"), sheet.filler_job_title],
        [t("sheet.position"), sheet.position_name ?? ""],
        [t("sheet.department"), sheet.department_name],
        [t("sheet.date"), date],
      ]
    : [
        [t("sheet.department"), sheet.department_name],
        [t("sheet.head"), sheet.filler_name],
        [t("sheet.date"), date],
      ];
}
