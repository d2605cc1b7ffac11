/** 登记汇总、公示上报: the register on paper, its announcement in the college, an objection and what is decided on it. */
import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, expectReadableInDark, login, logout, settled, watchErrors } from "./cast";

test.describe.configure({ mode: "serial" });
const SAID = "这一条的防控措施没有写明由谁在什么时候检查，请补充。";
const RULED = "核对属实，请岗位人员按程序补充防控措施。";
let address = "";

test("the consolidated register is downloaded as Word, Excel and PDF", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/risks");
  await settled(page);
  for (const [format, ending] of [["Word", "docx"], ["Excel", "xlsx"], ["PDF", "pdf"]] as const) {
    await page.getByRole("button", { name: "登记汇总表" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(format, { exact: true }).click();
    await expectAccessible(page, "announcing");
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "下载" }).click()]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`风险点登记汇总表（教务处\\d{4}年）\\.${ending}$`));
    expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe(ending === "pdf" ? "%P" : "PK");
    await expect(dialog).toBeHidden();
  }
  noErrors();
});

test("the office announces the college's register, coming from the register of risk points", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/risks");
  await settled(page);
  await page.getByRole("link", { name: "公示", exact: true }).last().click();
  const dialog = page.getByRole("dialog", { name: "公示登记汇总" });
  await dialog.getByRole("combobox", { name: "部门" }).click();
  await page.getByRole("combobox", { name: "部门" }).last().pressSequentially("学院");
  await page.getByRole("option", { name: /学院/ }).first().click();
  await expect(dialog.getByRole("status")).toContainText("条已认定的风险点");
  await dialog.getByText("全校", { exact: true }).click();
  await expectAccessible(page, "announcing");
  await dialog.getByRole("button", { name: "公示", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: /风险点登记汇总/ })).toBeVisible();
  await expect(page.getByText("公示中").first()).toBeVisible();
  address = new URL(page.url()).pathname;
  noErrors();
});

test("a colleague objects to a row on his phone; nobody else sees it", async ({ page }) => {
  const noErrors = watchErrors(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await login(page, "staff", address);
  await page.getByRole("button", { name: "对第 1 条提出异议" }).click();
  const dialog = page.getByRole("dialog", { name: "提出异议" });
  await dialog.getByRole("button", { name: "提出异议" }).click();
  await expect(dialog.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox").fill(SAID);
  await dialog.getByRole("button", { name: "提出异议" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { name: /我的异议/ })).toBeVisible();
  await expect(page.getByText(SAID)).toBeVisible();
  await expectNoOverflow(page, "announcement");
  await expectReadableInDark(page, "announcing");
  await page.setViewportSize({ width: 1280, height: 900 });
  await logout(page);
  await login(page, "liaison", address);
  await expect(page.getByRole("heading", { level: 1, name: /风险点登记汇总/ })).toBeVisible();
  await settled(page);
  await expect(page.getByText(SAID)).toHaveCount(0);
  noErrors();
});

test("the office decides; the reason reaches who objected; then it is taken back", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", address);
  await expect(page.getByText(SAID)).toBeVisible();
  await page.getByRole("button", { name: /^处理：/ }).click();
  const dialog = page.getByRole("dialog", { name: "处理异议" });
  await dialog.getByRole("textbox", { name: /理由/ }).fill(RULED);
  await dialog.getByRole("button", { name: "提交处理结果" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(RULED)).toBeVisible();
  await expect(page.getByRole("link", { name: "查看风险点" })).toBeVisible();
  await expectAccessible(page, "announcing");
  await logout(page);
  await login(page, "staff", address);
  await expect(page.getByText(RULED)).toBeVisible();
  await logout(page);
  await login(page, "office", address);
  await page.getByRole("button", { name: "撤回公示" }).click();
  const back = page.getByRole("dialog", { name: "撤回公示" });
  await back.getByRole("textbox", { name: /撤回原因/ }).fill("补充防控措施后重新公示。");
  await back.getByRole("button", { name: "撤回公示" }).click();
  await expect(page.getByText("公示已经撤回：补充防控措施后重新公示。")).toBeVisible();
  noErrors();
});
