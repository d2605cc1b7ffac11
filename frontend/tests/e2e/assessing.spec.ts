/** The last two of the five steps and what follows from them: those served are asked, the leadership decides, levels follow. */
import { expect, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, expectReadableInDark, get, login, post, settled, tokenOf, watchErrors } from "./cast";
import { choose, typeInto, unfold } from "./steps";

test.describe.configure({ mode: "serial" });
const TITLE = "教务处服务对象意见征求";
const SAID = "选用教材时没有听取学生意见。";
let drivePath = "";
let formPath = "";

test("the liaison prepares a drive, mends what is wrong, and begins it", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/opinion-drives");
  await page.getByRole("button", { name: "准备一次征求意见" }).first().click();
  const form = page.getByRole("dialog");
  await typeInto(page, form, /征求哪个部门/, "教务处");
  await form.getByRole("textbox", { name: "名称" }).fill(TITLE);
  await form.getByRole("button", { name: "加一道题" }).click();
  await form.getByRole("textbox", { name: "第 1 题" }).fill("办事流程是否公开透明？");
  await form.getByRole("button", { name: "保存为准备中" }).click();
  await expect(form.getByText("选择题至少要有两个选项。")).toBeVisible();
  await form.getByRole("textbox", { name: "选项" }).fill("很透明\n一般\n不透明");
  await form.getByRole("button", { name: "保存为准备中" }).click();

  await page.waitForURL(/\/opinion-drives\/\d+/);
  drivePath = new URL(page.url()).pathname;
  await settled(page);
  await expect(page.getByText("还没有开始，谁也看不到。")).toBeVisible();
  await page.getByRole("button", { name: "开始征求" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "开始征求" }).click();
  await expect(page.getByRole("img", { name: "公开链接的二维码" })).toBeVisible();
  formPath = new URL((await page.locator("code").first().innerText()).trim()).pathname;
  await expectAccessible(page, drivePath);
  noErrors();
});

test("somebody served answers on a phone without an account; no cookie is set", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });
  const page = await context.newPage();
  const noErrors = watchErrors(page);
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(baseURL ?? "") && !/^(?:data|blob):/.test(request.url())) foreign.push(request.url());
  });
  await page.goto(formPath);
  await settled(page);
  await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
  await expectAccessible(page, formPath);
  await expectReadableInDark(page, formPath);
  await expectNoOverflow(page, formPath);

  await page.getByRole("button", { name: "提交意见" }).click();
  await expect(page.getByText("请回答这道题")).toBeVisible();
  await expect(page.getByRole("radio", { name: "很透明" })).toBeFocused();
  await page.getByRole("combobox", { name: "您的身份" }).selectOption({ label: "学生" });
  await page.getByRole("radio", { name: "不透明" }).check();
  await page.getByRole("textbox", { name: "其他意见和建议" }).fill(SAID);
  await page.getByRole("button", { name: "提交意见" }).click();
  await expect(page.getByRole("heading", { name: "谢谢，您的意见已收到" })).toBeVisible();
  await expectAccessible(page, "thanks");

  await page.goto(`${formPath.slice(0, -1)}-`);
  await expect(page.getByRole("heading", { name: "链接不正确" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "This link is not right" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  expect(foreign).toEqual([]);
  noErrors();
  await context.close();
});

test("a rush of answers is told to wait, and nothing typed is lost", async ({ page }) => {
  // What the server answers in a rush is tested there; here, that the page says so and keeps the text.
  await page.route("**/api/v1/public/opinions/*", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const body = JSON.stringify({ type: "urn:problem:too-many-requests", title: "提交得太频繁", status: 429, detail: "请在 10 分钟后再试。" });
    return route.fulfill({ status: 429, contentType: "application/problem+json", body });
  });
  await page.goto(formPath);
  await page.getByRole("radio", { name: "一般" }).check();
  await page.getByRole("textbox", { name: "其他意见和建议" }).fill("再写一次");
  await page.getByRole("button", { name: "提交意见" }).click();
  await expect(page.getByText("提交的人较多，请稍等几分钟再试")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "其他意见和建议" })).toHaveValue("再写一次");
});

test("the opinion is adopted with a reason and the risk point it led to; a heard one is registered and declined", async ({ page }) => {
  await login(page, "liaison", "/opinions");
  await settled(page);
  await page.getByRole("link", { name: SAID }).click();
  const one = page.getByRole("dialog");
  await expect(one.getByText("不透明")).toBeVisible();
  await one.getByRole("textbox", { name: "理由" }).fill("选用前书面征求学生代表意见，并公示结果。");
  await unfold(one.getByRole("combobox", { name: /按名称查找风险点/ }));
  await one.getByRole("option").first().click();
  await one.getByRole("button", { name: "采纳", exact: true }).click();
  await expect(page.getByText("已采纳").first()).toBeVisible();
  await expect(one.getByRole("link").first()).toHaveAttribute("href", /\/risks\/\d+/);
  await page.keyboard.press("Escape");

  await page.goto(drivePath);
  await page.getByRole("button", { name: "登记一条意见" }).click();
  const form = page.getByRole("dialog");
  await choose(page, form, /方式/, "群众评议（问卷）");
  await choose(page, form, /谁提的/, "教职工");
  await form.getByRole("textbox", { name: /意见内容/ }).fill("纸质问卷：建议延长受理时间。");
  await form.getByRole("button", { name: "登记意见" }).click();
  await expect(page.getByText("已登记")).toBeVisible();
  await page.getByRole("link", { name: "逐条查看" }).click();
  await page.getByRole("link", { name: /延长受理时间/ }).click();
  const heard = page.getByRole("dialog");
  await heard.getByText("不采纳", { exact: true }).click();
  await heard.getByRole("textbox", { name: "理由" }).fill("与防控廉政风险无关，转办公室研究。");
  await heard.getByRole("button", { name: "不采纳" }).click();
  await expect(page.getByText("已记为不采纳")).toBeVisible();
});

