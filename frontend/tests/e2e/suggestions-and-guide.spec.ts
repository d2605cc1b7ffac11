/** Finding risks with help: the guide from an empty sheet, samples, what others pointed out, and an empty sheet explained. */
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, expectReadableInDark, get, login, logout, type Person, post, settled, tokenOf, watchErrors } from "./cast";
import { unfold } from "./steps";

test.describe.configure({ mode: "serial" });
/** Sheets of their own year, so that no other journey meets them. */
const YEAR = new Date().getFullYear() + 1;
const ADOPTED = "供应商送样书时附带礼品";
const DECLINED = "代收学生教材款不入账";
const REASON = "本岗位不经手教材款，款项由财务处直接收取。";
const EXPLAINED = "已对照部门负责人的三项职责、两项职权和每个流程环节逐条查找，审批事项均由部门会议集体决定并公开，没有单独处置权。";
interface Sheet {
  id: number;
  rows: { name: string; power_id: number | null; step_id: number | null; found_by: string[]; categories: Record<string, string> }[];
}
let sheet = 0;
let empty = 0;
let power = 0;

const cell = (page: Page, row: number, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByText(`第 ${row} 项`, { exact: true }) }).getByRole("textbox", { name });
const saved = (page: Page) => expect(page.getByText("已自动保存")).toBeVisible();
const stop = (page: Page, name: string) => expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
const stored = async (request: APIRequestContext): Promise<Sheet> => get(request, await tokenOf(request, "staff"), `/risk-inventories/${sheet}`);

async function postOf(request: APIRequestContext, person: Person): Promise<number> {
  const me = await get<{ appointments: { position_id: number }[] }>(request, await tokenOf(request, person), "/people/me");
  return me.appointments[0]?.position_id ?? 0;
}
async function sheetOf(request: APIRequestContext, person: Person): Promise<number> {
  const body = { kind: "position", year: YEAR, position_id: await postOf(request, person) };
  return (await post<Sheet>(request, await tokenOf(request, person), "/risk-inventories", body)).id;
}

test.beforeAll(async ({ request }) => {
  sheet = await sheetOf(request, "staff");
  empty = await sheetOf(request, "head");
  const position_id = await postOf(request, "staff");
  const head = await tokenOf(request, "head");
  for (const name of [ADOPTED, DECLINED]) {
    const note = "去年抽查时发现过苗头";
    await post(request, head, "/risk-suggestions", { year: YEAR, position_id, name, manifestation: "当场不登记，事后不上交", note });
  }
  const guide = await get<{ powers: { id: number; is_own: boolean }[] }>(request, head, `/risk-inventories/${sheet}/guide`);
  power = guide.powers.find((one) => one.is_own)?.id ?? 0;
  const liaison = await tokenOf(request, "liaison");
  const flow = await get<{ version: number }>(request, liaison, `/powers/${power}/flow`);
  const headers = { Authorization: `Bearer ${liaison}`, "If-Match": `"v${flow.version}"` };
  const steps = [
    { key: "s1", name: "汇总征订数量", handler: "教务处", kind: "task" },
    { key: "s2", name: "核对到货与结算清单", handler: "教材管理岗", kind: "task", is_key: true, has_discretion: true },
  ];
  const answer = await request.put(`/api/v1/powers/${power}/flow`, { headers, data: { steps } });
  expect(answer.ok(), await answer.text()).toBe(true);
});

