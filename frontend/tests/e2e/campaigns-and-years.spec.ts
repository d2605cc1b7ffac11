/** A campaign from its template to received material, the working calendar, closing a year, carrying a sheet on. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, get, login, settled, tokenOf, watchErrors } from "./cast";
import { FIRST, handIn, prepareFirst } from "./steps";

/** The office makes and starts a campaign of a far year, so that nothing of it is late. */
async function startCampaign(page: Page, name: string): Promise<void> {
  await page.goto("/campaigns/new");
  await page.getByRole("textbox", { name: "年度" }).fill("2031");
  await page.getByRole("textbox", { name: "名称" }).fill(name);
  // A Sunday: the preview moves it to Monday, and so must the server.
  await expect(page.getByText("10月6日 17:30")).toBeVisible();
  await expect(page.getByText("原定2031年10月5日是休息日，顺延")).toBeVisible();
  await expectAccessible(page, "a new campaign");
  await page.getByRole("button", { name: "建好草稿" }).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(name) })).toBeVisible();
  for (const day of ["2031年9月8日 17:30", "2031年10月6日 17:30", "2031年12月15日 17:30"]) {
    await expect(page.getByRole("table").getByText(day)).toBeVisible();
  }
  await page.getByRole("button", { name: "开始活动" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "开始活动" }).click();
  await expect(page.getByText("进行中", { exact: true })).toBeVisible();
  await settled(page);
  await expectAccessible(page, "a running campaign");
}