test("once closed, the link says so", async ({ page }) => {
  await login(page, "liaison", drivePath);
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "结束", exact: true }).click();
  await expect(page.getByText("已结束；共 2 条意见，0 条待研究。")).toBeVisible();
  await page.goto(formPath);
  await expect(page.getByRole("heading", { name: "征求意见已经结束" })).toBeVisible();
});

test("only meetings of the college's leadership are offered; a department too large to add at once is told", async ({ page, request }) => {
  const token = await tokenOf(request, "office");
  const units = await get<{ items: { id: number }[] }>(request, token, "/departments?q=教务处&size=1");
  const people = await get<{ items: { id: number }[] }>(request, token, "/people?size=2");
  const ids = people.items.map(({ id }) => id);
  const held_at = new Date(Date.now() - 86_400_000).toISOString();
  const unit = { department_id: units.items[0]?.id, kind: "leadership_team", title: "教务处处务会（演示）", held_at, attendee_ids: ids };
  const made = await post<{ id: number }>(request, token, "/meetings", unit);
  const attendees = ids.map((person_id) => ({ person_id, attendance: "present" }));
  const headers = { Authorization: `Bearer ${token}`, "If-Match": '"v1"', "Idempotency-Key": crypto.randomUUID() };
  const record = await request.post(`/api/v1/meetings/${made.id}/record`, { headers, data: { minutes: "研究了本处事务。", attendees } });
  expect(record.ok(), await record.text()).toBe(true);

  await page.route("**/api/v1/risk-points?*size=200*", async (route) => {
    // The demo's departments are small; what a large one answers is its first page and how many there are.
    const answer = await route.fetch();
    return route.fulfill({ json: { ...((await answer.json()) as object), total: 263 } });
  });
  await login(page, "office", "/leadership-decisions/new");
  await settled(page);
  await unfold(page.getByRole("combobox", { name: /依据的班子会议/ }));
  await expect(page.getByRole("option", { name: /院领导班子会议/ }).first()).toBeVisible();
  await expect(page.getByRole("option", { name: /教务处处务会/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await typeInto(page, page, /添加整个部门/, "财务处");
  await expect(page.getByRole("alert").filter({ hasText: "财务处共有 263 个风险点" })).toBeVisible();
  await page.unroute("**/api/v1/risk-points?*size=200*");
  await typeInto(page, page, /添加整个部门/, "教务处");
  await expect(page.getByText(/一次最多添加/)).toHaveCount(0);
  await expectAccessible(page, "new decision");
  await page.getByRole("button", { name: "清空重填" }).click();
});

test("the office records what a meeting decided: a point and a level against the rule", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const token = await tokenOf(request, "office");
  const { items } = await get<{ items: { id: number; name: string }[] }>(request, token, "/risk-points?size=1&state=approved&year=2026");
  const point = items[0] ?? { id: 0, name: "" };
  await login(page, "office", `/leadership-decisions/new?point=${point.id}`);
  await settled(page);
  await page.getByRole("button", { name: "登记决定" }).click();
  await expect(page.getByText("请选择班子会议")).toBeVisible();
  await choose(page, page, /依据的班子会议/, /班子会议/);
  await page.getByRole("combobox", { name: `“${point.name}”的发生机率` }).selectOption({ label: "较小" });
  await page.getByRole("combobox", { name: `“${point.name}”的危害程度` }).selectOption({ label: "触犯法律" });
  const line = page.getByRole("listitem").filter({ hasText: point.name });
  await expect(line.getByRole("status")).toContainText("高");
  await typeInto(page, page, /输入岗位名称/, "档案资料岗");
  await page.getByRole("combobox", { name: /“档案资料岗”的等级/ }).selectOption({ label: "高" });
  await page.getByRole("textbox", { name: /“档案资料岗”的理由/ }).fill("经手全部学籍原始档案");

  // Left and come back to: nothing typed is lost.
  await page.reload();
  await settled(page);
  await expect(page.getByRole("textbox", { name: /“档案资料岗”的理由/ })).toHaveValue("经手全部学籍原始档案");
  await page.getByRole("button", { name: "登记决定" }).click();
  await expect(page.getByText("认定 1 个风险点、1 个岗位等级")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "登记决定" }).click();
  await page.waitForURL(/\/leadership-decisions\/\d+/);
  await settled(page);
  await expect(page.getByRole("table", { name: /认定的风险点/ }).getByRole("row", { name: new RegExp(point.name) })).toContainText("高");
  await expectAccessible(page, "decision");

  await page.getByRole("link", { name: "档案资料岗" }).click();
  await page.waitForURL(/\/positions\/\d+/);
  await expect(page.getByText(/研究认定为高风险：经手全部学籍原始档案/)).toBeVisible();
  noErrors();
});

test("the level goes back to the rule by a decision too", async ({ page }) => {
  await login(page, "office", "/leadership-decisions?view=overrides");
  await settled(page);
  await page.getByRole("row", { name: /档案资料岗/ }).getByRole("button", { name: "恢复按规则计算" }).click();
  const form = page.getByRole("dialog");
  await choose(page, form, /依据的班子会议/, /班子会议/);
  await form.getByRole("textbox", { name: "理由" }).fill("档案已移交档案室");
  await form.getByRole("button", { name: "恢复按规则计算" }).click();
  await expect(page.getByText("“档案资料岗”已恢复按规则计算")).toBeVisible();
  await expect(page.getByRole("row", { name: /资助管理岗/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /档案资料岗/ })).toHaveCount(0);
});

test("an own scale is drafted, refused where more power scores less, tried, and adopted", async ({ page }) => {
  await login(page, "office", "/position-level-rules");
  await page.getByRole("link", { name: "拟订一版量表" }).first().click();
  await page.getByRole("textbox", { name: "名称", exact: true }).fill("示例学院岗位廉政风险量表");
  const leading = page.getByRole("spinbutton", { name: "领导岗位" });
  await leading.fill("1");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("分值要从小到大，权力更大的不能得分更少。")).toBeVisible();
  await leading.fill("4");
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/level-scales\/\d+/);
  await settled(page);
  await expect(page.getByText("岗位层级：一般岗位 0 分、中层岗位 2 分、领导岗位 4 分。")).toBeVisible();
  await expectAccessible(page, "scale");

  await page.getByRole("link", { name: "试算这一版" }).click();
  await settled(page);
  const trial = page.getByRole("region", { name: /如果改用/ });
  await expect(trial).toContainText("个岗位的等级会变");
  const [, total, rising] = /(\d+) 个岗位的等级会变：升高 (\d+) 个/.exec(await trial.innerText()) ?? [];
  expect(Number(total)).toBeGreaterThan(0);
  await choose(page, trial, /变化/, "等级升高");
  await expect(trial.getByText(`共 ${rising} 条`)).toBeVisible();
  await expectAccessible(page, "trial");
  await trial.getByRole("button", { name: "采用这套规则" }).click();
  const adopt = page.getByRole("dialog");
  await expect(adopt).toContainText(new RegExp(`从 ${new Date().getFullYear()} 年度起采用`));
  await adopt.getByRole("button", { name: "采用" }).click();
  await expect(adopt.getByText("请写明依据")).toBeVisible();
  await adopt.getByRole("textbox", { name: "采用依据" }).fill("院党委会研究确定");
  await adopt.getByRole("button", { name: "采用" }).click();
  await expect(page.getByText("已采用，全部岗位重新计算完毕")).toBeVisible();
  await expect(page.getByRole("region", { name: "现行规则" })).toContainText("院党委会研究确定");
  await expect(page.getByRole("region", { name: "沿革" })).toContainText("本校量表（第 1 版）");
});

