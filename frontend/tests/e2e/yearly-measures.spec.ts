/** Measures from a gap to their proven effect, a sheet with doubts and comments, and many signatures at once. */
import { expect, type APIRequestContext, type Page, test } from "@playwright/test";

import { get, login, post, settled, tokenOf, watchErrors } from "./cast";
import { cell, choose, pickDue, typeInto } from "./steps";

test.describe.configure({ mode: "serial" });
const NAME = "教材选用结果在校内公示";
const PROOF = { name: "公示照片.txt", mimeType: "text/plain", buffer: Buffer.from("公示栏照片与网页截图的说明") };
let planPath = "";
let measurePath = "";
let sheetPath = "";

/** The demo's plan of 教务处 lies with the leader: he sends it back. */
async function reopenPlan(request: APIRequestContext): Promise<void> {
  const token = await tokenOf(request, "leader");
  const { items } = await get<{ items: { id: number; version: number }[] }>(request, token, "/reviews?mine=true&subject_kind=measure_plan");
  for (const { id, version } of items) {
    const headers = { Authorization: `Bearer ${token}`, "If-Match": `"v${version}"`, "Idempotency-Key": crypto.randomUUID() };
    const data = { decision: "send_back", opinion: "请补充办事公开措施。", reasons: ["incomplete"] };
    const answer = await request.post(`/api/v1/reviews/${id}/decisions`, { headers, data });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}

test("the liaison drafts a measure from a gap; handing in names what is missing", async ({ page, request }) => {
  await reopenPlan(request);
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/measure-plans");
  await page.getByRole("button", { name: "开始制定方案" }).first().click();
  await typeInto(page, page.getByRole("dialog"), /部门/, "教务处");
  await page.getByRole("dialog").getByRole("button", { name: "开始制定方案" }).click();
  await page.waitForURL(/\/measure-plans\/\d+/);
  planPath = new URL(page.url()).pathname;
  await settled(page);

  await page.getByRole("button", { name: /制定办事公开措施/ }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /措施名称/ }).fill(NAME);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已制定措施")).toBeVisible();

  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByRole("heading", { name: /还不能提交，有 \d+ 处要补充/ })).toBeVisible();
  await expect(page.getByText(`措施“${NAME}”还没有写明所属防线。`)).toBeVisible();
  noErrors();
});

test("what is missing opens at its measure; complete, the plan goes to the head", async ({ page }) => {
  await login(page, "liaison", planPath);
  await page.getByRole("button", { name: "提交审核" }).click();
  const missing = page.getByRole("alert").getByRole("list");
  await missing.getByRole("button", { name: NAME }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /具体措施/ }).fill("教务处每学期开学前一周，由教材管理岗在校园网公示选用结果五个工作日。");
  await choose(page, form, /所属防线/, "制度防线");
  await choose(page, form, /处理方式/, "降低");
  await typeInto(page, form, /责任岗位/, "教材管理岗");
  await pickDue(page, form);
  await form.getByRole("textbox", { name: /完成的凭据/ }).fill("公示网页与公示栏照片");
  await form.getByRole("textbox", { name: /成效指标/ }).fill("公示率 100%，异议件件有答复");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存")).toBeVisible();

  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交部门初审")).toBeVisible();
  await expect(page.getByRole("list", { name: "审核进程" }).locator("[aria-current=step]")).toContainText("部门审核");
});

test("the head comments on a cell, then approves; the stages after him are the leader's and the office's", async ({ page }) => {
  await login(page, "head", "/reviews");
  await page.getByRole("link", { name: /教务处廉政风险防控措施/ }).click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
  await page.getByRole("button", { name: "批注第 1 行" }).click();
  const comment = page.getByRole("dialog");
  await choose(page, comment, /哪一格/, "成效指标");
  await comment.getByRole("textbox", { name: /批注内容/ }).fill("异议怎样答复，请在措施里写清。");
  await comment.getByRole("button", { name: "写上批注" }).click();
  await expect(page.getByRole("list", { name: "批注" })).toContainText("异议怎样答复");

  await page.getByRole("button", { name: "同意", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "同意", exact: true }).click();
  await expect(page.getByText("已同意")).toBeVisible();
});

test("the liaison reads the comment on the plan and says that it is dealt with", async ({ page }) => {
  await login(page, "liaison", planPath);
  const comments = page.getByRole("list", { name: "批注" });
  await expect(comments).toContainText("异议怎样答复");
  await expect(comments.getByRole("button", { name: / · 成效指标$/ })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name: "防控措施" })).toHaveAttribute("aria-current", "page");
  await comments.getByRole("button", { name: "已处理" }).click();
  await expect(comments).toContainText("李联络 已处理");
});

