/** A measure does not help: what it was to answer is looked at again, settled by the head and filed by the office. */
import { expect, type APIRequestContext, test } from "@playwright/test";

import { get, login, type Person, settled, tokenOf, watchErrors } from "./cast";

test.describe.configure({ mode: "serial" });
interface Entry {
  id: number;
  version: number;
}
interface Plan extends Entry {
  state: string;
  review_id: number;
}
interface Measure extends Entry {
  title: string;
  state: string;
  plan_id: number;
  risk_points: { id: number; name: string }[];
}
interface Rows<T> {
  items: T[];
}
let measure: Measure;
let changePath = "";

/** A change of state by somebody, on the version at hand. */
async function step(request: APIRequestContext, who: Person, path: string, version: number, data: unknown): Promise<void> {
  const headers = { Authorization: `Bearer ${await tokenOf(request, who)}`, "If-Match": `"v${version}"`, "Idempotency-Key": crypto.randomUUID() };
  const answer = await request.post(`/api/v1${path}`, { headers, data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
}

const SIGNERS: Readonly<Record<string, Person>> = { department_review: "head", supervising_review: "leader", office_review: "office", leadership_review: "office" };
/** 教务处's plan, signed as far as it is not yet. */
async function approvedPlan(request: APIRequestContext, token: string): Promise<number> {
  const { items } = await get<Rows<Plan>>(request, await tokenOf(request, "liaison"), "/measure-plans?size=1");
  const plan = items[0];
  if (!plan) throw new Error("the demo has no plan of 教务处");
  const meetings = await get<Rows<Entry & { state: string }>>(request, token, "/meetings?kind=leadership_team&size=50");
  const meeting_id = meetings.items.find((one) => one.state === "held" || one.state === "filed")?.id;
  for (;;) {
    const review = await get<Plan>(request, token, `/reviews/${plan.review_id}`);
    const signer = SIGNERS[review.state];
    if (!signer) return plan.id;
    const body = { decision: "approve", ...(review.state === "leadership_review" ? { meeting_id } : {}) };
    await step(request, signer, `/reviews/${review.id}/decisions`, review.version, body);
  }
}

/** A measure against a point in force, carried out and reported as finished by who holds the post. */
async function finishedMeasure(request: APIRequestContext): Promise<Measure> {
  const office = await tokenOf(request, "office");
  const plan = await approvedPlan(request, office);
  const { items } = await get<Rows<Entry>>(request, office, `/measures?plan_id=${plan}&state=approved`);
  for (const { id } of items) {
    const read = () => get<Measure>(request, office, `/measures/${id}`);
    const found = await read();
    if (!found.risk_points.length) continue;
    const entry = { happened_on: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), percent: 100, text: "已按措施执行一个学期。" };
    await step(request, "staff", `/measures/${id}/progress`, found.version, entry);
    const reported = await get<{ progress: Entry[]; version: number }>(request, office, `/measures/${id}`);
    const headers = { Authorization: `Bearer ${await tokenOf(request, "staff")}`, "Idempotency-Key": crypto.randomUUID() };
    const file = { name: "签字单.txt", mimeType: "text/plain", buffer: Buffer.from("到货签字单的说明") };
    await request.post(`/api/v1/measure-progress/${reported.progress[0]?.id}/evidence`, { headers, multipart: { file } });
    await step(request, "staff", `/measures/${id}/completion`, (await read()).version, {});
    return read();
  }
  throw new Error("no measure of 教务处 waits to be carried out");
}

test("the head finds no effect: the risk points of the measure come up again", async ({ page, request }) => {
  measure = await finishedMeasure(request);
  const noErrors = watchErrors(page);
  await login(page, "head", `/measures/${measure.id}`);
  await page.getByRole("button", { name: "检查成效" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("未见成效", { exact: true }).click();
  await dialog.getByRole("textbox", { name: /看到了什么/ }).fill("抽查五批到货，三批只有一人签字。");
  await dialog.getByRole("button", { name: "检查成效" }).click();
  await expect(page.getByText("已记录检查结果")).toBeVisible();

  await page.getByRole("link", { name: `“${measure.title}”未见成效` }).click();
  await page.waitForURL(/\/adjustments\/\d+/);
  changePath = new URL(page.url()).pathname;
  await settled(page);
  await expect(page.getByRole("list", { name: "涉及的内容" }).getByRole("listitem")).toHaveCount(measure.risk_points.length);
  await expect(page.getByRole("link", { name: "复核任务" }).first()).toHaveAttribute("aria-current", "page");
  noErrors();
});

test("it is among what the head has to do, and opens what it is about", async ({ page }) => {
  const point = measure.risk_points[0]?.name ?? "";
  await login(page, "head", "/rechecks");
  await expect(page.getByText(/待复核 [1-9]/).first()).toBeVisible();
  await page.getByRole("link", { name: new RegExp(point) }).first().click();
  await page.waitForURL(/\/rechecks\/\d+/);
  await page.getByRole("link", { name: `打开核对“${point}”` }).click();
  await page.waitForURL(/\/risks\/\d+/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(point);
  await page.goBack();

  await page.getByRole("button", { name: `“${point}”无需调整` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "办结" }).click();
  await expect(dialog.getByText("请写明为什么无需调整。")).toBeVisible();
  await dialog.getByRole("textbox", { name: /理由/ }).fill("风险点内容和等级仍然准确，措施另行加强。");
  await dialog.getByRole("button", { name: "办结" }).click();
  await expect(page.getByText("已登记：无需调整")).toBeVisible();
  await expect(page.getByRole("button", { name: `“${point}”无需调整` })).toHaveCount(0);
});

test("who has nothing to do with it sees neither the task nor the change", async ({ page }) => {
  await login(page, "staff", "/rechecks");
  await settled(page);
  await expect(page.getByRole("link", { name: new RegExp(measure.risk_points[0]?.name ?? "") })).toHaveCount(0);
  await page.goto(changePath);
  await expect(page.getByText(/找不到/).first()).toBeVisible();
});

test("the office puts the settled change on file, and has a power looked at again", async ({ page }) => {
  await login(page, "office", changePath);
  await page.getByRole("button", { name: "备案" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /备案说明/ }).fill("已报学院领导小组");
  await dialog.getByRole("button", { name: "备案" }).click();
  await expect(page.getByText("已备案").first()).toBeVisible();

  await page.goto("/adjustments");
  // The demo college has worked before: the years that were opened are offered wherever one signs in.
  await expect(page.getByRole("combobox", { name: "选择年度" }).getByRole("option").nth(1)).toHaveText(/\d{4} 年度/);
  await page.getByRole("button", { name: "发起动态调整" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: /调整事项/ }).fill("教材征订权限调整");
  await form.getByRole("button", { name: "发起" }).click();
  await expect(form.getByText("请至少选择一项职权、一个岗位或一项制度。")).toBeVisible();
  await form.getByRole("combobox", { name: /职权/ }).fill("教材征订");
  await page.getByRole("option", { name: /教材征订与核对/ }).first().click();
  await form.getByRole("button", { name: "发起" }).click();
  await page.waitForURL(/\/adjustments\/\d+/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("教材征订权限调整");
});

test("who holds the post of the power says what was adjusted", async ({ page }) => {
  await login(page, "staff", "/rechecks?view=mine");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await page.waitForURL(/\/rechecks\/\d+/);
  const before = page.url();
  await page.getByRole("button", { name: /已调整/ }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /调整了什么/ }).fill("办理主体改为教材管理岗和教材选用委员会。");
  await dialog.getByRole("button", { name: "办结" }).click();
  await expect(page.getByText("已登记：已调整")).toBeVisible();
  expect(page.url()).toBe(before);
  await page.goto("/rechecks?view=settled");
  await expect(page.getByText(/王老师 .*办结/).first()).toBeVisible();
});
