/** A rule from the library to a power and its revision; 附件一 of a year from the first confirmation to the approval. */
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, logout, type Person, post, settled, tokenOf, watchErrors } from "./cast";
import { confirmPowers } from "./steps";

test.describe.configure({ mode: "serial" });
const RULE = "教材选用与征订管理办法";
const TEXT = "第五条 教材选用由教材建设委员会集体审定。\n第六条 选用结果在校内公示五个工作日。";
const TITLE = `教务处职权目录（${new Date().getFullYear()} 年）`;
let rulePath = "";
let powerPath = "";
let powerName = "";
let cataloguePath = "";

interface Found {
  id: number;
  name: string;
}
interface Catalogue {
  id: number;
  review_id: number;
  department_id: number;
}
async function send(request: APIRequestContext, person: Person, method: "post" | "patch", path: string, data: unknown): Promise<void> {
  const headers = { Authorization: `Bearer ${await tokenOf(request, person)}`, "Idempotency-Key": crypto.randomUUID() };
  const tagged = (version: string) => request[method](`/api/v1${path}`, { data, headers: { ...headers, "If-Match": version } });
  // Asked with a version that never was, the server tells the present one.
  const stale = await tagged('"v0"');
  const answer = stale.status() === 412 ? await tagged(stale.headers().etag ?? "") : stale;
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
}

/** An earlier catalogue, approved (last year of the demo is closed); afterwards the second power was changed. */
test.beforeAll(async ({ request }) => {
  const liaison = await tokenOf(request, "liaison");
  const me = await get<{ appointments: { department_id: number }[] }>(request, liaison, "/people/me");
  const place = { department_id: me.appointments[0]?.department_id, year: new Date().getFullYear() - 2 };
  const { items } = await get<{ items: Found[] }>(request, liaison, `/powers?sort=catalogue&department_id=${place.department_id}`);
  const last = await post<Catalogue>(request, liaison, "/power-catalogues", place);
  for (const { id } of items) {
    // Other journeys leave powers that are only begun.
    const power = await get<{ handling_body: string | null }>(request, liaison, `/powers/${id}`);
    if (!power.handling_body) await send(request, "liaison", "patch", `/powers/${id}`, { handling_body: "教务处" });
    await send(request, "liaison", "post", `/powers/${id}/confirmation`, { note: "依据正在修订，仍由本部门行使。" });
  }
  await send(request, "liaison", "post", `/power-catalogues/${last.id}/submission`, undefined);
  for (const person of ["head", "leader"] as const) await send(request, person, "post", `/reviews/${last.review_id}/decisions`, { decision: "approve" });
  await send(request, "liaison", "patch", `/powers/${items[1]?.id}`, { handling_body: "教务处教材科" });
});

/** A day typed part by part into the first date of a dialog that carries this label. */
async function typeDay(page: Page, name: string, day: string): Promise<void> {
  const field = page.getByRole("dialog").getByRole("group", { name });
  for (const [index, part] of [/年|year/, /月|month/, /日|day/].entries()) {
    await field.getByRole("spinbutton", { name: part }).click();
    await page.keyboard.type(day.split("-")[index] ?? "");
  }
}
async function approve(page: Page, person: "head" | "leader"): Promise<void> {
  await login(page, person, "/reviews");
  await page.getByRole("link", { name: TITLE }).click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
  await page.getByRole("button", { name: "同意" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "同意" }).click();
  await expect(page.getByText("已同意")).toBeVisible();
}

test("the office adds a rule that is in force", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/regulations");
  await page.getByRole("button", { name: "制度入库" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("名称").fill(RULE);
  await form.getByLabel("文号").fill("示院教〔2025〕9号");
  await form.getByLabel("全文").fill(TEXT);
  await form.getByRole("button", { name: "入库" }).click();
  await expect(form.getByText("现行有效的制度请填写施行日期。")).toBeVisible();
  await expectAccessible(page, "form of a rule");
  await typeDay(page, "施行日期", "2025-03-01");
  await form.getByRole("button", { name: "入库" }).click();
  await page.waitForURL(/\/regulations\/\d+/);
  rulePath = new URL(page.url()).pathname;
  await expect(page.getByRole("heading", { level: 1, name: RULE })).toBeVisible();
  await expect(page.getByText("还没有地方引用这项制度")).toBeVisible();
  noErrors();
});

test("a liaison chooses it for a power, with the clause", async ({ page, request }) => {
  const { items } = await get<{ items: { id: number; name: string }[] }>(request, await tokenOf(request, "liaison"), "/powers?size=1&sort=catalogue");
  powerPath = `/powers/${items[0]?.id}`;
  powerName = items[0]?.name ?? "";
  await login(page, "liaison", powerPath);
  await page.getByRole("button", { name: "选择依据" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: /从制度依据库选择/ }).fill("教材选用与征订");
  await page.getByRole("option", { name: new RegExp(RULE) }).click();
  await dialog.getByRole("group", { name: new RegExp(RULE) }).getByLabel("条款").fill("第五条");
  await expectAccessible(page, "bases of a power");
  await dialog.getByRole("button", { name: "保存依据" }).click();
  await expect(page.getByText("制度依据已保存")).toBeVisible();
  const card = page.getByRole("region", { name: "制度依据" });
  await expect(card.getByText(`《${RULE}》`)).toBeVisible();
  await expect(card.getByText("第五条")).toBeVisible();
});

test("the office revises the rule; what rests on it is listed, the former text stays readable", async ({ page }) => {
  await login(page, "office", rulePath);
  await expect(page.getByRole("region", { name: "用在哪里" }).getByRole("link", { name: powerName })).toBeVisible();
  await page.getByRole("button", { name: "发布修订" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("修订了什么").fill("第六条公示期由五个工作日改为七个工作日");
  await dialog.getByLabel("新的全文").fill(TEXT.replace("五个", "七个"));
  await dialog.getByRole("button", { name: "发布修订" }).click();
  await expect(page.getByText("第 2 版已发布")).toBeVisible();
  await expect(page.getByRole("region", { name: "全文" })).toContainText("七个工作日");
  await page.getByRole("list", { name: "历次版本" }).getByRole("button", { name: "看全文" }).last().click();
  await expect(page.getByRole("dialog")).toContainText("五个工作日");
});

test("a liaison may read the library and change nothing in it", async ({ page }) => {
  await login(page, "liaison", rulePath);
  await expect(page.getByRole("heading", { level: 1, name: RULE })).toBeVisible();
  await expect(page.getByRole("button", { name: "发布修订" })).toHaveCount(0);
  await page.goto("/regulations?status=in_force&q=征订");
  await expect(page.getByRole("link", { name: RULE })).toBeVisible();
  await expect(page.getByRole("button", { name: "制度入库" })).toHaveCount(0);
});

test("the liaison confirms the powers one by one; handing in before that names those that wait", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/power-catalogues");
  await page.getByRole("button", { name: "开始清理" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "开始清理" }).click();
  await page.waitForURL(/\/power-catalogues\/\d+/);
  cataloguePath = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByRole("heading", { name: /还不能提交，有 \d+ 项没有逐项确认/ })).toBeVisible();

  await page.getByRole("button", { name: "确认下一项" }).click();
  const dialog = page.getByRole("dialog");
  await expectAccessible(page, "confirmation of a power");
  await confirmPowers(page);
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "确认下一项" })).toHaveCount(0);
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交部门负责人审核")).toBeVisible();
  await expect(page.getByRole("list", { name: "审核进程" }).locator("[aria-current=step]")).toContainText("部门审核");
  noErrors();
});

