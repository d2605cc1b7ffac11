/** Calls of the official forms. */
import { api, download } from "@/api/client";
import type { DocumentFormat, InventoryKind } from "@/api/labels";
import type { Choice } from "@/ui/choices";

export async function findDepartments(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 50 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}

/** Of one department when one was chosen. */
export async function findPositions(text: string, department: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { q: text || undefined, department_id: Number(department) || undefined, size: 50 };
  const { items } = await api.get("/api/v1/positions", { query, signal });
  return items.map((one) => ({ value: String(one.id), label: one.name, hint: one.department_name }));
}

/** Downloads 附件二 of a department or 附件三 of a post: those of a year, or the newest; a post held by several has
 * several. Answers how many there were. */
export async function downloadSheets(kind: InventoryKind, id: number, year: number | undefined, format: DocumentFormat): Promise<number> {
  const place = kind === "department" ? { department_id: id } : { position_id: id };
  const { items } = await api.get("/api/v1/risk-inventories", { query: { kind, year, ...place, sort: "newest", size: 200 } });
  const own = kind === "department" ? items.filter((sheet) => sheet.department_id === id) : items;
  const newest = year ?? Math.max(0, ...own.map((sheet) => sheet.year));
  const wanted = own.filter((sheet) => sheet.year === newest);
  for (const sheet of wanted) {
    await download("/api/v1/documents/risk-inventories/{inventory_id}", { path: { inventory_id: sheet.id }, query: { format } });
  }
  return wanted.length;
}
