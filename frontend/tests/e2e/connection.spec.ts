/** The server goes away under an open page. */
import { expect, test } from "@playwright/test";

import { login, settled } from "./cast";

test("a page that cannot be fetched leaves one where one is; later it opens", async ({ page, context }) => {
  await login(page, "head");
  await settled(page);
  await page.getByRole("button", { name: "清权与排查" }).click();
  await context.setOffline(true);
  const here = page.url();
  await page.getByRole("link", { name: "职权目录" }).click();
  await expect(page.getByText("连不上服务器")).toBeVisible();
  expect(page.url()).toBe(here);
  await expect(page.getByRole("heading", { level: 1, name: "工作台" })).toBeVisible();

  await context.setOffline(false);
  await page.getByRole("link", { name: "职权目录" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "职权目录" })).toBeVisible();
});