test("the progress says who owes the next step; the office nudges, and not twice", async ({ page }) => {
  await login(page, "office", "/assessment-progress");
  await settled(page);
  await expect(page.getByText(/2026 年 \d+ 张表、\d+ 个风险点/)).toBeVisible();
  await page.getByRole("row", { name: /教务处/ }).getByRole("link", { name: /教务处 互相查/ }).click();
  await settled(page);
  const sheets = page.getByRole("table", { name: "按排查表" });
  const first = sheets.getByRole("row").nth(1);
  await expect(first).toContainText("本部门同事");
  await expect(first.getByText("个人找：已完成")).toBeAttached();
  await first.getByRole("button", { name: "催办" }).click();
  await expect(page.getByText("已催办教务处")).toBeVisible();
  await first.getByRole("button", { name: "催办" }).click();
  await expect(page.getByText("24 小时内已就同一事项催办过")).toBeVisible();
  await expectAccessible(page, "progress");
});

test("ordinary staff see their own part and none of the verbs", async ({ page }) => {
  await login(page, "staff", "/leadership-decisions");
  await settled(page);
  await expect(page.getByRole("link", { name: "登记班子决定" })).toHaveCount(0);
  await page.goto("/leadership-decisions/new");
  await expect(page.getByRole("heading", { name: "您没有查看这个页面的权限" })).toBeVisible();
  await page.goto("/opinion-drives");
  await expect(page.getByRole("heading", { name: "您没有查看这个页面的权限" })).toBeVisible();
});
