/** From a notice to its signatures, from a question to an answer for everybody, a meeting, a nudge, and the messages about them. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, login, logout, settled, watchErrors } from "./cast";
import { unfold } from "./steps";

const drawer = (page: Page) => page.getByRole("dialog");

/** A message is written by a background thread within a few seconds. */
async function openMessage(page: Page, title: RegExp): Promise<void> {
  await expect(async () => {
    await page.goto("/notifications");
    await settled(page);
    await expect(page.getByRole("link", { name: title }).first()).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("link", { name: title }).first().click();
}

test("a notice is published, reaches the inbox, is signed for, and the rest is reminded", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/notices");
  await page.getByRole("button", { name: "起草通知" }).click();
  await drawer(page).getByRole("textbox", { name: "标题" }).fill("关于报送岗位名录的通知");
  await drawer(page).getByRole("textbox", { name: "正文" }).fill("请各部门于 10 月 5 日前报送岗位名录。");
  await expect(drawer(page).getByText("还没有选择发给谁。")).toBeVisible();
  await drawer(page).getByRole("checkbox", { name: "处室" }).check();
  await expect(drawer(page).getByText(/将发给 \d+ 个部门。/)).toBeVisible();
  await drawer(page).getByLabel("签收期限").fill("2027-10-05T17:30");
  await expectAccessible(page, "writing a notice");
  await drawer(page).getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/notices\/\d+/);
  const path = new URL(page.url()).pathname;
  await page.getByRole("button", { name: "发布" }).click();
  await expect(drawer(page).getByText(/将发给 \d+ 个部门。发布以后不能修改/)).toBeVisible();
  await drawer(page).getByRole("button", { name: "发布" }).click();
  await expect(page.getByText("已发布", { exact: true })).toBeVisible();
  await settled(page);
  await expectAccessible(page, "a published notice");
  await logout(page);

  await login(page, "staff");
  await openMessage(page, /新通知：关于报送岗位名录的通知/);
  await page.waitForURL(path);
  await expect(page.getByRole("button", { name: "签收" })).toHaveCount(0);
  await logout(page);

  await login(page, "liaison", path);
  await page.getByRole("button", { name: "签收", exact: true }).click();
  await drawer(page).getByRole("textbox", { name: "传达情况" }).fill("已在处务会上传达，向陈处长汇报。");
  await drawer(page).getByRole("button", { name: "签收" }).click();
  await expect(page.getByText("已在处务会上传达，向陈处长汇报。")).toBeVisible();
  await expect(page.getByRole("button", { name: "签收", exact: true })).toHaveCount(0);
  await logout(page);

  await login(page, "office", path);
  await expect(page.getByText("李联络", { exact: false }).first()).toBeVisible();
  await page.getByRole("button", { name: "催签收" }).click();
  await drawer(page).getByRole("button", { name: "催签收" }).click();
  await expect(page.getByText(/已催办 \d+ 个部门/)).toBeVisible();
  noErrors();
});

test("a meeting is planned, recorded with attendance and minutes, conveyed and filed", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/meetings");
  await page.getByRole("button", { name: "安排会议" }).click();
  await unfold(drawer(page).getByRole("combobox", { name: /类别/ }));
  await page.getByRole("option", { name: "动员会" }).click();
  await drawer(page).getByRole("textbox", { name: /会议名称/ }).fill("廉政风险防控工作动员会");
  await drawer(page).getByLabel("时间").fill("2026-09-03T09:00");
  await drawer(page).getByRole("textbox", { name: /地点/ }).fill("行政楼报告厅");
  await drawer(page).getByRole("combobox", { name: /添加一个部门的全部人员/ }).fill("教务处");
  await page.getByRole("option", { name: /教务处/ }).first().click();
  await expect(drawer(page).getByText(/应到 [1-9]\d* 人/)).toBeVisible();
  await expectAccessible(page, "planning a meeting");
  await drawer(page).getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/meetings\/\d+$/);
  const path = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "登记会议记录" }).click();
  await page.getByRole("textbox", { name: "会议纪要" }).fill("部署本年度工作，明确五个阶段的时间要求。");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(/还有 \d+ 人没有登记出席情况/)).toBeVisible();
  await page.getByText("请假", { exact: true }).first().click();
  await page.getByRole("button", { name: "全部出席" }).click();
  await settled(page);
  await expectAccessible(page, "recording a meeting");
  // What was typed outlives a closed page.
  await page.reload();
  await expect(page.getByRole("textbox", { name: "会议纪要" })).toHaveValue(/部署本年度工作/);
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(path);
  await expect(page.getByText("请假", { exact: true })).toHaveCount(1);
  await logout(page);

  await login(page, "liaison", path);
  await page.getByRole("button", { name: "登记传达" }).click();
  await drawer(page).getByRole("textbox", { name: /向谁汇报/ }).fill("陈处长");
  await drawer(page).getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(/向陈处长汇报/)).toBeVisible();
  await expect(page.getByRole("button", { name: "归档" })).toHaveCount(0);
  await logout(page);

  await login(page, "office", path);
  await page.getByRole("button", { name: "归档" }).click();
  await drawer(page).getByRole("button", { name: "归档" }).click();
  await expect(page.getByRole("link", { name: "更正记录" })).toHaveCount(0);
  await settled(page);
  await expectAccessible(page, "a filed meeting");
  noErrors();
});

