/** 材料包: asked for from the ledger, built while its owner is away, downloaded, checked in the browser, made again. */
import { readFile } from "node:fs/promises";

import { expect, test } from "@playwright/test";

import { expectAccessible, login, settled, watchErrors } from "./cast";

test("a liaison has a package built, leaves, comes back, downloads it and checks it", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/submissions/ledger");
  await expect(page.getByRole("heading", { name: "台账总览", level: 1 })).toBeVisible();
  await expect(page.getByRole("row", { name: /教务处/ })).toBeVisible();
  await settled(page);
  await expectAccessible(page, "the ledger");
  await page.getByRole("link", { name: "生成材料包" }).click();

  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("按卷、件编号", { exact: false })).toBeVisible();
  await dialog.getByText("正式表格", { exact: true }).click();
  await dialog.getByRole("checkbox", { name: "Word 文档" }).uncheck();
  await dialog.getByRole("button", { name: "开始生成" }).click();
  await expect(dialog.getByText("请至少选一种格式。")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Excel 工作簿" }).check();
  await dialog.getByRole("button", { name: "开始生成" }).click();
  await page.waitForURL(/\/packages\/\d+$/);
  const place = new URL(page.url()).pathname;

  // Somewhere else meanwhile: the work goes on, and the page knows it afterwards.
  await page.goto("/");
  await page.goto(place);
  await expect(page.getByText("已生成", { exact: true })).toBeVisible({ timeout: 90_000 });
  await settled(page);
  await expectAccessible(page, "a finished package");
  const digest = (await page.locator("code").first().innerText()).trim();
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载" }).click()]);
  expect(file.suggestedFilename()).toContain("教务处");
  const data = await readFile(await file.path());

  const chooser = page.locator("input[type=file]");
  await chooser.setInputFiles({ name: "package.zip", mimeType: "application/zip", buffer: data });
  await expect(page.getByText("就是这个材料包", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "换一个文件" }).click();
  const changed = Buffer.from(data);
  const at = changed.indexOf("xl/workbook.xml");
  changed[at + 40] = (changed[at + 40] ?? 0) ^ 255;
  await page.locator("input[type=file]").setInputFiles({ name: "package.zip", mimeType: "application/zip", buffer: changed });
  await expect(page.getByText("核验未通过", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "删除文件" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除文件" }).click();
  await expect(page.getByText("文件已清理", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "重新生成" }).click();
  await expect(page.getByText("已生成", { exact: true })).toBeVisible({ timeout: 90_000 });
  noErrors();
});
