/** Forms read from Word and Excel, applied once; official forms out again; bulk loads with wrong rows; accounts linked. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, post, settled, tokenOf, watchErrors } from "./cast";
import { unfold } from "./steps";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FORMS = join(ROOT, "tests/fixtures/forms");
const folder = mkdtempSync(join(tmpdir(), "lianfang-files-"));

/** An .xlsx with these rows, as Excel writes it. */
function workbook(name: string, rows: readonly (readonly string[])[]): string {
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
function csv(name: string, rows: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${rows.join("\r\n")}\r\n`);
  return file;
}
async function choose(page: Page, file: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
}
async function upload(page: Page, file: string): Promise<void> {
  await page.goto("/imports");
  await choose(page, file);
  await page.getByRole("button", { name: "读取文件" }).click();
  await page.waitForURL(/\/imports\/\d+$/);
  await settled(page);
}
async function saved(page: Page, button: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).first().click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("a Word catalogue is checked, one entry left out, and applied once only", async ({ page, context }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/imports");
  await page.getByRole("button", { name: "读取文件" }).click();
  await expect(page.getByText("请先选择文件")).toBeVisible();
  await upload(page, join(FORMS, "power_catalogue.docx"));
  await expect(page.getByText("维修工程发包")).toBeVisible();
  await expectAccessible(page, "import to check");
  await page.getByRole("checkbox", { name: "导入“食堂原料采购”" }).uncheck();
  const apply = page.getByRole("button", { name: /^导入 \d+ 条/ });
  await expect(page.getByText("不导入", { exact: true }).first()).toBeVisible();
  // The form names a department this college does not have: where it goes is for a person to say.
  await expect(apply).toBeDisabled();
  await unfold(page.getByRole("combobox", { name: "导入到部门" }));
  await page.getByRole("option", { name: /教务处/ }).click();
  await expect(apply).toBeEnabled();

  const other = await context.newPage();
  await other.goto(page.url());
  const late = other.getByRole("button", { name: /^导入 \d+ 条/ });
  await expect(late).toBeEnabled();
  await apply.click();
  await expect(page.getByText(/已导入：新增/)).toBeVisible();
  await expect(apply).toHaveCount(0);
  await late.click();
  await expect(other.getByText("不能再次导入")).toBeVisible();
  await expect(late).toHaveCount(0);
  await other.close();

  await page.getByRole("link", { name: "查看职权目录" }).click();
  await settled(page);
  await expect(page.getByRole("link", { name: "维修工程发包" })).toHaveCount(1);
  await expect(page.getByRole("link", { name: "食堂原料采购" })).toHaveCount(0);
  noErrors();
});

test("a workbook is read like the Word form", async ({ page }) => {
  const file = workbook("排查表.xlsx", [
    ["示例职业技术学院部门工作廉政风险排查表"],
    ["部门：后勤基建处", "", "", "", "填表日期：2026年9月1日"],
    ["部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施", "备注"],
    ["车辆管理", "公车私用", "节假日违规使用公车", "监管缺失", "中", "定位留痕，每月公示", ""],
  ]);
  await login(page, "office", "/imports");
  await upload(page, file);
  await expect(page.getByText("部门工作廉政风险排查表").first()).toBeVisible();
  await expect(page.getByText("公车私用")).toBeVisible();
  await expect(page.getByText("表 1 第", { exact: false }).first()).toBeVisible();
});

test("a file that is no form says what to do", async ({ page }) => {
  const file = workbook("通讯录.xlsx", [["姓名", "电话"], ["某人", "1"]]);
  await login(page, "office", "/imports");
  await upload(page, file);
  await expect(page.getByText("没有找到可以导入的表格")).toBeVisible();
  await expect(page.getByRole("button", { name: /^导入 \d+ 条/ })).toHaveCount(0);
  await page.getByRole("main").getByRole("link", { name: "换一个文件" }).first().click();
  await choose(page, csv("表.csv", ["a,b"]));
  await expect(page.getByText(/“?表\.csv”?.*\.docx/)).toBeVisible();
});

test("all blank forms, and those of a department and a position, as Word, Excel or PDF", async ({ page }) => {
  await login(page, "office", "/documents");
  for (const form of await page.getByRole("button", { name: /下载空白的/ }).all()) {
    const [file] = await Promise.all([page.waitForEvent("download"), form.click()]);
    expect(file.suggestedFilename()).toMatch(/\.docx$/);
    expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");
  }
  await page.getByText("PDF", { exact: true }).click();
  await expect(page.getByText("适合打印、盖章和存档", { exact: false })).toBeVisible();
  expect((await saved(page, /下载空白的《职权目录》/)).bytes.subarray(0, 5).toString()).toBe("%PDF-");
  await unfold(page.getByRole("combobox", { name: "部门" }));
  await page.getByRole("option", { name: /资产处/ }).first().click();
  expect((await saved(page, "职权目录（附件一）")).name).toMatch(/资产处.*\.pdf$/);
  await page.reload();
  await expect(page.getByRole("radio", { name: "PDF" })).toBeChecked();
  await page.getByText("Excel", { exact: true }).click();
  await unfold(page.getByRole("combobox", { name: "部门" }));
  await page.getByRole("option", { name: /资产处/ }).first().click();
  expect((await saved(page, "处（科）室自查表")).name).toMatch(/\.xlsx$/);
  expect((await saved(page, "部门排查表（附件二）")).name).toMatch(/部门工作廉政风险排查表（资产处.*\.xlsx$/);
  await unfold(page.getByRole("combobox", { name: "岗位" }));
  await page.getByRole("option", { name: /资产处负责人/ }).click();
  expect((await saved(page, "个人岗位自查表")).bytes.subarray(0, 2).toString()).toBe("PK");
});

test("a form of a year, and a year that has none", async ({ page }) => {
  await login(page, "office", "/documents");
  await unfold(page.getByRole("combobox", { name: "部门" }));
  await page.getByRole("option", { name: /教务处/ }).first().click();
  const year = page.getByRole("main").getByRole("combobox", { name: "年度" });
  await unfold(year);
  const past = page.getByRole("option", { name: /^\d{4} 年$/ }).last();
  const shown = ((await past.textContent()) ?? "").trim().slice(0, 4);
  await past.click();
  expect((await saved(page, "处（科）室自查表")).name).toContain(`（教务处${shown}年）`);
});

test("positions: wrong rows in place, as a file to mend; the others written; the same file again changes nothing", async ({ page }) => {
  const noErrors = watchErrors(page);
  const head = "岗位编码,岗位名称,部门编码,岗位层级";
  const file = csv("岗位.csv", [head, "E2E-1,教材库管理岗,JWC,一般岗位", "E2E-2,无主岗,NOPE,一般岗位", "E2E-3,乱层级岗,JWC,很高"]);
  await login(page, "office", "/positions/load");
  await choose(page, file);
  await page.getByRole("button", { name: "核对文件" }).click();
  await expect(page.getByText("3 行中有 2 行有误")).toBeVisible();
  await expect(page.getByRole("row", { name: /E2E-2/ })).toContainText(/部门/);
  await expectAccessible(page, "preview of a bulk load");
  const errors = (await saved(page, "下载有误的行")).bytes.toString("utf-8");
  expect(errors).toContain("E2E-2");
  expect(errors).not.toContain("E2E-1,");
  await page.getByText("全部正确才写入").click();
  await expect(page.getByRole("button", { name: "写入 1 行" })).toBeDisabled();
  await page.getByText("写入没有错误的行").click();
  await page.getByRole("button", { name: "写入 1 行" }).click();
  await expect(page.getByText("写入完成：新增 1")).toBeVisible();
  await page.getByRole("button", { name: "再载入一个文件" }).click();
  await choose(page, file);
  await page.getByRole("button", { name: "核对文件" }).click();
  await expect(page.getByText(/其余的行与系统里的内容一致/)).toBeVisible();
  noErrors();
});

test("positions: two thousand rows are written with progress by row, and can be stopped and continued", async ({ page }) => {
  const rows = Array.from({ length: 2000 }, (_, index) => `MANY-${index},批量岗位${index},ZCC,一般岗位`);
  await login(page, "office", "/positions/load");
  await choose(page, csv("许多岗位.csv", ["岗位编码,岗位名称,部门编码,岗位层级", ...rows]));
  await page.getByRole("button", { name: "核对文件" }).click();
  // A fast machine would be through before anybody could press a button.
  await page.route("**/positions/bulk?*", async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await page.getByRole("button", { name: /^写入 2,?000 行/ }).click();
  const bar = page.getByRole("progressbar");
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeGreaterThan(0);
  await page.getByRole("button", { name: "停下" }).click();
  await expect(page.getByText(/已停在 [\d,]+\/2,?000 行/)).toBeVisible();
  await page.getByRole("button", { name: "接着写入" }).click();
  await expect(page.getByText(/写入完成：新增 2,?000/)).toBeVisible({ timeout: 60_000 });
});

test("departments and people are loaded, wrong rows named", async ({ page }) => {
  await login(page, "office", "/departments");
  await page.getByRole("link", { name: "批量载入" }).click();
  await choose(page, csv("部门.csv", ["部门编码,部门名称,部门类别,上级部门编码", "ZCC-YS,验收科,科,ZCC", "ZCC-XX,悬空科,科,NOPE", "ZCC-YY,怪类别,什么"]));
  await page.getByRole("button", { name: "核对文件" }).click();
  await expect(page.getByText("3 行中有 2 行有误")).toBeVisible();
  await expect(page.getByRole("row", { name: /ZCC-XX/ })).toContainText(/上级/);
  await page.getByRole("button", { name: "写入 1 行" }).click();
  await expect(page.getByText("写入完成：新增 1")).toBeVisible();
  await page.getByRole("link", { name: "查看部门" }).click();
  await expect(page.getByRole("treeitem", { name: /验收科/ })).toBeVisible();

  await page.goto("/positions/load?kind=people");
  await choose(page, workbook("人员.xlsx", [["工号", "姓名", "部门编码", "职务"], ["E900", "试甲", "ZCC-YS", "科员"], ["E901", "试乙", "没有", "科员"]]));
  await page.getByRole("button", { name: "核对文件" }).click();
  await expect(page.getByText("2 行中有 1 行有误")).toBeVisible();
  await page.getByRole("button", { name: "写入 1 行" }).click();
  await expect(page.getByText("写入完成：新增 1")).toBeVisible();
  await page.getByRole("link", { name: "查看人员" }).click();
  await page.getByRole("searchbox").fill("E900");
  await expect(page.getByRole("link", { name: "试甲" })).toBeVisible();
});

test("an account is linked to a person, taken off again, and that undone", async ({ page, request }) => {
  const office = await tokenOf(request, "office");
  const user = { username: `e2e${Date.now()}`, display_name: "试账号" };
  const account = await post<{ id: number }>(request, await tokenOf(request, "system"), "/users", user);
  const department = (await get<{ items: { id: number }[] }>(request, office, "/departments?q=JWC&size=1")).items[0]?.id;
  const body = { staff_no: user.username, name: "试丙", department_id: department };
  const person = await post<{ id: number }>(request, office, "/people", body);
  await login(page, "office", `/people/${person.id}`);
  await expect(page.getByText("没有账号")).toBeVisible();
  const menu = page.getByRole("button", { name: /更多|操作/ }).first();
  await menu.click();
  await page.getByRole("menuitem", { name: "关联账号" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("账号编号").fill("abc");
  await dialog.getByRole("button", { name: "关联账号" }).click();
  await expect(dialog.getByText("账号编号应为整数")).toBeVisible();
  await dialog.getByLabel("账号编号").fill("99999999");
  await dialog.getByRole("button", { name: "关联账号" }).click();
  await expect(dialog.getByText("没有这个登录账号")).toBeVisible();
  await dialog.getByLabel("账号编号").fill(String(account.id));
  await dialog.getByRole("button", { name: "关联账号" }).click();
  await expect(page.getByText(`账号编号 ${account.id}`)).toBeVisible();
  await menu.click();
  await page.getByRole("menuitem", { name: "取消关联" }).click();
  await expect(page.getByText("没有账号")).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(page.getByText(`账号编号 ${account.id}`)).toBeVisible();
});

test("staff may neither import nor load", async ({ page }) => {
  await login(page, "staff");
  for (const path of ["/imports", "/positions/load"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "您没有查看这个页面的权限" })).toBeVisible();
  }
});