test("the guide leads from the duties to the steps; a risk is born with its power and step", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  await login(page, "staff", `/sheets/${sheet}`);
  await page.getByRole("button", { name: "开始引导" }).click();
  await stop(page, "明确岗位职责");
  await expect(page.getByText("组织教材选用").first()).toBeVisible();
  await page.keyboard.press("j");
  await stop(page, "清理职权");
  await page.keyboard.press("k");
  await stop(page, "明确岗位职责");
  for (const name of ["清理职权", "确定工作流程", "汇总征订数量", "核对到货与结算清单"]) {
    await page.getByRole("button", { name: "下一步" }).click();
    await stop(page, name);
  }
  await expect(page.getByText("关键环节", { exact: true })).toBeVisible();
  await expect(page.getByText("这个关键环节还没有查找风险点")).toBeVisible();
  await expect(page.getByText("一般岗位风险")).toBeVisible();
  await settled(page);
  await expectAccessible(page, "the guide");
  await expectReadableInDark(page, "the guide");

  await page.keyboard.press("Alt+n");
  await expect(cell(page, 1, "廉政风险点")).toBeFocused();
  await cell(page, 1, "廉政风险点").fill("虚报到货册数");
  await page.getByRole("button", { name: "教材征订与结算" }).last().click();
  await cell(page, 1, "表现形式").fill("到货少于清单而按清单签字，差额由供应商返还个人");
  await cell(page, 1, "原因分析").fill("到货由一人清点");
  await cell(page, 1, "防控措施").fill("到货当天由教材管理岗和学院教材员两人清点签字，财务处按签字单结算");
  await saved(page);
  await expect(page.getByText("这个关键环节还没有查找风险点")).toHaveCount(0);
  const [row] = (await stored(request)).rows;
  expect(row).toMatchObject({ name: "虚报到货册数", power_id: power, found_by: ["self"] });
  expect(row?.step_id).not.toBeNull();
  noErrors();
});

test("a sample comes in with one press, goes with undo, and is adapted", async ({ page, request }) => {
  await login(page, "staff", `/sheets/${sheet}?view=guide`);
  await page.getByRole("navigation", { name: "排查引导" }).getByRole("button", { name: /汇总征订数量/ }).click();
  await page.getByRole("button", { name: "参考样例" }).click();
  await settled(page);
  await expectAccessible(page, "the samples");
  const sample = page.getByRole("dialog").getByRole("button", { name: /采用样例/ }).first();
  const name = ((await sample.getAttribute("aria-label")) ?? "").replace("采用样例：", "");
  await sample.click();
  await expect(cell(page, 2, "廉政风险点")).toHaveValue(name);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect(cell(page, 2, "廉政风险点")).toHaveCount(0);
  await page.getByRole("button", { name: "参考样例" }).click();
  await page.getByRole("button", { name: `采用样例：${name}` }).click();
  await cell(page, 2, "表现形式").fill("把选课人数按上一年放大上报，多订的册数由供应商折价返还");
  await saved(page);
  const rows = (await stored(request)).rows;
  expect(rows.map((one) => one.power_id)).toEqual([power, power]);
  expect(Object.keys(rows[1]?.categories ?? {}).length).toBeGreaterThan(0);
});