test("a department hands in what a campaign asks for, is sent back once, and is received", async ({ page, browser }) => {
  const noErrors = watchErrors(page);
  const name = `防控活动 ${Date.now()}`;
  await login(page, "office");
  await startCampaign(page, name);
  const campaign = page.url().split("/").pop() ?? "";

  const unit = await (await browser.newContext()).newPage();
  await login(unit, "liaison", "/submissions");
  await prepareFirst(unit, name);
  await unit.getByRole("textbox", { name: "报送说明" }).fill("联络员有调整。");
  await settled(unit);
  await expectAccessible(unit, "a submission that is ready");
  await handIn(unit);
  await unit.getByRole("button", { name: "撤回" }).click();
  const code = await handIn(unit);
  await expect(unit.getByText("联络员有调整。").first()).toBeVisible();

  await page.goto("/submissions/receiving");
  await page.getByRole("searchbox", { name: "回执编号" }).fill(code.toLowerCase());
  await expect(page.getByRole("row").filter({ hasText: FIRST })).toHaveCount(1);
  await page.getByRole("button", { name: /^退回/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "没有盖章或扫描不清" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "退回", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await unit.reload();
  await expect(unit.getByText("退回原因：没有盖章或扫描不清")).toBeVisible();
  const last = await handIn(unit);
  await page.goto(`/submissions/receiving?code=${last}&view=all`);
  await page.getByRole("button", { name: /^接收/ }).click();
  await expect(page.getByRole("row").filter({ hasText: FIRST }).getByText("已接收")).toBeVisible();

  await page.goto(`/submissions/progress?campaign=${campaign}&standing=received`);
  await expect(page.getByRole("row").filter({ hasText: FIRST })).toHaveCount(1);
  await page.goto(`/submissions/progress?campaign=${campaign}&standing=due`);
  await page.getByRole("row").nth(1).getByRole("checkbox").check();
  await page.getByRole("button", { name: "催办 1 项" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "发出催办" }).click();
  await expect(page.getByText("已催办 1 个部门")).toBeVisible();

  // Others' units are not the liaison's to see.
  await unit.goto(`/submissions/progress?campaign=${campaign}&view=department`);
  await settled(unit);
  await expect(unit.getByRole("row")).toHaveCount(2);
  await unit.goto("/submissions/receiving");
  await expect(unit.getByRole("heading", { name: "您没有查看这个页面的权限" })).toBeVisible();
  noErrors();
});

test("the office enters the holidays, and a due day that is extended stays on record", async ({ page, request }) => {
  await login(page, "office", "/campaigns/calendar?year=2032");
  await page.getByRole("button", { name: "录入放假调休" }).click();
  const dialog = page.getByRole("dialog");
  const lines = await dialog.getByRole("textbox", { name: "名称" }).count();
  await dialog.getByRole("button", { name: "增加一行" }).click();
  const line = dialog.getByRole("group").nth(lines);
  await line.getByLabel("从").fill("2032-10-01");
  await line.getByLabel("到").fill("2032-09-30");
  await line.getByRole("textbox", { name: "名称" }).fill("国庆节");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert")).toContainText("结束日早于开始日");
  await line.getByLabel("到").fill("2032-10-07");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("2032年10月1日—2032年10月7日").first()).toBeVisible();
  await settled(page);
  await expectAccessible(page, "the working calendar");

  const token = await tokenOf(request, "office");
  const running = await get<{ items: { id: number }[] }>(request, token, "/campaigns?state=running");
  await page.goto(`/campaigns/${running.items[0]?.id}`);
  await page.getByRole("button", { name: FIRST }).click();
  await page.getByRole("menuitem", { name: "延期" }).click();
  const reason = `时间服从质量 ${Date.now()}`;
  await dialog.getByRole("textbox", { name: "几个工作日" }).fill("3");
  await dialog.getByRole("textbox", { name: "理由" }).fill(reason);
  await dialog.getByRole("button", { name: "延期" }).click();
  await expect(page.getByText(new RegExp(reason))).toBeVisible();
});

test("a year is closed by typing it again, and its archive verified", async ({ page, request }) => {
  const token = await tokenOf(request, "office");
  const { items } = await get<{ items: { year: number }[] }>(request, token, "/work-years?size=100");
  const taken = new Set(items.map((item) => item.year));
  const year = String(Array.from({ length: 20 }, (_, at) => 2002 + at).find((one) => !taken.has(one)));
  await login(page, "office", "/years");
  await page.getByRole("button", { name: "开启年度" }).first().click();
  await page.getByRole("textbox", { name: "年度" }).fill(year);
  await page.getByRole("dialog").getByRole("button", { name: "开启年度" }).click();
  await page.waitForURL(new RegExp(`/years/${year}$`));
  await page.getByRole("button", { name: "封存", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const close = dialog.getByRole("button", { name: `封存 ${year} 年度` });
  await dialog.getByRole("textbox", { name: /再写一遍/ }).fill(String(Number(year) + 1));
  await dialog.getByRole("checkbox").check();
  await expect(close).toBeDisabled();
  await dialog.getByRole("textbox", { name: /再写一遍/ }).fill(year);
  await dialog.getByRole("textbox", { name: "说明" }).fill("太短");
  await close.click();
  await expect(dialog.getByText(/至少 5 个字/).first()).toBeVisible();
  await dialog.getByRole("textbox", { name: "说明" }).fill("补录的旧年度，没有内容。");
  await close.click();
  await expect(page.getByText("已封存", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "核验" }).click();
  await expect(page.getByText(/都与封存时一致/)).toBeVisible();
  const [archive] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载归档" }).click()]);
  expect(archive.suggestedFilename()).toContain(year);
  await settled(page);
  await expectAccessible(page, "a closed year");
});

test("last year's sheet is carried on row by row, and the two years compared", async ({ page, request }) => {
  const token = await tokenOf(request, "liaison");
  const sheets = await get<{ items: { department_id: number; year: number }[] }>(request, token, "/risk-inventories?state=approved&kind=department");
  const sheet = sheets.items[0];
  const year = (sheet?.year ?? 0) + 1;
  await login(page, "liaison", `/years/${year}/carry?department=${sheet?.department_id}`);
  const rows = page.getByRole("article");
  await expect(rows.first()).toBeVisible();
  const count = await rows.count();
  await page.getByRole("button", { name: new RegExp(`带到 ${year} 年`) }).click();
  await expect(page.getByRole("alert")).toHaveText(`还有 ${count} 行没有决定`);
  await page.getByRole("button", { name: "全部沿用" }).click();
  await rows.first().getByRole("radio", { name: "不再列入" }).check({ force: true });
  await page.getByRole("button", { name: new RegExp(`带到 ${year} 年`) }).click();
  await expect(page.getByRole("alert")).toHaveText("第 1 行请写明不再列入的理由。");
  await rows.first().getByRole("textbox", { name: /不再列入的理由/ }).fill("这项职权已经划走。");
  await settled(page);
  await expectAccessible(page, "carrying a sheet on");
  await page.getByRole("button", { name: new RegExp(`带到 ${year} 年`) }).click();
  await page.waitForURL(/\/sheets\/\d+/);

  await page.goto(`/years/${year}/comparison`);
  await page.getByRole("link", { name: /^删除/ }).click();
  await expect(page).toHaveURL(/kind=removed/);
  await settled(page);
  await expect(page.getByText("（没有）").first()).toBeVisible();
  await expectAccessible(page, "two years compared");
});
