/** One sheet from the first word to the approval, then assessed, warned about, pulled and joined by a bulk load. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, type Page, test } from "@playwright/test";

import { get, login, settled, tokenOf, watchErrors } from "./cast";
import { unfold } from "./steps";

test.describe.configure({ mode: "serial" });
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const POINT = "教材征订数量与实际不符";
let sheetPath = "";

const cell = (page: Page, row: number, name: string) => page.getByRole("textbox", { name: `第 ${row} 项 ${name}` });

test("staff fills in a sheet; typing is saved by itself and survives a reload", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "staff");
  await page.getByRole("link", { name: /填写排查表/ }).first().click();
  await page.getByRole("button", { name: "开始填写" }).first().click();
  await page.waitForURL(/\/sheets\/\d+/);
  sheetPath = new URL(page.url()).pathname;

  await cell(page, 1, "岗位职责").fill("核对教材款项");
  await cell(page, 1, "廉政风险点").fill(POINT);
  await expect(page.getByText("已自动保存")).toBeVisible();
  await page.reload();
  await expect(cell(page, 1, "廉政风险点")).toHaveValue(POINT);

  await cell(page, 1, "廉政风险点").fill("写错了");
  await page.keyboard.press("Control+z");
  await expect(cell(page, 1, "廉政风险点")).toHaveValue(POINT);
  noErrors();
});

test("a sheet with gaps is refused and the first gap gets the focus", async ({ page }) => {
  await login(page, "staff", sheetPath);
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(cell(page, 1, "表现形式")).toBeFocused();
  await expect(page.getByText("填写中").first()).toBeVisible();
});

test("staff completes, assesses and hands in the sheet", async ({ page }) => {
  await login(page, "staff", sheetPath);
  await cell(page, 1, "表现形式").fill("虚报征订册数，差额部分未退款");
  await cell(page, 1, "原因分析").fill("征订数与选课人数未核对");
  await cell(page, 1, "防控措施").fill("加强管理");
  await page.getByRole("button", { name: /风险等级/ }).first().click();
  await page.getByText("较高", { exact: true }).click();
  await page.getByRole("radio", { name: /党纪/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "中风险" })).toBeVisible();
  await page.getByRole("button", { name: "完成" }).click();
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
  await expect(page.getByText("部门审核", { exact: true })).toBeVisible();
  await expect(cell(page, 1, "防控措施")).toHaveAttribute("readonly");
});

async function openReview(page: Page): Promise<void> {
  await login(page, "head", "/reviews");
  await page.getByRole("link", { name: /王老师|教材管理岗/ }).first().click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
}

test("the head sends one row back with a coded reason", async ({ page }) => {
  await openReview(page);
  await page.getByRole("checkbox", { name: "退回第 1 行" }).check();
  await page.getByRole("button", { name: "退回", exact: true }).click();
  await page.getByRole("checkbox", { name: "查找不深" }).check();
  await page.getByRole("textbox", { name: "第 1 行怎么改" }).fill("措施要写明谁、什么时候、怎么做。");
  await page.getByRole("button", { name: "退回修改" }).click();
  await expect(page.getByText("已退回").first()).toBeVisible();
});

test("staff sees the reason at the row, mends it and hands it in again", async ({ page }) => {
  await login(page, "staff");
  await page.getByRole("link", { name: /修改被退回的排查表/ }).first().click();
  await page.waitForURL(sheetPath);
  await expect(page.getByText("措施要写明谁、什么时候、怎么做。")).toBeVisible();
  await cell(page, 1, "防控措施").fill("每学期开学两周内，教务、财务两人核对选课人数与结算册数并签字。");
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
});

test("the head approves", async ({ page }) => {
  await openReview(page);
  await page.getByRole("button", { name: "同意" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /审核意见/ }).fill("情况属实，同意。");
  await dialog.getByRole("button", { name: "同意" }).click();
  await expect(page.getByText("已同意")).toBeVisible();
});

test("the office adds a risk point to the signed sheet, and takes it out again", async ({ page }) => {
  const fresh = "教材样书去向不明";
  await login(page, "office", sheetPath);
  await page.getByRole("button", { name: "新增风险点" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /廉政风险点/ }).fill(fresh);
  await dialog.getByRole("button", { name: "新增", exact: true }).click();
  await expect(dialog.getByText("请写明表现形式。")).toBeVisible();
  await dialog.getByRole("textbox", { name: /表现形式/ }).fill("样书到校后不登记，去向无人过问");
  await dialog.getByRole("button", { name: "新增", exact: true }).click();
  await expect(page.getByText("已变更，需复核", { exact: true }).first()).toBeVisible();
  await expect(cell(page, 2, "廉政风险点")).toHaveValue(fresh);

  await page.getByRole("link", { name: "到风险点库修改或停用已有的行" }).click();
  await page.getByRole("link", { name: fresh }).first().click();
  await page.getByRole("button", { name: "停用" }).click();
  await dialog.getByRole("textbox", { name: /理由/ }).fill("与第一项重复");
  await dialog.getByRole("button", { name: "停用" }).click();
  await expect(page.getByText("已停用").first()).toBeVisible();
  await page.goto(sheetPath);
  await expect(cell(page, 1, "廉政风险点")).toHaveValue(POINT);
  await expect(cell(page, 2, "廉政风险点")).toHaveCount(0);
  await expect(page.getByText("已变更，需复核", { exact: true })).toHaveCount(0);
});

test("the office assesses the point anew; the level and its reason follow the official rule", async ({ page }) => {
  await login(page, "office", `/risks?q=${encodeURIComponent(POINT)}`);
  await page.getByRole("link", { name: POINT }).first().click();
  await page.getByRole("button", { name: "评估", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await unfold(dialog.getByRole("combobox", { name: /危害程度/ }));
  await page.getByRole("option", { name: /犯罪/ }).click();
  await expect(dialog.getByRole("status")).toContainText("高风险");
  await dialog.getByRole("button", { name: "保存评估" }).click();
  await expect(page.getByRole("heading", { name: "为何是高风险" })).toBeVisible();
});

test("the office issues a warning; the person warned promises to rectify", async ({ page, browser }) => {
  await login(page, "office", "/warnings");
  await page.getByRole("button", { name: "新建预警记录" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("combobox", { name: /预警对象/ }).fill("王老师");
  await page.getByRole("option", { name: /王老师/ }).click();
  await unfold(drawer.getByRole("combobox", { name: /预警来源/ }));
  await page.getByRole("option", { name: "监督检查" }).click();
  await drawer.getByRole("textbox", { name: /发生廉政风险情形/ }).fill("抽查发现，一批教材的到货数量与征订数量不符。");
  await unfold(drawer.getByRole("combobox", { name: /拟采取的措施/ }));
  await page.getByRole("option", { name: "提醒" }).click();
  await drawer.getByRole("button", { name: "保存为拟办" }).click();
  await page.waitForURL(/\/warnings\/\d+/);
  const path = new URL(page.url()).pathname;

  await page.getByRole("button", { name: "作出处置" }).click();
  const step = page.getByRole("dialog");
  await step.getByRole("textbox", { name: /采取的预警措施/ }).fill("约谈提醒，要求完善验收手续。");
  await step.getByRole("combobox", { name: /实施人/ }).fill("陈处长");
  await page.getByRole("option", { name: /陈处长/ }).click();
  await step.getByRole("button", { name: "作出处置" }).click();
  await expect(page.getByText("已发出", { exact: true }).first()).toBeVisible();

  const other = await browser.newPage();
  await login(other, "staff", path);
  await other.getByRole("button", { name: "承诺整改" }).click();
  await other.getByRole("dialog").getByRole("textbox").fill("今后到货当天两人清点签字，差额当日说明。");
  await other.getByRole("dialog").getByRole("button", { name: "承诺整改" }).click();
  await expect(other.getByText("整改中").first()).toBeVisible();
  await other.close();
});

test("an OA client pulls exactly the subtree it may see", async ({ request }) => {
  const system = await tokenOf(request, "system");
  const office = await tokenOf(request, "office");
  const { items } = await get<{ items: { id: number; code: string }[] }>(request, office, "/departments?q=ZCC&size=200");
  const assets = items.find((unit) => unit.code === "ZCC");
  const inside = await get<{ items: { id: number }[] }>(request, office, `/departments?within_id=${assets?.id}&size=200`);
  const me = await get<{ id: number }>(request, system, "/me");
  const authorization = { Authorization: `Bearer ${system}` };
  const made = await request.post("/api/v1/api-clients", {
    headers: authorization,
    data: { name: "资产处 OA", scopes: ["changes:read", "organization:read", "risks:read"], department_id: assets?.id, owner_id: me.id },
  });
  expect(made.ok(), await made.text()).toBe(true);
  const { id } = (await made.json()) as { id: number };
  const secret = await request.post(`/api/v1/api-clients/${id}/secrets`, { headers: authorization, data: { days: 30 } });
  const { client_id, client_secret } = (await secret.json()) as { client_id: string; client_secret: string };
  const granted = await request.post("/oauth/token", { form: { grant_type: "client_credentials", client_id, client_secret } });
  const { access_token } = (await granted.json()) as { access_token: string };

  const snapshot = await request.get("/api/v1/snapshot", { headers: { Authorization: `Bearer ${access_token}` } });
  const [head, ...lines] = (await snapshot.text()).trim().split("\n").map((line) => JSON.parse(line));
  const seen = new Set(lines.map((line) => (line.type === "department" ? line.id : line.data.department_id)));
  expect([...seen].sort()).toEqual(inside.items.map((unit) => unit.id).sort());
  expect(lines.some((line) => line.type === "risk_point")).toBe(true);
  expect(lines.some((line) => line.type === "person")).toBe(false);

  const changes = await request.get(`/api/v1/changes?cursor=${head.cursor}`, { headers: { Authorization: `Bearer ${access_token}` } });
  expect((await changes.json()).items).toEqual([]);
  const refused = await request.get("/api/v1/warnings", { headers: { Authorization: `Bearer ${access_token}` } });
  expect(refused.status()).toBe(403);
});

test("the loader brings in 1,000 positions; the second run changes nothing", async ({ page, request, baseURL }) => {
  const office = await tokenOf(request, "office");
  const dir = mkdtempSync(join(tmpdir(), "lianfang-load-"));
  const file = join(dir, "岗位.csv");
  const rows = Array.from({ length: 1000 }, (_, index) => `LOAD-${String(index).padStart(4, "0")},批量岗位${index},ZCC,一般岗位`);
  writeFileSync(file, ["岗位编码,岗位名称,部门编码,岗位层级", ...rows].join("\r\n"));
  const load = (): string =>
    execFileSync(
      join(ROOT, ".venv/bin/python"),
      ["-m", "backend", "load", "positions", file, "--url", baseURL ?? "", "--token", office],
      { cwd: ROOT, encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"] },
    );
  expect(load()).toMatch(/1,?000/);
  load();
  const { total } = await get<{ total: number }>(request, office, "/positions?q=LOAD-&size=1");
  expect(total).toBe(1000);
  expect(readFileSync(file, "utf-8")).toContain("LOAD-0999");
  await login(page, "office", "/positions?q=LOAD-0999");
  await expect(page.getByText("批量岗位999")).toBeVisible();
});
