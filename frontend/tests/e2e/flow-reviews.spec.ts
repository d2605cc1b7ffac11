/** A flow from a template to its review, a redesign and the comparison of both versions. */
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, tokenOf, watchErrors } from "./cast";
import { pickDue } from "./steps";

test.describe.configure({ mode: "serial" });
const NAME = "教材征订与核对";
let power = 0;

interface Listed {
  items: { id: number; name: string }[];
}
async function powerNamed(request: APIRequestContext, name: string): Promise<number> {
  const { items } = await get<Listed>(request, await tokenOf(request, "office"), `/powers?q=${encodeURIComponent(name)}`);
  const found = items.find((one) => one.name === name);
  if (!found) throw new Error(`no power ${name}`);
  return found.id;
}
const stepName = (page: Page, number: number) => page.getByRole("textbox", { name: `第 ${number} 步 环节名称` });

test.beforeAll(async ({ request }) => {
  power = await powerNamed(request, NAME);
});

test("a template fills the empty editor with one tap, and undo takes it back", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", `/powers/${power}/flow`);
  await page.getByRole("button", { name: "从模板开始" }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("教材选用与征订")).toBeVisible();
  await expectAccessible(page, "templates");
  const row = drawer.getByRole("listitem").filter({ hasText: "教材选用与征订" }).first();
  await row.getByRole("button", { name: "套用" }).click();
  await expect(stepName(page, 1)).toHaveValue("教研室推荐");
  await expect(page.getByLabel("第 4 步 办理主体")).toHaveValue("教务处");
  await page.keyboard.press("Control+z");
  await expect(page.getByText("还没有写流程")).toBeVisible();
  await page.keyboard.press("Control+y");
  await expect(stepName(page, 9)).toHaveValue("学生领用结算");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存为第 1 版")).toBeVisible();
  noErrors();
});

test("several pasted lines become steps", async ({ page }) => {
  await login(page, "liaison", `/powers/${power}/flow`);
  await expect(stepName(page, 9)).toBeVisible();
  await stepName(page, 9).evaluate((field) => {
    const data = new DataTransfer();
    data.setData("text/plain", "1. 抽查核对\t纪委办\t5个工作日\n2. 归档");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText("已粘贴为 2 个环节")).toBeVisible();
  await expect(stepName(page, 10)).toHaveValue("抽查核对");
  await expect(page.getByLabel("第 11 步 办理主体")).toHaveValue("纪委办");
  await page.keyboard.press("Control+z");
  await expect(stepName(page, 10)).toHaveCount(0);
});

test("somebody who did not draw it reviews it, takes a hint over and asks for a redesign", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "leader", "/unreviewed-flows?gap=never");
  await page.getByRole("link", { name: NAME }).click();
  await page.getByRole("button", { name: "审查这个流程" }).click();
  await page.waitForURL(/\/flow-checks\/\d+$/);
  await expect(page.getByText(/已审 0\//)).toBeVisible();
  await page.getByRole("button", { name: "完成审查" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "完成审查" }).click();
  await expect(page.getByText("“每个环节都有制度依据”还没有审查。")).toBeVisible();
  await expectAccessible(page, "review of a flow");
  for (const group of await page.getByRole("group", { name: /的结论$/ }).all()) await group.getByText("符合", { exact: true }).click();
  await page.getByRole("button", { name: "添加缺陷" }).click();
  await page.getByLabel("缺陷是什么").fill("验收由采购岗一人签字，没有第二人在场。");
  await page.getByRole("textbox", { name: /^审查意见/ }).fill("验收环节要分设岗位。");
  await page.getByRole("button", { name: "完成审查" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/列出了 1 项缺陷/)).toBeVisible();
  await pickDue(page, dialog.getByRole("group", { name: /完成期限/ }), 10);
  await dialog.getByRole("button", { name: "完成审查" }).click();
  await expect(page.getByText("流程再造任务已交给教务处")).toBeVisible();
  noErrors();
});

test("the department draws it anew and presents it; the versions lie beside each other", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "head", "/flow-redesigns?view=awaiting");
  await page.getByRole("link", { name: NAME }).click();
  await page.waitForURL(/\/flow-redesigns\/\d+$/);
  await expect(page.getByText("流程还没有新的版本")).toBeVisible();
  const task = page.url();
  await page.getByRole("link", { name: "打开流程编辑" }).click();
  await stepName(page, 8).fill("到货验收（两人签字）");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存为第 2 版")).toBeVisible();
  await page.goto(task);
  await page.getByRole("button", { name: "对照新旧流程" }).click();
  const compared = page.getByRole("dialog");
  await expect(compared.getByText("新增 0 步，删去 0 步，修改 1 步")).toBeVisible();
  await expect(compared.getByRole("insertion")).toHaveText("到货验收（两人签字）");
  await expectAccessible(page, "comparison of versions");
  await compared.getByRole("button", { name: "关闭" }).click();
  await page.getByRole("button", { name: "提交新流程" }).click();
  await page.getByRole("dialog").getByLabel("怎样调整的").fill("验收改为采购、使用两个岗位签字。");
  await page.getByRole("dialog").getByRole("button", { name: "提交新流程" }).click();
  await expect(page.getByText("新流程已提交，等待认可", { exact: true }).first()).toBeVisible();
  noErrors();
});

test("whoever ordered it accepts the new flow", async ({ page }) => {
  await login(page, "leader", "/flow-redesigns?view=awaiting");
  await page.getByRole("link", { name: NAME }).click();
  await page.getByRole("button", { name: "认可" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "认可" }).click();
  await expect(page.getByText("新流程已认可。")).toBeVisible();
});
