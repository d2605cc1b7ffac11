/** Powers and their flows: added, changed by two at once, retired; a flow typed by keyboard; marks that lead to risks. */
import { readFileSync } from "node:fs";

import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, settled, tokenOf, watchErrors } from "./cast";

test.describe.configure({ mode: "serial" });
const NAME = "考试命题与保密";
let path = "";

interface Listed {
  items: { id: number; name: string }[];
}

async function powerNamed(request: APIRequestContext, name: string): Promise<number> {
  const { items } = await get<Listed>(request, await tokenOf(request, "office"), `/powers?q=${encodeURIComponent(name)}`);
  const found = items.find((power) => power.name === name);
  if (!found) throw new Error(`no power ${name}`);
  return found.id;
}
const stepName = (page: Page, number: number) => page.getByRole("textbox", { name: `第 ${number} 步 环节名称` });
/** One of the commands of a step, by keyboard alone. */
async function command(page: Page, step: number, name: string): Promise<void> {
  await page.getByRole("button", { name: `第 ${step} 步的操作` }).press("Enter");
  await page.getByRole("menuitem", { name }).press("Enter");
}
const drawn = (page: Page) => page.getByRole("region", { name: /流程图/ });

test("a liaison adds a power; what is missing is named beside the field", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/powers");
  await page.getByRole("button", { name: "新增职权" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: "加入目录" }).click();
  await expect(drawer.getByText("请填写权力名称")).toBeVisible();
  await expectAccessible(page, "form of a power");
  await drawer.getByLabel("权力名称").fill(NAME);
  await drawer.getByLabel("具体内容").fill("组织命题、印制和保管试卷");
  await drawer.getByRole("button", { name: "加入目录" }).click();
  await expect(page.getByText(/已加入目录，编号/)).toBeVisible();
  await page.getByRole("link", { name: NAME }).click();
  await page.waitForURL(/\/powers\/\d+$/);
  path = new URL(page.url()).pathname;
  await expect(page.getByText("没有写明制度依据")).toBeVisible();
  noErrors();
});

