/** Nothing typed is lost: two windows, no connection, a closed page; and the form prints as the official one. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, post, settled, tokenOf, watchErrors } from "./cast";

test.describe.configure({ mode: "serial" });
let path = "";
const cell = (page: Page, row: number, name: string) => page.getByRole("textbox", { name: `第 ${row} 项 ${name}` });
const saved = (page: Page) => expect(page.getByText("已自动保存")).toBeVisible();

test.beforeAll(async ({ request }) => {
  const token = await tokenOf(request, "liaison");
  const me = await get<{ appointments: { position_id: number }[] }>(request, token, "/people/me");
  const body = { kind: "position", year: new Date().getFullYear(), position_id: me.appointments[0]?.position_id };
  const sheet = await post<{ id: number }>(request, token, "/risk-inventories", body);
  path = `/sheets/${sheet.id}`;
});

test("rows come in from a spreadsheet; a deleted row comes back with its level", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await login(page, "liaison", path);
  await page.evaluate(() => navigator.clipboard.writeText('印章管理\t违规用印\t不登记即用印\n档案查阅\t"泄露\n内容"\t越权查阅'));
  await cell(page, 1, "岗位职责").focus();
  await page.keyboard.press("Control+v");
  await expect(cell(page, 2, "廉政风险点")).toHaveValue("泄露\n内容");
  await saved(page);

  await page.getByRole("button", { name: /风险等级：待定，违规用印/ }).click();
  await page.getByText("高", { exact: true }).first().click();
  await page.getByRole("radio", { name: /党纪/ }).click();
  await page.getByRole("button", { name: "完成" }).click();
  await expect(page.getByRole("button", { name: "风险等级：高，违规用印" })).toBeVisible();
  await page.getByRole("button", { name: "删除第 1 行" }).click();
  await expect(cell(page, 2, "廉政风险点")).toHaveCount(0);
  await expect(page.getByText("有未保存的修改")).toBeVisible();
  await saved(page);
  await page.getByRole("button", { name: "撤销" }).last().click();
  await saved(page);
  await page.reload();
  await expect(page.getByRole("button", { name: "风险等级：高，违规用印" })).toBeVisible();
});

test("two windows are merged; only a cell changed in both is asked about", async ({ page, context }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", path);
  await settled(page);
  const other = await context.newPage();
  await other.goto(path);
  await cell(other, 1, "防控措施").fill("双人用印并登记");
  await saved(other);
  await cell(page, 1, "原因分析").fill("缺少登记制度");
  await expect(cell(page, 1, "防控措施")).toHaveValue("双人用印并登记");
  await saved(page);

  await other.reload();
  await cell(other, 1, "原因分析").fill("另一窗口的原因");
  await saved(other);
  await cell(page, 1, "原因分析").fill("本窗口的原因");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("另一窗口的原因")).toBeVisible();
  await expectAccessible(page, "the choice between two copies");
  await dialog.getByRole("radio", { name: /已保存的/ }).check();
  await dialog.getByRole("button", { name: "按所选保存" }).click();
  await expect(cell(page, 1, "原因分析")).toHaveValue("另一窗口的原因");
  await saved(page);
  noErrors();
});

test("what is typed without a connection is there after a restart", async ({ page, context }) => {
  await login(page, "liaison", path);
  await settled(page);
  await context.route("**/rows", (route) => route.abort());
  await cell(page, 2, "原因分析").fill("断网时写的");
  await expect(page.getByText("未连上服务器，已存在本机")).toBeVisible();
  await page.goto("about:blank");
  await context.unroute("**/rows");
  await page.goto(path);
  await expect(page.getByText("已恢复上次没来得及保存的内容")).toBeVisible();
  await expect(cell(page, 2, "原因分析")).toHaveValue("断网时写的");
  await saved(page);
  await expect(page.getByRole("button", { name: "风险等级：高，违规用印" })).toBeVisible();
});

test("on paper stands the official form, not the page", async ({ page }) => {
  await login(page, "liaison", path);
  await settled(page);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/学院个人岗位廉政风险排查表$/);
  await expect(page.getByText("签字：")).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await expect(cell(page, 1, "廉政风险点")).toBeVisible();
});
