/** Named filters of the register, and who may see a warning. */
import { expect, test } from "@playwright/test";

import { expectAccessible, login, logout, settled, watchErrors } from "./cast";
import { unfold } from "./steps";

test("a view is saved under a name, outlives signing out, is seen by its owner only and can be taken back", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/risks?level=high&state=approved&q=%E6%95%99%E6%9D%90");
  await page.getByRole("button", { name: "保存当前筛选" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByText("请写一个名称。")).toBeVisible();
  await dialog.getByRole("textbox", { name: "名称" }).fill("教材高风险");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("link", { name: "教材高风险" })).toHaveAttribute("aria-current", "true");
  await expectAccessible(page, "the register with a saved view");

  await logout(page);
  await login(page, "supervisor", "/risks");
  await settled(page);
  await expect(page.getByRole("link", { name: "教材高风险" })).toHaveCount(0);
  await logout(page);

  await login(page, "office", "/risks");
  await page.getByRole("link", { name: "教材高风险" }).click();
  await expect(page).toHaveURL(/level=high/);
  await page.getByRole("button", { name: "删除“教材高风险”" }).click();
  await expect(page.getByRole("link", { name: "教材高风险" })).toHaveCount(0);
  await page.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(page.getByRole("link", { name: "教材高风险" })).toBeVisible();
  noErrors();
});

test("the office changes a draft and lets in one more reader, who then sees it", async ({ page, browser }) => {
  await login(page, "office", "/warnings");
  await page.getByRole("button", { name: "新建预警记录" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("combobox", { name: /预警对象/ }).fill("李联络");
  await page.getByRole("option", { name: /李联络/ }).click();
  await unfold(drawer.getByRole("combobox", { name: /相关岗位/ }));
  await page.getByRole("option", { name: /综合事务岗/ }).click();
  await unfold(drawer.getByRole("combobox", { name: /预警来源/ }));
  await page.getByRole("option", { name: "监督检查" }).click();
  await drawer.getByRole("textbox", { name: /发生廉政风险情形/ }).fill("抽查发现，两次用印没有登记。");
  await unfold(drawer.getByRole("combobox", { name: /拟采取的措施/ }));
  await page.getByRole("option", { name: "提醒" }).click();
  await drawer.getByRole("button", { name: "保存为拟办" }).click();
  await page.waitForURL(/\/warnings\/\d+/);
  const path = new URL(page.url()).pathname;
  await expect(page.getByText("综合事务岗")).toBeVisible();

  await page.getByRole("button", { name: "修改" }).click();
  await drawer.getByRole("textbox", { name: /发生廉政风险情形/ }).fill("抽查发现，三次用印没有登记。");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("三次用印没有登记")).toBeVisible();

  const other = await browser.newPage();
  await login(other, "leadership", path);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText(/找不到/);
  await page.getByRole("button", { name: "增加知情人" }).click();
  await drawer.getByRole("combobox", { name: /知情人/ }).fill("郑院长");
  await page.getByRole("option", { name: /郑院长/ }).click();
  await expect(drawer.getByRole("combobox", { name: /知情人/ })).toBeFocused();
  await drawer.getByRole("textbox", { name: /理由/ }).fill("分管审计工作");
  await expectAccessible(page, "letting a reader in");
  await drawer.getByRole("button", { name: "增加知情人" }).click();
  await expect(page.getByText("分管审计工作")).toBeVisible();
  await other.reload();
  await expect(other.getByText("三次用印没有登记")).toBeVisible();
  await other.close();
});