test("two people change a power at once: the second is told and may keep the own text", async ({ page, request }) => {
  await login(page, "liaison", path);
  await page.getByRole("button", { name: "修改" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("制度依据").fill("考试管理办法第六条");

  const token = await tokenOf(request, "head");
  const stored = await request.get(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const headers = { Authorization: `Bearer ${token}`, "If-Match": stored.headers().etag ?? "" };
  expect((await request.patch(`/api/v1${path}`, { headers, data: { handling_body: "考务科" } })).ok()).toBe(true);

  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(drawer.getByText("您打开之后，别人改过这项职权")).toBeVisible();
  await drawer.getByRole("button", { name: "用我的覆盖" }).click();
  await expect(drawer).toBeHidden();
  await expect(page.getByText("考试管理办法第六条")).toBeVisible();
});

test("a flow is typed by keyboard; undo, order and the picture follow", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", `${path}/flow`);
  await page.getByRole("button", { name: "写第一个环节" }).click();
  await expect(stepName(page, 1)).toBeFocused();
  await page.keyboard.type("下达命题任务");
  await page.keyboard.press("Enter");
  await expect(stepName(page, 2)).toBeFocused();
  await page.keyboard.type("教师命题");
  await page.keyboard.press("Enter");
  await page.keyboard.type("封存试卷");
  await page.keyboard.press("Alt+ArrowUp");
  await expect(stepName(page, 2)).toHaveValue("封存试卷");
  await expect(stepName(page, 2)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(stepName(page, 2)).toHaveValue("教师命题");
  await page.keyboard.press("Control+y");
  await expect(stepName(page, 2)).toHaveValue("封存试卷");
  await page.keyboard.press("Control+z");
  await expect(drawn(page).getByText("封存试卷")).toBeVisible();

  // Commands lead the focus where one goes on, and say what they did.
  const said = page.locator("p[role=status]");
  await command(page, 2, "复制一步");
  await expect(stepName(page, 3)).toBeFocused();
  await page.keyboard.type("复核命题");
  await expect(stepName(page, 3)).toHaveValue("复核命题");
  await expect(said).toHaveText("已复制为第 3 步");
  await command(page, 3, "上移");
  await expect(page.getByRole("button", { name: "第 2 步的操作" })).toBeFocused();
  await expect(said).toHaveText("“复核命题”移到第 2 步，共 4 步");
  await command(page, 2, "删除");
  await expect(page.getByRole("button", { name: "第 2 步的操作" })).toBeFocused();
  await command(page, 2, "写分支、退回");
  await expect(page.getByRole("button", { name: "添加去向" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("去向 2 的条件")).toBeFocused();
  await page.keyboard.type("不合格");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("第 2 步“教师命题”的第 2 个去向还没有选环节", { exact: false }).first()).toBeVisible();
  await page.getByLabel("去向 2 的环节").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: "1 下达命题任务（退回）" }).press("Enter");
  await expect(drawn(page).getByText("不合格")).toBeVisible();
  await page.getByRole("button", { name: "去掉去向 2" }).press("Enter");
  await expect(page.getByLabel("去向 1 的条件")).toBeFocused();
  await page.getByRole("button", { name: "去掉去向 1" }).press("Enter");
  await expect(page.getByRole("button", { name: "添加去向" })).toBeFocused();
  await page.getByRole("button", { name: "第 2 步的详情" }).press("Enter");

  await page.getByRole("button", { name: "第 3 步的详情" }).click();
  await page.getByRole("checkbox", { name: "关键环节" }).check();
  await page.getByLabel("监督方式").fill("两人在场，全程录像");
  await expectAccessible(page, "flow with an open step");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("已保存为第 1 版")).toBeVisible();
  noErrors();
});

test("on a phone a finger on the handle moves a step, anywhere else it scrolls; Escape leaves the order", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await context.newPage();
  await login(page, "liaison", `${path}/flow`);
  await expect(stepName(page, 3)).toHaveValue("封存试卷");
  const session = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
  const middle = async (what: ReturnType<typeof page.locator>) => {
    const box = (await what.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  async function drag(to: number): Promise<void> {
    const from = await middle(page.getByTitle(/拖动调整次序/).first());
    const goal = await middle(page.locator("li[data-key]").nth(to - 1));
    await touch("touchStart", from);
    for (const share of [0.3, 0.6, 1]) await touch("touchMove", { x: from.x, y: from.y + (goal.y + 6 - from.y) * share });
    await expect(page.locator("li.after")).toHaveCount(1);
  }
  await drag(3);
  await page.keyboard.press("Escape");
  await touch("touchEnd");
  await expect(stepName(page, 1)).toHaveValue("下达命题任务");
  await drag(2);
  await touch("touchEnd");
  await expect(stepName(page, 1)).toHaveValue("教师命题");
  // A finger that comes down while the page still moves only stops it.
  await expect(async () => {
    await page.getByRole("button", { name: "看图" }).tap({ timeout: 3_000 });
    await expect(drawn(page).getByText("封存试卷")).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await context.close();
});

test("a flow with a gap is refused at its step, and what was typed survives leaving", async ({ page }) => {
  await login(page, "liaison", `${path}/flow`);
  await stepName(page, 2).fill("");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(/流程还不完整，没有保存/)).toBeVisible();
  await expect(stepName(page, 2)).toBeFocused();
  await stepName(page, 2).fill("两位教师分别命题");
  await page.reload();
  await expect(page.getByText("已恢复上次没有保存的修改")).toBeVisible();
  await expect(stepName(page, 2)).toHaveValue("两位教师分别命题");
  await page.getByRole("button", { name: "第 1 步的操作" }).click();
  await page.getByRole("menuitem", { name: "删除" }).click();
  await expect(stepName(page, 1)).toHaveValue("两位教师分别命题");
  await page.getByRole("button", { name: "撤销" }).last().click();
  await expect(stepName(page, 1)).toHaveValue("下达命题任务");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存为第 2 版")).toBeVisible();

  await page.getByRole("button", { name: "历次版本" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: "用这一版" }).click();
  await expect(stepName(page, 2)).toHaveValue("教师命题");
});

test("steps carry the levels of their risks; a mark leads to the risk, several to the list of them", async ({ page, request }) => {
  const flow = `/powers/${await powerNamed(request, "经费报销")}/flow`;
  await login(page, "office", flow);
  await settled(page);
  const many = drawn(page).getByRole("button", { name: /风险 \d+ 个/ }).first();
  await many.click();
  const first = page.getByRole("list", { name: /风险点/ }).getByRole("link", { name: /印鉴密钥一人保管|大额付款未经集体审批/ }).first();
  await expect(first).toBeFocused();
  const name = (await first.getAttribute("title")) ?? "";
  await first.press("Enter");
  await page.waitForURL(/\/risks\/\d+$/);
  await expect(page.getByRole("heading", { name })).toBeVisible();

  await page.goto(`/powers/${await powerNamed(request, "教材选用")}/flow`);
  await settled(page);
  await drawn(page).getByRole("link", { name: /选用程序倒置/ }).click();
  await page.waitForURL(/\/risks\/\d+$/);
  await expect(page.getByRole("heading", { name: "选用程序倒置" })).toBeVisible();
});

test("the picture and form 1 can be downloaded", async ({ page }) => {
  await login(page, "liaison", `${path}/flow`);
  await page.getByRole("button", { name: "下载与导入" }).click();
  const item = page.getByRole("menuitem", { name: "下载矢量图（SVG）" });
  const [svg] = await Promise.all([page.waitForEvent("download"), item.click()]);
  expect(svg.suggestedFilename()).toBe(`${NAME}权力运行流程图.svg`);
  expect(readFileSync(await svg.path(), "utf-8")).toContain("下达命题任务");
  await page.goto("/powers");
  for (const [format, ending, begins] of [["Word", "docx", "PK"], ["PDF（附流程图）", "pdf", "%P"]] as const) {
    await page.getByRole("button", { name: "下载附件一" }).click();
    const [form] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: format, exact: true }).click()]);
    expect(form.suggestedFilename()).toMatch(new RegExp(`教务处.*\\.${ending}$`));
    expect(readFileSync(await form.path()).subarray(0, 2).toString()).toBe(begins);
  }
});

