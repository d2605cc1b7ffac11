/** 公开: the office looks at what a department wrote, confirms it and releases it; anybody reads it; it is taken down. */
import { expect, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, expectReadableInDark, login, logout, settled, watchErrors } from "./cast";

const NAME = "货物采购";

test("a power is confirmed, released, read by anybody, and taken down", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/publications?standing=draft");
  await page.getByRole("link", { name: NAME }).click();
  await expect(page.getByText("这个岗位只有一个人").first()).toBeVisible();
  await page.getByRole("button", { name: "公开", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "向社会公开" });
  await dialog.getByRole("button", { name: "公开", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "release");
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await dialog.getByRole("button", { name: "公开", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("已公开").first()).toBeVisible();
  const address = new URL(page.url()).pathname;
  await logout(page);

  await page.getByRole("link", { name: /权力公开/ }).click();
  await page.getByRole("searchbox").fill(NAME);
  await expect(page.getByRole("status")).toHaveText("找到 1 项");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("link", { name: NAME }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
  await expect(page.getByRole("img", { name: /流程图/ })).toHaveJSProperty("complete", true);
  await settled(page);
  await expectNoOverflow(page, "public power");
  await expectAccessible(page, "public power");
  await expectReadableInDark(page, "public power");
  const published = page.url();
  await page.setViewportSize({ width: 1440, height: 900 });

  await login(page, "office", address);
  await page.getByRole("button", { name: "撤下" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("演示：流程正在调整，修订后重新公开。");
  await page.getByRole("dialog").getByRole("button", { name: "撤下" }).click();
  await expect(page.getByText("已撤下").first()).toBeVisible();
  await page.goto(published);
  await expect(page.getByRole("heading", { name: "没有这项公开内容" })).toBeVisible();
  noErrors();
});