async function signed(page: Page, person: "leader" | "office"): Promise<void> {
  await login(page, person, "/reviews");
  await page.getByRole("link", { name: /教务处廉政风险防控措施/ }).click();
  await page.waitForURL(/\/reviews\/\d+/);
  await page.getByRole("button", { name: "同意", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "同意", exact: true }).click();
  await expect(page.getByText("已同意")).toBeVisible();
}
async function meetingOf(request: APIRequestContext, title: string): Promise<void> {
  const token = await tokenOf(request, "office");
  const { items } = await get<{ items: { id: number; parent_id: number | null }[] }>(request, token, "/departments?size=200");
  const me = await get<{ id: number }>(request, token, "/people/me");
  const college = items.find((unit) => unit.parent_id === null)?.id;
  const held_at = new Date(Date.now() - 86_400_000).toISOString();
  const body = { department_id: college, kind: "leadership_team", title, held_at, attendee_ids: [me.id] };
  const meeting = await post<{ id: number; version: number }>(request, token, "/meetings", body);
  const answer = await request.post(`/api/v1/meetings/${meeting.id}/record`, {
    headers: { Authorization: `Bearer ${token}`, "If-Match": `"v${meeting.version}"`, "Idempotency-Key": crypto.randomUUID() },
    data: { minutes: "研究认定各部门防控措施。", attendees: [{ person_id: me.id, attendance: "present" }] },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("the leader and the office sign; the leadership decides with a meeting, never without", async ({ page, browser, request }) => {
  await signed(page, "leader");
  const office = await browser.newPage();
  await signed(office, "office");
  await meetingOf(request, "院领导班子会议（防控措施）");

  await office.goto(new URL(planPath, office.url()).href);
  await office.getByRole("link", { name: "查看审核" }).click();
  await office.waitForURL(/\/reviews\/\d+/);
  await office.getByRole("button", { name: "同意", exact: true }).click();
  const dialog = office.getByRole("dialog");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(dialog.getByText("请选择作出决定的班子会议", { exact: false })).toBeVisible();
  await typeInto(office, dialog, /作出决定的会议/, "院领导班子会议");
  await dialog.getByRole("button", { name: "同意", exact: true }).click();
  await expect(office.getByText("已同意")).toBeVisible();
  await office.goto(new URL(planPath, office.url()).href);
  await expect(office.getByText("已认定").first()).toBeVisible();
  await office.close();
});

test("a change after the approval turns it stale, until the leadership stands by it", async ({ page }) => {
  await login(page, "office", planPath);
  await page.getByRole("button", { name: `修改 ${NAME}` }).click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /成效指标/ }).fill("公示率 100%，异议三个工作日内答复");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已变更，需复核").first()).toBeVisible();
  await page.goto("/reviews?view=stale");
  await page.getByRole("link", { name: /教务处廉政风险防控措施/ }).click();
  await page.getByRole("button", { name: "复核确认" }).click();
  const dialog = page.getByRole("dialog");
  await typeInto(page, dialog, /作出决定的会议/, "院领导班子会议");
  await dialog.getByRole("button", { name: "复核确认" }).click();
  await expect(page.getByText("已复核确认")).toBeVisible();
  await page.goto(planPath);
  await settled(page);
  await expect(page.getByText("已变更，需复核")).toHaveCount(0);
});

test("who holds the responsible post reports with evidence and finishes", async ({ page }) => {
  await login(page, "staff", "/measures?view=mine");
  await page.getByRole("link", { name: NAME }).click();
  await page.waitForURL(/\/measures\/\d+/);
  measurePath = new URL(page.url()).pathname;
  await expect(page.getByRole("button", { name: "检查成效" })).toHaveCount(0);
  await page.getByRole("button", { name: "登记进展" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("spinbutton", { name: "完成百分之几" }).fill("80");
  await dialog.getByRole("textbox", { name: /做了什么/ }).fill("已在校园网公示五个工作日，没有异议。");
  await dialog.locator("input[type=file]").setInputFiles(PROOF);
  await dialog.getByRole("button", { name: "登记进展" }).click();
  await expect(page.getByRole("button", { name: `下载${PROOF.name}` })).toBeVisible();
  await page.getByRole("button", { name: "报告完成" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "报告完成" }).click();
  await expect(page.getByText("已完成").first()).toBeVisible();
});

test("the head, who did not carry it out, finds it effective", async ({ page }) => {
  await login(page, "head", measurePath);
  await page.getByRole("button", { name: "检查成效" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /看到了什么/ }).fill("抽查公示网页，内容完整，公示期满五个工作日。");
  await dialog.getByRole("button", { name: "检查成效" }).click();
  await expect(page.getByText("已记录检查结果")).toBeVisible();
  await expect(page.getByRole("list", { name: "成效检查" })).toContainText("有效");
});

test("the risk it answers shows how far it has come", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const token = await tokenOf(request, "head");
  const { risk_points } = await get<{ risk_points: { id: number }[] }>(request, token, measurePath);
  await login(page, "head", `/risks/${risk_points[0]?.id}`);
  const course = page.getByRole("list", { name: "找、防、控" });
  await expect(course.getByRole("listitem").filter({ hasText: "防" })).toContainText("措施已认定");
  await expect(course.getByRole("listitem").filter({ hasText: "控" }).last()).toContainText("措施已落实，持续监控");
  await page.getByRole("link", { name: NAME }).click();
  await page.waitForURL((url) => url.pathname === measurePath);
  noErrors();
});

/** The liaison's own sheet without what other journeys typed into it. */
async function emptySheet(request: APIRequestContext): Promise<void> {
  const token = await tokenOf(request, "liaison");
  const path = "/risk-inventories?mine=true&kind=position&state=draft";
  const { items } = await get<{ items: { id: number; version: number }[] }>(request, token, path);
  for (const { id, version } of items) {
    const headers = { Authorization: `Bearer ${token}`, "If-Match": `"v${version}"` };
    const answer = await request.put(`/api/v1/risk-inventories/${id}/rows`, { headers, data: { rows: [] } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
}

test("doubts follow the typing, and lead to the cell", async ({ page, request }) => {
  await emptySheet(request);
  await login(page, "liaison", "/sheets/new");
  await settled(page);
  await page.getByRole("button", { name: "开始填写" }).first().click();
  await page.waitForURL(/\/sheets\/\d+/);
  sheetPath = new URL(page.url()).pathname;
  await cell(page, 1, "岗位职责").fill("汇总上报本部门材料");
  await cell(page, 1, "廉政风险点").fill("汇总上报材料不实");
  await cell(page, 1, "表现形式").fill("为完成任务编造本部门上报数据");
  await cell(page, 1, "原因分析").fill("上报前没有第二人核对");
  await cell(page, 1, "防控措施").fill("加强管理");
  const doubts = page.getByRole("list", { name: "质量检查" });
  await expect(doubts).toContainText("像是口号");
  await doubts.getByRole("button", { name: "第 1 项 防控措施" }).click();
  await expect(cell(page, 1, "防控措施")).toBeFocused();

  await page.getByRole("button", { name: /风险等级/ }).first().click();
  await page.getByText("较高", { exact: true }).click();
  await page.getByRole("radio", { name: /党纪/ }).click();
  await page.getByRole("button", { name: "完成" }).click();
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交审核")).toBeVisible();
});

test("the head takes a doubt over as the reason, with a day to come again by", async ({ page }) => {
  await login(page, "head", "/reviews");
  await page.getByRole("link", { name: /李联络|综合事务岗/ }).first().click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
  await page.getByRole("button", { name: "作为退回理由" }).first().click();
  await expect(page.getByRole("button", { name: "已列为理由" })).toHaveCount(1);
  await page.getByRole("button", { name: "批注第 1 行" }).click();
  const comment = page.getByRole("dialog");
  await choose(page, comment, /哪一格/, "原因分析");
  await comment.getByRole("textbox", { name: /批注内容/ }).fill("谁来核对，请写明。");
  await comment.getByRole("button", { name: "写上批注" }).click();
  await expect(page.getByText("已写上批注")).toBeVisible();

  await page.getByRole("button", { name: "退回", exact: true }).click();
  const drawer = page.getByRole("dialog");
  await pickDue(page, drawer);
  await drawer.getByRole("button", { name: "查找不深", exact: true }).click();
  await drawer.getByRole("button", { name: "退回修改" }).click();
  await expect(page.getByText("已退回").first()).toBeVisible();
});

test("the filler sees deadline and comment at the cell, mends it and says so", async ({ page }) => {
  await login(page, "liaison", sheetPath);
  await expect(page.getByText(/请在 .+ 前重新提交/)).toBeVisible();
  const comments = page.getByRole("list", { name: "批注" });
  await comments.getByRole("button", { name: "第 1 项 原因分析" }).click();
  await expect(cell(page, 1, "原因分析")).toBeFocused();
  await comments.getByRole("button", { name: "已处理" }).click();
  await expect(comments).toHaveCount(0);
});

test("several sheets are approved at once, with a result for each", async ({ page }) => {
  await login(page, "leader", "/reviews");
  await settled(page);
  const boxes = page.locator("[data-inbox] tbody").getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "批量同意" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "批量同意" }).click();
  await expect(dialog.getByText("已办理 2 张，0 张没有办成")).toBeVisible();
  await expect(dialog.getByRole("list", { name: "办理结果" }).getByRole("listitem")).toHaveCount(2);
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(dialog).toHaveCount(0);
});

test("the office sees the doubts of the college by department and by check", async ({ page }) => {
  await login(page, "office", "/quality");
  await settled(page);
  const first = page.getByRole("list").filter({ has: page.getByRole("button", { pressed: false }) }).getByRole("button").first();
  await first.click();
  await expect(page).toHaveURL(/check=/);
  await expect(page.getByRole("button", { name: "全部项目" })).toBeVisible();
});