test("the catalogue is put in another order", async ({ page }) => {
  await login(page, "liaison", "/powers");
  await settled(page);
  const place = () => page.locator("tbody tr").evaluateAll((rows, name) => rows.findIndex((row) => row.textContent?.includes(name)), NAME);
  const before = await place();
  expect(before).toBeGreaterThan(0);
  await page.getByRole("button", { name: "调整次序" }).click();
  await page.getByRole("dialog").getByRole("button", { name: `上移“${NAME}”` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "保存次序" }).click();
  await expect(page.getByText("目录已按新的次序排列")).toBeVisible();
  await expect.poll(place).toBe(before - 1);
});

test("a power is retired with its reason and leaves the catalogue, not the archive", async ({ page }) => {
  await login(page, "liaison", path);
  await page.getByRole("button", { name: "停用" }).click();
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await dialog.getByRole("button", { name: "停用" }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel("停用原因").fill("命题改由考试中心承担");
  await dialog.getByRole("button", { name: "停用" }).click();
  await expect(page.getByText(/停用：命题改由考试中心承担/)).toBeVisible();
  await expect(page.getByRole("button", { name: "修改" })).toHaveCount(0);
  await page.goto("/powers");
  await settled(page);
  await expect(page.getByRole("link", { name: NAME })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "包括已停用" }).check();
  await expect(page.getByRole("link", { name: NAME })).toBeVisible();
});

test("a leader reads the flow and changes nothing; who has no part in it does not find it", async ({ page, request }) => {
  const flow = `/powers/${await powerNamed(request, "教材选用")}/flow`;
  await login(page, "leader", flow);
  await settled(page);
  await expect(page.getByRole("list").getByText("教研室推荐")).toBeVisible();
  await expect(page.getByRole("button", { name: "保存" })).toHaveCount(0);
  await expect(stepName(page, 1)).toHaveCount(0);
  await page.context().clearCookies();
  await login(page, "staff", flow);
  await expect(page.getByText(/找不到/).first()).toBeVisible();
  await expect(page.getByText("教研室推荐")).toHaveCount(0);
});