test("what the head pointed out is adopted; the other is declined with a reason", async ({ page, request }) => {
  await login(page, "staff", `/sheets/${sheet}`);
  await page.getByRole("button", { name: `采纳：${ADOPTED}`, exact: true }).click();
  await expect(page.getByText("已采纳，写在第 3 项")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "第 3 项 廉政风险点" })).toHaveValue(ADOPTED);

  await page.getByRole("button", { name: `不采纳：${DECLINED}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /理由/ }).fill("无");
  await dialog.getByRole("button", { name: "不采纳" }).click();
  await expect(dialog.getByRole("textbox", { name: /理由/ })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: /理由/ }).fill(REASON);
  await dialog.getByRole("button", { name: "不采纳" }).click();
  await expect(page.getByText("已处理 2 条")).toBeVisible();

  const told = await get<{ items: { name: string; state: string; reason: string }[] }>(request, await tokenOf(request, "head"), `/risk-suggestions?year=${YEAR}&mine=true`);
  expect(told.items.find((one) => one.name === DECLINED)).toMatchObject({ state: "declined", reason: REASON });
  expect((await stored(request)).rows[2]?.found_by).toEqual(["superior"]);
});

test("power and categories are chosen; the complete sheet goes to the head", async ({ page, request }) => {
  await login(page, "staff", `/sheets/${sheet}`);
  await page.getByRole("button", { name: /第 3 项 对应与分类/ }).click();
  const dialog = page.getByRole("dialog");
  await unfold(dialog.getByRole("combobox", { name: "所属职权" }));
  await page.getByRole("option", { name: /教材征订与核对/ }).click();
  await unfold(dialog.getByRole("combobox", { name: "三类风险" }));
  await page.getByRole("option", { name: "业务流程风险" }).click();
  await dialog.getByRole("checkbox", { name: "个人自律" }).check();
  await settled(page);
  await expectAccessible(page, "what a row is tied to");
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(page.getByRole("button", { name: /第 3 项 对应与分类：教材征订与核对；领导提；业务流程风险/ })).toBeVisible();
  await saved(page);
  expect((await stored(request)).rows[2]).toMatchObject({ power_id: power, categories: { three_kinds: "process" } });
  await page.keyboard.press("Control+z");
  await saved(page);
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
});

test("powers and no risks: the reason must say something; the reviewer reads it and it is printed", async ({ page, browser }) => {
  await login(page, "head", `/sheets/${empty}`);
  await page.getByRole("button", { name: "提交审核" }).click();
  const dialog = page.getByRole("dialog", { name: "表里还没有风险点" });
  await dialog.getByRole("textbox").fill("无");
  await dialog.getByRole("button", { name: "写明理由并提交" }).click();
  await expect(dialog.getByText(/不能只写“无”或套话/).first()).toBeVisible();
  await expectAccessible(page, "the question why there is no risk");
  await dialog.getByRole("button", { name: "再去找找" }).click();
  await stop(page, "明确岗位职责");
  await page.getByRole("button", { name: "提交审核" }).first().click();
  await dialog.getByRole("textbox").fill(EXPLAINED);
  await dialog.getByRole("button", { name: "写明理由并提交" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
  await expect(page.getByText(EXPLAINED)).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("cell", { name: new RegExp(EXPLAINED.slice(0, 12)) })).toBeVisible();

  const other = await browser.newPage();
  await login(other, "leader", `/sheets/${empty}`);
  await expect(other.getByText(EXPLAINED)).toBeVisible();
  await other.goto("/reviews");
  await other.getByRole("link", { name: new RegExp(`陈处长.*${YEAR}`) }).first().click();
  await expect(other.getByText(EXPLAINED)).toBeVisible();
  await other.close();
});

test("a head sends a suggestion and reads what became of it", async ({ page, browser }) => {
  const noErrors = watchErrors(page);
  await login(page, "head", "/risk-suggestions/new");
  await page.getByRole("combobox", { name: /岗位/ }).fill("教材管理岗");
  await page.getByRole("option", { name: /教材管理岗\s*教务处/ }).click();
  await page.getByRole("textbox", { name: "廉政风险点" }).fill("教材折扣不公开");
  await page.getByRole("textbox", { name: "附言" }).fill("折扣由一人与供应商谈。");
  await expectAccessible(page, "a new suggestion");
  await page.getByRole("button", { name: "提出建议" }).click();
  await page.waitForURL(/\/risk-suggestions\?view=mine/);
  const line = page.getByRole("row").filter({ hasText: "教材折扣不公开" });
  await expect(line).toContainText("待处理");

  const context = await browser.newContext();
  const other = await context.newPage();
  await login(other, "staff", "/risk-suggestions");
  await other.getByRole("button", { name: "查看：教材折扣不公开" }).click();
  await settled(other);
  await expectAccessible(other, "one suggestion");
  await other.getByRole("dialog").getByRole("button", { name: "不采纳" }).click();
  await other.getByRole("dialog").getByRole("textbox", { name: /理由/ }).fill("折扣由采购办统一谈定并写进合同。");
  await other.getByRole("dialog").getByRole("button", { name: "不采纳" }).click();
  await expect(other.getByRole("button", { name: "查看：教材折扣不公开" })).toHaveCount(0);
  await context.close();

  await page.reload();
  await expect(line).toContainText("未采纳");
  await page.getByRole("button", { name: "查看：教材折扣不公开" }).click();
  await expect(page.getByRole("dialog").getByText("折扣由采购办统一谈定并写进合同。")).toBeVisible();
  noErrors();
});

test("the office sends one risk to all posts of a kind; staff are not offered that", async ({ page }) => {
  await login(page, "office", "/risk-suggestions/new");
  await page.getByText("一类岗位", { exact: true }).click();
  await page.getByRole("textbox", { name: "廉政风险点" }).fill("考场外泄露试题线索");
  await page.getByRole("button", { name: "提出建议" }).click();
  await expect(page.getByText(/请至少选一个条件/).first()).toBeVisible();
  await unfold(page.getByRole("combobox", { name: "重点领域" }));
  await page.getByRole("option", { name: /招生/ }).click();
  await page.getByRole("button", { name: "提出建议" }).click();
  await page.waitForURL(/batch=/);
  await expect(page.getByText(/已提给 \d+ 个岗位/)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "考场外泄露试题线索" }).first()).toContainText("待处理");

  await logout(page);
  await login(page, "staff", "/risk-suggestions/new");
  await expect(page.getByText("一个部门", { exact: true })).toBeVisible();
  await expect(page.getByText("一类岗位", { exact: true })).toHaveCount(0);
});

test("the office keeps the lists; the register speaks their words", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/risk-lists");
  await page.getByRole("button", { name: "修改：群众帮" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "名称" }).fill("师生帮");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存“师生帮”")).toBeVisible();
  await page.getByRole("button", { name: "上移：师生帮" }).click();
  await expect(page.getByRole("list", { name: "查找方法" }).getByRole("listitem").nth(2)).toContainText("师生帮");
  await page.getByRole("button", { name: "停用：师生帮" }).click();
  await expect(page.getByRole("button", { name: "启用：师生帮" })).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect(page.getByRole("button", { name: "停用：师生帮" })).toBeVisible();

  await page.getByRole("tab", { name: /分类法/ }).click();
  await page.getByRole("button", { name: "新增分类法" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "名称" }).fill("三个层面");
  await dialog.getByRole("textbox", { name: /类别/ }).fill("决策层面\n执行层面\n监督层面");
  await expectAccessible(page, "a new scheme");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("决策层面、执行层面、监督层面")).toBeVisible();
  await settled(page);
  await expectAccessible(page, "the lists");

  await page.goto("/risks");
  await unfold(page.getByRole("combobox", { name: "查找方法" }));
  await expect(page.getByRole("option", { name: "师生帮" })).toBeVisible();
  await page.keyboard.press("Escape");
  await unfold(page.getByRole("combobox", { name: "分类法" }));
  await page.getByRole("option", { name: "三个层面" }).click();
  await unfold(page.getByRole("combobox", { name: "风险类别" }));
  await page.getByRole("option", { name: "执行层面" }).click();
  await expect(page.getByText("没有符合条件的风险点")).toBeVisible();
  noErrors();
});

test("on a phone the guide shows one step a screen", async ({ browser, request }) => {
  const id = await sheetOf(request, "liaison");
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  await login(page, "liaison", `/sheets/${id}?view=guide`);
  await stop(page, "明确岗位职责");
  await page.getByRole("combobox", { name: "跳到" }).selectOption({ index: 3 });
  await page.getByRole("button", { name: "在这里写一个风险点" }).click();
  await cell(page, 1, "廉政风险点").fill("违规用印");
  await saved(page);
  await expectNoOverflow(page, "the guide on a phone");
  await expectAccessible(page, "the guide on a phone");
  await context.close();
});
