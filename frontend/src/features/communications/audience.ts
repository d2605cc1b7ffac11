/** To whom a notice goes, counted before it is published; the server resolves it again when it is. */
import type { DepartmentKind } from "@/api/labels";

export interface Addressed {
  is_for_all: boolean;
  kinds: readonly DepartmentKind[];
  department_ids: readonly number[];
}
interface Unit {
  id: number;
  kind: string;
  parent_id: number | null;
  path: string;
}

/** Of the departments the writer may send to. "All" of the whole school is every department but the college itself. */
export function reached<D extends Unit>(departments: readonly D[], school: boolean, from: number, to: Addressed): D[] {
  const publisher = departments.find(({ id }) => id === from);
  const isBelow = (unit: D): boolean =>
    school ? unit.parent_id !== null : publisher !== undefined && unit.path.startsWith(publisher.path);
  return departments.filter(
    (unit) =>
      (to.is_for_all && isBelow(unit)) || to.kinds.includes(unit.kind as DepartmentKind) || to.department_ids.includes(unit.id),
  );
}
