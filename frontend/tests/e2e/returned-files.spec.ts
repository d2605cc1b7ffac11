/** A file with mistakes comes back with comments in its cells, is corrected and comes in again. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, settled, tokenOf, watchErrors } from "./cast";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PYTHON = join(ROOT, ".venv/bin/python");
const folder = mkdtempSync(join(tmpdir(), "lianfang-returned-"));
const ROWS = [
  ["示例职业技术学院部门工作廉政风险排查表"],
  ["部门：教务处", "", "", "", "填表日期：2027年9月1日"],
  ["部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施", "备注"],
  ["监考安排", "指定熟人监考", "绕开轮换名单安排监考", "监管缺失", "较高", "名单公示", ""],
];

function workbook(name: string): string {
  const file = join(folder, name);
  const script =
    "import json, sys, xlsxwriter\nbook = xlsxwriter.Workbook(sys.argv[1])\nsheet = book.add_worksheet()\n" +
    "for at, row in enumerate(json.loads(sys.argv[2])):\n    sheet.write_row(at, 0, row)\nbook.close()";
  execFileSync(PYTHON, ["-c", script, file, JSON.stringify(ROWS)]);
  return file;
}
/** The notes of the first sheet, and the same file with E4 corrected. */
function corrected(file: string, to: string): string {
  const script =
    "import json, sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\nsheet = book.active\n" +
    "print(json.dumps({c.coordinate: c.comment.text for r in sheet.iter_rows() for c in r if c.comment}, ensure_ascii=False))\n" +
    "sheet['E4'] = '高'\nbook.save(sys.argv[2])";
  return execFileSync(PYTHON, ["-c", script, file, to]).toString();
}
async function read(page: Page, file: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "读取文件" }).click();
  await page.waitForURL(/\/imports\/\d+$/);
  await settled(page);
}

test("a wrong level is commented in its cell; the corrected file has nothing left to say", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/imports");
  await read(page, workbook("排查表.xlsx"));
  await expect(page.getByRole("heading", { name: "在原文件里改" })).toBeVisible();
  await expectAccessible(page, "import with a file to correct");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载批注后的文件" }).click()]);
  expect(file.suggestedFilename()).toBe("排查表（批注）.xlsx");

  const mended = join(folder, "排查表（批注）.xlsx");
  const commented = join(folder, "commented.xlsx");
  await file.saveAs(commented);
  expect(corrected(commented, mended)).toContain("错误：认不出风险等级");
  await page.getByRole("link", { name: "上传改好的文件" }).click();
  await settled(page);
  await read(page, mended);
  await expect(page.getByText("指定熟人监考")).toBeVisible();
  await expect(page.getByText("认不出风险等级")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "在原文件里改" })).toHaveCount(0);
  noErrors();
});

test("from the catalogue of a department its filled form comes back to that department", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/powers");
  const { items } = await get<{ items: { id: number; name: string }[] }>(page.request, await tokenOf(page.request, "office"), "/departments?q=教务处");
  const unit = items.find(({ name }) => name === "教务处");
  await page.goto(`/powers?department_id=${unit?.id}`);
  await page.getByRole("link", { name: "填好后导回" }).click();
  await page.waitForURL(/\/imports\?department_id=\d+$/);
  await expect(page.getByRole("combobox", { name: "这是哪个部门的表" })).toHaveValue("教务处");
  noErrors();
});
