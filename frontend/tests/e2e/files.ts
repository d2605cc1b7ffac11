/** Files as people bring them, made for one run. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const FORMS = join(ROOT, "tests/fixtures/forms");
const folder = mkdtempSync(join(tmpdir(), "lianfang-files-"));

/** An .xlsx with these rows, as Excel writes it. */
export function workbook(name: string, rows: readonly (readonly string[])[]): string {
  const file = join(folder, name);
  const script =
    "import json, sys, xlsxwriter\n" +
    "book = xlsxwriter.Workbook(sys.argv[1])\n" +
    "sheet = book.add_worksheet()\n" +
    "for at, row in enumerate(json.loads(sys.argv[2])):\n    sheet.write_row(at, 0, row)\n" +
    "book.close()";
  execFileSync(join(ROOT, ".venv/bin/python"), ["-c", script, file, JSON.stringify(rows)]);
  return file;
}
export function csv(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${rows.join("\r\n")}\r\n`);
  return file;
}
