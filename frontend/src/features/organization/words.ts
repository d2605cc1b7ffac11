/** Names of stored fields, as the forms call them. */
import { t } from "./locale";
import { t as person } from "./person-locale";
import { t as position } from "./position-locale";

/** `parent_id` of a department → 上级部门; a field nobody named stays as it is. */
export function fieldName(kind: "department" | "position" | "person", field: string): string {
  const names: Record<string, Record<string, string>> = {
    department: {
      name: t("department.name"),
      kind: t("department.kind"),
      parent_id: t("department.parent"),
      party_id: t("department.party"),
      path: t("department.parent"),
      sort: t("department.sort"),
      duties: t("department.duties"),
    },
    position: {
      name: position("name"),
      department_id: position("department"),
      tier: position("tier"),
      duties: position("duties"),
      controls_people: position("people"),
      controls_money: position("money"),
      controls_assets: position("assets"),
      key_area: position("area"),
      major_matters: position("matters"),
      discretion: position("discretion"),
      has_decisive_influence: position("influence"),
      had_integrity_case: position("case"),
      is_key: position("key"),
      rotation_years: position("rotation"),
    },
    person: {
      name: person("name"),
      department_id: person("department"),
      job_title: person("job"),
      user_id: person("account"),
    },
  };
  return names[kind]?.[field] ?? field;
}

/** One duty a line; blank lines do not count. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
}
