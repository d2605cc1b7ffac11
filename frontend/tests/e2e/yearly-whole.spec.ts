/** One working year of one post, from opening the year to beginning the next from it, each act by whoever does it. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, logout, type Person, post, settled, tokenOf, watchErrors } from "./cast";
import { recordMeeting } from "./makers";
import { cell, choose, confirmPowers, FIRST, handIn, pickDue, prepareFirst, typeInto } from "./steps";

test.describe.configure({ mode: "serial" });
/** Far ahead, so that nothing is late and no other journey meets it. */
const YEAR = "2033";
const NEXT = "2034";
const POINT = "选用教材时收受书商好处";
const MEASURE = "教材选用结果公示五个工作日";
const MEETING = "院领导班子会议（年度认定）";
const CAMPAIGN = `${YEAR} 年廉政风险防控工作`;
interface Me {
  id: number;
  appointments: { position_id: number }[];
}
let sheetPath = "";
let planPath = "";
let measurePath = "";

/** A page loaded again stays in the year that was chosen. */
async function loginInYear(page: Page, person: Person, path: string): Promise<void> {
  await login(page, person);
  await page.getByRole("combobox", { name: "选择年度" }).selectOption(YEAR);
  await page.goto(path);
  await settled(page);
}
async function approve(page: Page, person: Person, title: RegExp | string): Promise<void> {
  await login(page, person, "/reviews");
  await page.getByRole("link", { name: title }).first().click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
  await page.getByRole("button", { name: "同意", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "同意", exact: true }).click();
  await expect(page.getByText("已同意").first()).toBeVisible();
  await logout(page);
}

test("the office opens the year and starts its campaign", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/years");
  await page.getByRole("button", { name: "开启年度" }).first().click();
  await page.getByRole("textbox", { name: "年度" }).fill(YEAR);
  await page.getByRole("dialog").getByRole("button", { name: "开启年度" }).click();
  await page.waitForURL(new RegExp(`/years/${YEAR}$`));
  await expect(page.getByRole("combobox", { name: "选择年度" }).getByRole("option", { name: new RegExp(YEAR) })).toBeAttached();

  await page.goto("/campaigns/new");
  await page.getByRole("textbox", { name: "年度" }).fill(YEAR);
  await page.getByRole("textbox", { name: "名称" }).fill(CAMPAIGN);
  await page.getByRole("button", { name: "建好草稿" }).click();
  await page.getByRole("button", { name: "开始活动" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "开始活动" }).click();
  await expect(page.getByText("进行中", { exact: true })).toBeVisible();
  noErrors();
});

test("附件一: the powers are confirmed one by one and signed by the head and the leader", async ({ page }) => {
  await loginInYear(page, "liaison", "/power-catalogues");
  await page.getByRole("button", { name: "开始清理" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "开始清理" }).click();
  await page.waitForURL(/\/power-catalogues\/\d+/);
  const cataloguePath = new URL(page.url()).pathname;
  await settled(page);
  // In a college of its own nothing is confirmed yet; other journeys may have confirmed all.
  if (await page.getByRole("button", { name: "确认下一项" }).isVisible()) {
    await page.getByRole("button", { name: "确认下一项" }).click();
    await confirmPowers(page);
  }
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交部门负责人审核")).toBeVisible();
  await logout(page);
  const title = `教务处职权目录（${YEAR} 年）`;
  await approve(page, "head", title);
  await approve(page, "leader", title);
  await login(page, "liaison", cataloguePath);
  await expect(page.getByText("已认定").first()).toBeVisible();
});