test("a question is answered, and the answer is shared without naming anybody", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/questions");
  await page.getByRole("button", { name: "提出咨询" }).click();
  await drawer(page).getByRole("textbox", { name: "标题" }).fill("兼岗怎样填表");
  await drawer(page).getByRole("textbox", { name: "内容" }).fill("兼任两个岗位的人，填一份还是两份？");
  await drawer(page).getByRole("button", { name: "提交" }).click();
  await page.waitForURL(/\/questions\/\d+/);
  const path = new URL(page.url()).pathname;
  await logout(page);

  await login(page, "office");
  await openMessage(page, /业务咨询：兼岗怎样填表/);
  await page.waitForURL(path);
  await page.getByRole("textbox", { name: "答复" }).fill("每个岗位填一份。");
  await page.getByRole("button", { name: "答复" }).click();
  await expect(page.getByText("已答复", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "整理共享" }).click();
  await expect(drawer(page).getByRole("textbox", { name: "答复或做法" })).toHaveValue("每个岗位填一份。");
  await expectAccessible(page, "sharing an answer");
  await drawer(page).getByRole("button", { name: "整理共享" }).click();
  await expect(page.getByRole("button", { name: "整理共享" })).toHaveCount(0);
  await logout(page);

  await login(page, "staff", "/knowledge");
  await page.getByText("兼岗怎样填表").click();
  await expect(page.getByText("每个岗位填一份。")).toBeVisible();
  await expect(page.getByText("教务处")).toHaveCount(0);
  await expectAccessible(page, "shared answers");
  noErrors();
});

test("a nudge is sent, leads from the message to its place, is seen, and is not sent twice", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/nudges");
  const send = async (): Promise<void> => {
    await page.getByRole("button", { name: "发催办" }).click();
    await drawer(page).getByRole("combobox", { name: /发给哪些部门/ }).fill("教务处");
    await page.getByRole("option", { name: /教务处/ }).first().click();
    await drawer(page).getByRole("textbox", { name: "催办内容" }).fill("工作小组名单今天到期，请报送。");
    await drawer(page).getByRole("button", { name: "发送" }).click();
  };
  await send();
  await expect(page.getByText("已催办 1 个部门")).toBeVisible();
  await send();
  await expect(drawer(page).getByText("24 小时内已就同一事项催办过，请稍后再催。")).toBeVisible();
  await expectAccessible(page, "a nudge refused");
  await drawer(page).getByRole("button", { name: "取消" }).click();
  await logout(page);

  await login(page, "liaison");
  await openMessage(page, /催办（教务处）：其他事项/);
  await page.waitForURL(/\/nudges\?focus=\d+/);
  const line = page.getByRole("listitem").filter({ hasText: "工作小组名单今天到期" });
  await line.getByRole("button", { name: "知道了" }).click();
  await expect(line.getByText(/李联络已看到/)).toBeVisible();
  noErrors();
});

test("mail is turned on with an address, and a wrong one is refused", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "staff", "/notifications/settings");
  await page.getByRole("checkbox", { name: "同时发到我的邮箱" }).check();
  await page.getByRole("textbox", { name: "邮箱地址" }).fill("没有邮箱");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(/邮箱地址的写法不对/)).toBeVisible();
  await page.getByRole("textbox", { name: "邮箱地址" }).fill("wang@example.edu.cn");
  await page.getByRole("checkbox", { name: "催办" }).uncheck();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("邮件提醒已保存")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "邮箱地址" })).toHaveValue("wang@example.edu.cn");
  await expect(page.getByRole("checkbox", { name: "催办" })).not.toBeChecked();
  await expectAccessible(page, "mail settings");
  noErrors();
});
