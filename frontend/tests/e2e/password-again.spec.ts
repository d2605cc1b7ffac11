/** What gives keys, rights or personal data away asks for the password again; nothing typed before is lost. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, login, PASSWORD } from "./cast";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const AGE = "UPDATE login_session SET authenticated_at = datetime(authenticated_at, '-6 minutes')";

/** Everybody signed in six minutes ago. */
function letTimePass(): void {
  const program = `import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute(sys.argv[2]); c.commit()`;
  execFileSync(".venv/bin/python", ["-c", program, `${process.env.E2E_DIR}/demo.db`, AGE], { cwd: ROOT });
}

test.skip(!process.env.E2E_DIR, "needs the database of a server of its own");

const question = (page: Page) => page.getByRole("dialog", { name: "请再次输入密码" });

async function fillToken(page: Page, purpose: string): Promise<void> {
  await login(page, "office", "/account");
  await page.getByRole("button", { name: "新建令牌" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("用途").fill(purpose);
  await form.getByLabel("查看部门与岗位").check();
  letTimePass();
  await form.getByRole("button", { name: "新建令牌" }).click();
  await expect(question(page)).toBeVisible();
}

test("the act goes on after the password", async ({ page }) => {
  await fillToken(page, "夜间同步");
  await expectAccessible(page, "password again");
  await page.keyboard.press("Enter");
  await expect(question(page).getByText("请填写密码。")).toBeVisible();
  await question(page).getByLabel("密码", { exact: true }).fill("not this one");
  await page.keyboard.press("Enter");
  await expect(question(page).getByText("密码不对。")).toBeVisible();
  await question(page).getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.locator("dialog[open] code")).toBeVisible();
  await expect(question(page)).toBeHidden();
  await page.getByRole("button", { name: "我已保存" }).click();
  await expect(page.getByText("夜间同步")).toBeVisible();
});

test("who does not want to keeps what was typed, and may try again", async ({ page }) => {
  await fillToken(page, "月度报表");
  await page.keyboard.press("Escape");
  await expect(question(page)).toBeHidden();
  const form = page.getByRole("dialog");
  await expect(form.getByLabel("用途")).toHaveValue("月度报表");
  await expect(form.getByRole("alert")).toContainText("请再次输入您的密码");
  await form.getByRole("button", { name: "新建令牌" }).click();
  await question(page).getByLabel("密码", { exact: true }).fill(PASSWORD);
  await question(page).getByRole("button", { name: "继续办理" }).click();
  await expect(page.locator("dialog[open] code")).toBeVisible();
});