test("a material goes to the office against a receipt, and is received", async ({ page, browser }) => {
  await loginInYear(page, "liaison", "/submissions");
  await prepareFirst(page, CAMPAIGN);
  const code = await handIn(page);
  expect(code.slice(0, 4)).toBe(YEAR);
  const office = await (await browser.newContext()).newPage();
  await login(office, "office", `/submissions/receiving?code=${code}`);
  await expect(office.getByRole("row").filter({ hasText: FIRST })).toHaveCount(1);
  await office.getByRole("button", { name: /^接收/ }).click();
  await office.goto(`/submissions/receiving?code=${code}&view=all`);
  await expect(office.getByRole("row").filter({ hasText: FIRST }).getByText("已接收")).toBeVisible();
  await office.context().close();
  await page.reload();
  await expect(page.getByText("已接收").first()).toBeVisible();
  await expect(page.getByText(code).first()).toBeVisible();
});

test("个人找: a staff member fills in the sheet of that year and hands it in", async ({ page }) => {
  await loginInYear(page, "staff", "/sheets/new");
  await page.getByRole("button", { name: "开始填写" }).first().click();
  await page.waitForURL(/\/sheets\/\d+/);
  sheetPath = new URL(page.url()).pathname;
  await expect(page.getByRole("main").getByText(`${YEAR} 年`).first()).toBeVisible();
  await cell(page, 1, "岗位职责").fill("组织教材征订与选用");
  await cell(page, 1, "廉政风险点").fill(POINT);
  await cell(page, 1, "表现形式").fill("收受书商礼品礼金，在选用评议时倾向其教材");
  await cell(page, 1, "原因分析").fill("选用由一人经手，评议过程不公开");
  await cell(page, 1, "防控措施").fill("每学期选用前由教务处组织三名以上教师评议并签字留存。");
  await page.getByRole("button", { name: /风险等级/ }).first().click();
  await page.getByText("较高", { exact: true }).click();
  await page.getByRole("radio", { name: /党纪/ }).click();
  await page.getByRole("button", { name: "完成" }).click();
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
});

test("互相查: a colleague of the department judges what was handed in", async ({ page }) => {
  await loginInYear(page, "liaison", "/peer-checks");
  await expect(page.getByText(`${YEAR} 年本部门同事已提交的风险点`)).toBeVisible();
  await expect(page.getByRole("row", { name: new RegExp(POINT) })).toContainText("未评估");
  await page.getByRole("link", { name: POINT }).click();
  await page.waitForURL(/\/risks\/\d+/);
  await page.getByRole("button", { name: "评估", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await choose(page, dialog, /评估环节/, "互相查");
  await dialog.getByRole("textbox", { name: /评估意见/ }).fill("书商往来没有登记，建议写明。");
  await dialog.getByRole("button", { name: "保存评估" }).click();
  await expect(page.getByRole("list", { name: "评估记录" })).toContainText("书商往来没有登记");
  await page.goto("/peer-checks");
  await expect(page.getByRole("row", { name: new RegExp(POINT) })).toContainText("已评估");
});

test("部门审: the head approves it", async ({ page }) => {
  await approve(page, "head", new RegExp(`教材管理岗.*${YEAR}`));
});

test("群众评 and 班子定: an opinion is heard, and the leadership raises the level at its meeting", async ({ page, request }) => {
  await loginInYear(page, "liaison", "/opinions");
  await page.getByRole("button", { name: "登记意见" }).first().click();
  const form = page.getByRole("dialog");
  await typeInto(page, form, /部门/, "教务处");
  await choose(page, form, /方式/, /座谈/);
  await choose(page, form, /谁提的/, "学生");
  await form.getByRole("textbox", { name: /意见内容/ }).fill("教材是谁选的、为什么选，学生不知道。");
  await form.getByRole("button", { name: "登记意见" }).click();
  await expect(page.getByText("已登记")).toBeVisible();
  await logout(page);

  await recordMeeting(request, await tokenOf(request, "office"), MEETING);
  const token = await tokenOf(request, "office");
  const path = `/risk-points?year=${YEAR}&q=${encodeURIComponent(POINT)}`;
  const { items } = await get<{ items: { id: number }[] }>(request, token, path);
  await loginInYear(page, "office", `/leadership-decisions/new?point=${items[0]?.id}`);
  await choose(page, page, /依据的班子会议/, MEETING);
  await page.getByRole("combobox", { name: `“${POINT}”的发生机率` }).selectOption({ label: "较高" });
  await page.getByRole("combobox", { name: `“${POINT}”的危害程度` }).selectOption({ label: "触犯法律" });
  await page.getByRole("button", { name: "登记决定" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "登记决定" }).click();
  await page.waitForURL(/\/leadership-decisions\/\d+/);
  await settled(page);
  await expect(page.getByRole("table", { name: "认定的风险点" }).getByRole("row", { name: new RegExp(POINT) })).toContainText("高");
});

test("the liaison draws up the year's plan of measures from what was found", async ({ page }) => {
  await loginInYear(page, "liaison", "/measure-plans");
  await page.getByRole("button", { name: "开始制定方案" }).first().click();
  await typeInto(page, page.getByRole("dialog"), /部门/, "教务处");
  await page.getByRole("dialog").getByRole("button", { name: "开始制定方案" }).click();
  await page.waitForURL(/\/measure-plans\/\d+/);
  planPath = new URL(page.url()).pathname;
  await settled(page);
  await expect(page.getByText(POINT).first()).toBeVisible();
  await page.getByRole("button", { name: `为“${POINT}”制定办事公开措施` }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /措施名称/ }).fill(MEASURE);
  await form.getByRole("textbox", { name: /具体措施/ }).fill("教务处每学期开学前一周，由教材管理岗在校园网公示选用结果和理由五个工作日。");
  await choose(page, form, /所属防线/, "制度防线");
  await choose(page, form, /处理方式/, "降低");
  await typeInto(page, form, /责任岗位/, "教材管理岗");
  await pickDue(page, form);
  await form.getByRole("textbox", { name: /完成的凭据/ }).fill("公示网页");
  await form.getByRole("textbox", { name: /成效指标/ }).fill("公示率 100%");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(MEASURE).first()).toBeVisible();
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交部门初审")).toBeVisible();
});

