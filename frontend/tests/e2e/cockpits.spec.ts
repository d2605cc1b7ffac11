/** The cockpits of the yearly round: stages and trend for everybody, each role with its own. */
import { expect, type Locator, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, get, login, logout, settled, tokenOf } from "./cast";

test("the liaison sees the seven steps and nudges a colleague once", async ({ page }) => {
  await login(page, "liaison");
  await settled(page);
  const stages = page.getByRole("list", { name: "阶段进度" });
  await expect(stages.getByRole("listitem")).toHaveCount(5);
  const steps = page.getByRole("region", { name: "排查的七个步骤" });
  await expect(steps.getByText("明确岗位职责")).toBeVisible();
  const colleague = steps.getByRole("button", { name: "催办 王老师" });
  await expectAccessible(page, "/");
  await colleague.click();
  await expect(page.getByText("已向王老师发出催办")).toBeVisible();
  await expect(colleague).toBeDisabled();
  await logout(page);

  await login(page, "staff");
  await settled(page);
  await expect(page.getByText("李联络催办：其他事项")).toBeVisible();
  const posts = page.getByRole("region", { name: "我的岗位" });
  await expect(posts.getByText("教材管理岗")).toBeVisible();
  await expect(posts.getByText("还没有开始填写")).toBeVisible();
  await expect(page.getByRole("link", { name: "排查进度" })).toHaveCount(0);
});

test("the leader orders his departments by what waits for him", async ({ page }) => {
  await login(page, "leader", "/department-overview");
  await settled(page);
  const rows = page.getByRole("table", { name: "部门一览" }).getByRole("row");
  await expect(rows.first()).toContainText("待我审核");
  await expect(rows).toHaveCount(7);
  await expectAccessible(page, "/department-overview");
  await page.goto("/department-overview?sort=waiting");
  await settled(page);
  const waiting = await rows.nth(1).getByRole("cell").nth(1).innerText();
  expect(Number(waiting)).toBeGreaterThan(1);
});

test("the leader urges a department he only keeps contact with, and signs nothing there", async ({ page, request }) => {
  await login(page, "leader");
  await settled(page);
  const contacted = page.getByRole("region", { name: "我联系的部门" });
  await expect(contacted.getByRole("row")).toHaveCount(2);
  await expectAccessible(page, "/ with contacted departments");
  await page.goto("/department-overview");
  await settled(page);
  await expect(page.getByRole("table", { name: "部门一览" }).getByText("经济管理系")).toHaveCount(0);
  await expect(contacted.getByText("经济管理系")).toBeVisible();
  await expectAccessible(page, "/department-overview with contacted departments");
  await contacted.getByRole("link", { name: "催办经济管理系" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /催办内容/ }).fill("请按进度安排组织排查，有困难及时反映。");
  await dialog.getByRole("button", { name: "发送" }).click();
  await expect(page.getByText("已催办 1 个部门")).toBeVisible();
  const token = await tokenOf(request, "leader");
  const { reaches } = await get<{ reaches: { permission: string; department_ids: number[] }[] }>(request, token, "/me");
  const over = (name: string) => reaches.find(({ permission }) => permission === name)?.department_ids.length ?? 0;
  expect(over("nudges:write")).toBe(over("reviews:decide") + 1);
});

test("the office sees what is overdue, what the checks found, and how the years went", async ({ page }) => {
  await login(page, "office");
  await settled(page);
  await expect(page.getByText(/现在是第 \d 阶段/)).toBeVisible();
  await expect(page.getByRole("region", { name: "逾期未报" })).toBeVisible();
  await expect(page.getByRole("region", { name: "质量检查" })).toBeVisible();
  const trend = page.getByRole("list", { name: "历年变化" });
  await expect(trend.getByRole("listitem")).toHaveCount(2);
  await page.goto("/progress?show=behind");
  await settled(page);
  await expect(page.getByRole("table", { name: "排查进度" }).getByText("教务处").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "催办 教务处" })).toBeVisible();
  await expectAccessible(page, "/progress");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  for (const person of ["staff", "liaison"] as const) {
    test(`what is due comes before the stages and the figures for the ${person}`, async ({ page }) => {
      await login(page, person);
      await settled(page);
      const due = page.getByRole("region", { name: "待我办理" });
      await expect(due.getByRole("listitem").first()).toBeInViewport();
      const top = async (locator: Locator) => (await locator.boundingBox())?.y ?? 0;
      expect(await top(due)).toBeLessThan(await top(page.getByRole("list", { name: "阶段进度" })));
      expect(await top(due)).toBeLessThan(await top(page.locator("a.kpi").first()));
      await expectNoOverflow(page, "/");
      await expectAccessible(page, "/");
    });
  }

  test("the office begins with the figures", async ({ page }) => {
    await login(page, "office");
    await settled(page);
    await expect(page.locator("a.kpi").first()).toBeInViewport();
    await expect(page.getByRole("region", { name: "待我办理" }).getByRole("listitem").first()).not.toBeInViewport();
  });
});