test("the head signs first; the leader sends one power back with a coded reason", async ({ page }) => {
  await approve(page, "head");
  await logout(page);
  await login(page, "leader", "/reviews");
  await page.getByRole("link", { name: TITLE }).click();
  await page.waitForURL(/\/reviews\/\d+/);
  await settled(page);
  const row = page.getByRole("row", { name: new RegExp(powerName) });
  await expect(row).toContainText(`《${RULE}》`);
  await expectAccessible(page, "review of a catalogue");
  await page.getByRole("radio", { name: "与上年" }).check({ force: true });
  await expect(page.getByText(/与 \d+ 年认定的表对照：新增 0 行，删去 0 行，已改 2 行/)).toBeVisible();
  await expect(page.locator("ins").filter({ hasText: "教材科" })).toBeVisible();
  await page.getByRole("checkbox", { name: "退回第 1 行" }).check();
  await page.getByRole("button", { name: "退回" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "超出职权范围" }).first().check();
  await dialog.getByRole("textbox", { name: "第 1 行怎么改" }).fill("请写明超过限额要报谁批。");
  await dialog.getByRole("button", { name: "退回修改" }).click();
  await expect(page.getByText("已退回").first()).toBeVisible();
});

test("the liaison reads why, mends the power, confirms it anew and hands in again", async ({ page }) => {
  await login(page, "liaison", cataloguePath);
  await expect(page.getByText("请写明超过限额要报谁批。")).toBeVisible();
  await page.getByRole("button", { name: powerName, exact: true }).click();
  await page.waitForURL(new RegExp(`${powerPath}$`));
  await page.getByRole("button", { name: "修改" }).click();
  await page.getByRole("dialog").getByLabel("权力边界").fill("单次征订超过五万元的，报分管领导审批。");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存")).toBeVisible();
  await page.getByRole("button", { name: "确认这项职权" }).click();
  await confirmPowers(page);
  await expect(page.getByText("已确认", { exact: true })).toBeVisible();
  await page.goto(cataloguePath);
  await page.getByRole("button", { name: "提交审核" }).click();
  await expect(page.getByText("已提交部门负责人审核")).toBeVisible();
});

test("approved by both; a later change asks the leader for a second look", async ({ page, request }) => {
  await approve(page, "head");
  await logout(page);
  await approve(page, "leader");
  await logout(page);
  await login(page, "liaison", cataloguePath);
  await expect(page.getByText("已认定").first()).toBeVisible();
  await page.goto(powerPath);
  await page.getByRole("button", { name: "修改" }).click();
  await page.getByRole("dialog").getByLabel("权力边界").fill("单次征订超过三万元的，报分管领导审批。");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存")).toBeVisible();
  await page.goto(cataloguePath);
  await expect(page.getByText("已变更，需复核").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "提交之后的变动" })).toContainText(/权力边界/);
  await logout(page);
  await login(page, "leader", "/reviews?view=all");
  const { items } = await get<{ items: { id: number; title: string }[] }>(request, await tokenOf(request, "leader"), "/reviews?is_stale=true");
  const review = items.find((one) => one.title === TITLE);
  await page.goto(`/reviews/${review?.id}`);
  await expect(page.getByText("改了权力边界")).toBeVisible();
  await page.getByRole("radio", { name: "与上次提交" }).check({ force: true });
  await expect(page.getByText(/与第 2 次提交（.*）对照：新增 0 行，删去 0 行，已改 1 行/)).toBeVisible();
  await expect(page.locator("del").filter({ hasText: "五" })).toBeVisible();
  await expect(page.locator("ins").filter({ hasText: "三" })).toBeVisible();
  await expectAccessible(page, "a catalogue beside what was handed in");
  await page.getByRole("button", { name: "复核确认" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "复核确认" }).click();
  await expect(page.getByText("已复核确认")).toBeVisible();
});