test("four stages sign it, the last at a meeting", async ({ page }) => {
  const title = new RegExp(`教务处廉政风险防控措施.*${YEAR}`);
  await approve(page, "head", title);
  await approve(page, "leader", title);
  await approve(page, "office", title);
  await login(page, "office", planPath);
  await page.getByRole("link", { name: "查看审核" }).click();
  await page.waitForURL(/\/reviews\/\d+/);
  await page.getByRole("button", { name: "同意", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await typeInto(page, dialog, /作出决定的会议/, "年度认定");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(page.getByText("已同意").first()).toBeVisible();
});

test("the measure is carried out by the post's holder and found effective by the head", async ({ page }) => {
  await loginInYear(page, "staff", "/measures?view=mine");
  await page.getByRole("link", { name: MEASURE }).click();
  await page.waitForURL(/\/measures\/\d+/);
  measurePath = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "登记进展" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton", { name: "完成百分之几" }).fill("100");
  await dialog.getByRole("textbox", { name: /做了什么/ }).fill("已公示五个工作日，没有异议。");
  await dialog.locator("input[type=file]").setInputFiles({ name: "公示.txt", mimeType: "text/plain", buffer: Buffer.from("公示网页的说明") });
  await dialog.getByRole("button", { name: "登记进展" }).click();
  await expect(page.getByRole("button", { name: "下载公示.txt" })).toBeVisible();
  await page.getByRole("button", { name: "报告完成" }).click();
  await dialog.getByRole("button", { name: "报告完成" }).click();
  await expect(page.getByText("已完成").first()).toBeVisible();
  await logout(page);

  await login(page, "head", measurePath);
  await page.getByRole("button", { name: "检查成效" }).click();
  await dialog.getByRole("textbox", { name: /看到了什么/ }).fill("抽查公示网页，内容完整，公示期满五个工作日。");
  await dialog.getByRole("button", { name: "检查成效" }).click();
  await expect(page.getByText("已记录检查结果")).toBeVisible();
});

test("who joins in the post reads what it brings, pledges and acknowledges", async ({ page, request }) => {
  const [office, staff, liaison] = await Promise.all(["office", "staff", "liaison"].map((who) => tokenOf(request, who as Person)));
  const [holder, heir] = await Promise.all([staff, liaison].map((token) => get<Me>(request, token ?? "", "/people/me")));
  const body = { person_id: heir?.id, position_id: holder?.appointments[0]?.position_id, is_primary: false };
  await post(request, office ?? "", "/appointments", body);
  await login(page, "liaison", "/handovers");
  await page.getByRole("row", { name: /教材管理岗/ }).getByRole("link").click();
  await page.waitForURL(/\/handovers\/\d+/);
  await expect(page.getByText(POINT).first()).toBeVisible();
  await page.getByRole("checkbox", { name: /作出上述岗位廉政承诺/ }).check();
  await page.getByRole("button", { name: "确认交接" }).click();
  await expect(page.getByText("已确认", { exact: true })).toBeVisible();
  await expect(page.getByText(/李联络于.+确认/)).toBeVisible();
});

test("the office closes the year; nobody changes it any more", async ({ page, browser, request }) => {
  await login(page, "office", `/years/${YEAR}`);
  await settled(page);
  await page.getByRole("button", { name: "封存", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /再写一遍/ }).fill(YEAR);
  await dialog.getByRole("checkbox").check();
  await dialog.getByRole("textbox", { name: "说明" }).fill("本年度只试行一个岗位，其余岗位下一年排查。");
  await dialog.getByRole("button", { name: `封存 ${YEAR} 年度` }).click();
  await expect(page.getByText("已封存", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "核验" }).click();
  await expect(page.getByText(/都与封存时一致/)).toBeVisible();

  const staff = await (await browser.newContext()).newPage();
  await login(staff, "staff", sheetPath);
  await settled(staff);
  await expect(cell(staff, 1, "防控措施")).toHaveAttribute("readonly");
  await expectAccessible(staff, "a sheet of a closed year");
  const token = await tokenOf(request, "staff");
  const sheet = await request.get(`/api/v1/risk-inventories/${sheetPath.split("/").pop()}`, { headers: { Authorization: `Bearer ${token}` } });
  const refused = await request.post(`/api/v1/measures/${measurePath.split("/").pop()}/progress`, {
    headers: { Authorization: `Bearer ${token}`, "Idempotency-Key": crypto.randomUUID(), "If-Match": sheet.headers().etag ?? "" },
    data: { percent: 50, note: "封存以后再写" },
  });
  expect(refused.ok()).toBe(false);
  await staff.context().close();
});

test("the next year begins from it, row by row, and the comparison shows what became of each", async ({ page, request }) => {
  const token = await tokenOf(request, "staff");
  const me = await get<Me>(request, token, "/people/me");
  await login(page, "staff", `/years/${NEXT}/carry?position=${me.appointments[0]?.position_id}`);
  const row = page.getByRole("article").first();
  await expect(row).toContainText(POINT);
  await page.getByRole("button", { name: "全部沿用" }).click();
  await page.getByRole("button", { name: new RegExp(`带到 ${NEXT} 年`) }).click();
  await page.waitForURL(/\/sheets\/\d+/);
  await settled(page);
  await expect(cell(page, 1, "廉政风险点")).toHaveValue(POINT);
  await cell(page, 1, "防控措施").fill("每学期选用前由教务处组织五名以上教师评议、签字并公示结果。");
  await expect(page.getByText("已自动保存")).toBeVisible();
  await logout(page);

  await login(page, "office", `/years/${NEXT}/comparison`);
  await settled(page);
  await page.getByRole("link", { name: /^措施变化/ }).click();
  await expect(page.getByText(POINT).first()).toBeVisible();
});
