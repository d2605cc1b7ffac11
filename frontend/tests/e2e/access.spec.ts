/** Signing in and out, the way back, sessions, tokens, palette, display settings. */
import { expect, test } from "@playwright/test";

import { expectAccessible, login, logout, PASSWORD, PEOPLE, settled, watchErrors } from "./cast";
import { unfold } from "./steps";

test("a stranger is led to the sign-in page and back to where he wanted to go", async ({ page }) => {
  const noErrors = watchErrors(page);
  await page.goto("/account?from=mail");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("工号").fill(PEOPLE.staff);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/account?from=mail");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("账号与会话");
  noErrors();
});

test("a wrong password is refused in words and leaves the name", async ({ page }) => {
  await page.goto("/login");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByText("请填写工号。")).toBeVisible();
  await page.getByLabel("工号").fill("nobody.here");
  await page.getByLabel("密码", { exact: true }).fill("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("密码不对");
  await expect(page.getByLabel("工号")).toHaveValue("nobody.here");
  await expect(page.getByLabel("密码", { exact: true })).toBeFocused();
  await expectAccessible(page, "refused sign-in");
});

test("a reload keeps the session, signing out ends it in every tab", async ({ context, page }) => {
  await login(page, "staff");
  await page.reload();
  await expect(page.getByRole("navigation", { name: "主导航" }).first()).toBeVisible();
  const other = await context.newPage();
  await other.goto("/account");
  await settled(other);
  await logout(page);
  await expect(other).toHaveURL(/\/login/);
  await page.goto("/account");
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("tabs that wake up together do not throw each other out", async ({ context, page }) => {
  await login(page, "liaison");
  const tabs = await Promise.all([1, 2, 3, 4].map(() => context.newPage()));
  await Promise.all(tabs.map((tab) => tab.goto("/account")));
  for (const tab of tabs) await expect(tab.getByRole("heading", { name: "账号与会话" })).toBeVisible();
});

test("a session on another device can be ended", async ({ browser, page }) => {
  const elsewhere = await browser.newContext();
  const tablet = await elsewhere.newPage();
  await login(tablet, "supervisor");
  await login(page, "supervisor", "/account");
  await page.getByRole("button", { name: "结束其他全部会话" }).click();
  await expect(page.getByText("其他设备上的会话都已结束")).toBeVisible();
  await tablet.goto("/account");
  await expect(tablet).toHaveURL(/\/login/);
  await elsewhere.close();
});

test("a personal token is shown once and can be revoked", async ({ page, request }) => {
  await login(page, "office", "/account");
  await page.getByRole("button", { name: "新建令牌" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "新建令牌" }).click();
  await expect(dialog.getByText("请写明这个令牌做什么用。")).toBeVisible();
  await dialog.getByLabel("用途").fill("岗位载入脚本");
  await dialog.getByLabel("查看部门与岗位").check();
  await dialog.getByRole("button", { name: "新建令牌" }).click();
  const secret = await page.locator("dialog[open] code").textContent();
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog[open] code")).toBeVisible();
  await page.getByRole("button", { name: "我已保存" }).click();
  const headers = { Authorization: `Bearer ${secret ?? ""}` };
  expect((await request.get("/api/v1/departments?size=1", { headers })).status()).toBe(200);
  await page.getByRole("button", { name: "撤销：岗位载入脚本" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "撤销" }).click();
  await expect(page.getByText("还没有个人令牌")).toBeVisible();
  expect((await request.get("/api/v1/departments?size=1", { headers })).status()).toBe(401);
});

test("the palette opens pages from the keyboard", async ({ page }) => {
  await login(page, "system", "/account");
  await settled(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("textbox", { name: "搜索与跳转" })).toBeFocused();
  await page.keyboard.type("接口");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/api-clients");
});

test("text size, appearance and language stay after a reload and after signing out", async ({ page }) => {
  await login(page, "staff", "/account");
  await page.getByRole("button", { name: "显示设置" }).click();
  await page.getByText("特大").click();
  await page.getByText("深色").click();
  await page.getByText("English").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account and sessions");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Account and sessions");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("data-size", "largest");
  await expectAccessible(page, "dark, largest, English");
  await page.getByRole("button", { name: /Account menu/ }).first().click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("the system administrator opens an account, the security administrator gives it a role", async ({ page }) => {
  await login(page, "system", "/users");
  const username = `new.${Date.now().toString(36)}`;
  await page.getByRole("button", { name: "新建账号" }).click();
  await page.getByRole("dialog").getByLabel("姓名").fill("赵老师");
  await page.getByRole("dialog").getByLabel("工号").fill(username);
  await page.getByRole("button", { name: "建立账号" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("赵老师");
  const { pathname } = new URL(page.url());
  await page.getByRole("button", { name: "停用账号" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(page.getByRole("button", { name: "停用账号" })).toBeVisible();
  await logout(page);
  await login(page, "security", pathname);
  await page.getByRole("button", { name: "增加授权" }).click();
  await unfold(page.getByRole("combobox", { name: "角色" }));
  await page.getByRole("option", { name: "监督员" }).click();
  await page.getByRole("button", { name: "保存授权" }).click();
  await expect(page.getByText("授权已更新")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("combobox", { name: "角色" })).toHaveText("监督员");
});

test("when English does not come the page says so and stays in Chinese; the next try brings it", async ({ page }) => {
  await login(page, "office", "/account");
  await settled(page);
  const title = page.getByRole("heading", { level: 1 });
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.getByRole("button", { name: "显示设置" }).click();
  await page.getByText("English").click();
  await expect(page.getByText("英文没有载入，仍显示中文")).toBeVisible();
  await expect(title).toHaveText("账号与会话");
  await expect(page.getByRole("radio", { name: "中文" })).toBeChecked();
  await page.unroute("**/assets/*.js");
  await page.getByText("English").click();
  await expect(title).toHaveText("Account and sessions");
  await page.goto("/risks");
  await expect(title).toContainText("Risk register");
});
