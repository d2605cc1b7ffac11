/** Imports: several files at once, a department's own words, selection and doubts, and the way back. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, login, settled, watchErrors } from "./cast";
import { csv, workbook } from "./files";

const HEAD = ["部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施"];
const unit = ["部门（盖章）：教务处", "", "", "", "填表日期：2027年9月1日"];
const risk = (name: string, level = "中"): string[] => ["试卷管理", name, `${name}的表现`, "监管缺失", level, "双人双锁"];

async function send(page: Page, ...files: string[]): Promise<void> {
  await page.goto("/imports");
  await page.locator("input[type=file]").setInputFiles(files);
  await page.getByRole("button", { name: /^读取/ }).click();
}
async function opened(page: Page, file: string): Promise<void> {
  await send(page, file);
  await page.waitForURL(/\/imports\/\d+$/);
  await settled(page);
}

test("several files at once: each is read or refused on its own", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/imports");
  await page.locator("input[type=file]").setInputFiles([
    workbook("多件一.xlsx", [unit, HEAD, risk("多件甲")]),
    csv("多件二.csv", ["部门：教务处,,,填表日期：2027年9月1日", "部门职责,廉政风险点,表现形式,风险等级", "试卷管理,多件乙,表现,低"]),
    csv("多件三.pdf", ["%PDF"]),
  ]);
  const list = page.getByRole("list", { name: "选好的文件" });
  await expect(list.getByRole("listitem")).toHaveCount(3);
  await expect(list.getByRole("listitem").filter({ hasText: "多件三.pdf" })).toContainText("这种文件不能读");
  await page.getByRole("button", { name: "读取 2 个文件" }).click();
  await expect(list.getByText("已读取")).toHaveCount(2);
  await expect(list.getByText(/1 张表：新增 1 条/)).toHaveCount(2);
  await expectAccessible(page, "files after reading");
  await list.getByRole("link", { name: "核对“多件二.csv”" }).click();
  await expect(page.getByText("多件乙", { exact: true })).toBeVisible();
  noErrors();
});

test("a department's own words: chosen once, used for its next file, and forgotten", async ({ page }) => {
  const noErrors = watchErrors(page);
  const own = [...HEAD.slice(0, 2), "坏处", ...HEAD.slice(3, 5), "咋办"];
  await login(page, "liaison", "/imports");
  await opened(page, workbook("自制表头一.xlsx", [unit, own, risk("自制甲", "吓人")]));
  const card = page.getByRole("region", { name: "列和等级的对应" });
  await expect(card.getByText("不认识", { exact: true })).toHaveCount(3);
  for (const [word, means] of [["坏处", "表现形式"], ["咋办", "防控措施"], ["吓人", "高"]] as const) {
    await card.getByRole("combobox", { name: `${word}对应` }).click();
    await page.getByRole("option", { name: means, exact: true }).click();
  }
  await expectAccessible(page, "meanings of columns");
  await card.getByRole("button", { name: "按此重新读取" }).click();
  await expect(page.getByText("已按新的对应重新读取")).toBeVisible();
  await expect(card.getByText("本次选定")).toHaveCount(3);
  await expect(page.getByText("防控措施：双人双锁")).toBeVisible();

  await opened(page, workbook("自制表头二.xlsx", [unit, own, risk("自制乙", "吓人")]));
  await expect(card.getByText("沿用上次的对应")).toHaveCount(3);
  await expect(page.getByText("防控措施：双人双锁")).toBeVisible();

  await page.goto("/imports");
  await page.getByRole("button", { name: "记住的对应" }).click();
  const kept = page.getByRole("dialog", { name: "记住的对应" });
  await kept.getByRole("button", { name: "不再沿用“咋办”" }).click();
  await expect(kept.getByText("咋办")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await opened(page, workbook("自制表头三.xlsx", [unit, own, risk("自制丙", "吓人")]));
  await expect(card.getByText("不认识", { exact: true })).toHaveCount(1);
  noErrors();
});

test("only what is new goes in; doubts are found with the keyboard; the import is taken back", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/imports");
  await opened(page, workbook("退回一.xlsx", [unit, HEAD, risk("退回甲"), risk("退回乙", "一级")]));
  await page.getByRole("main").press("n");
  const doubtful = page.getByRole("row", { name: /退回乙/ });
  await expect(doubtful).toBeFocused();
  await page.getByText("有疑问", { exact: false }).first().click();
  await expect(page.getByRole("row", { name: /退回甲/ })).toHaveCount(0);
  await page.getByRole("button", { name: /^导入 2 条/ }).click();
  await expect(page.getByText(/已导入：新增 2/)).toBeVisible();

  await opened(page, workbook("退回二.xlsx", [unit, HEAD, ["试卷管理", "退回甲", "另一种表现", "监管缺失", "中", "双人双锁"], risk("退回丙")]));
  await page.getByRole("button", { name: "选择", exact: true }).click();
  await page.getByRole("menuitem", { name: "只导入新增的" }).click();
  await expect(page.getByText("已选 1 / 2 条")).toBeVisible();
  await page.getByRole("button", { name: "选择", exact: true }).click();
  await page.getByRole("menuitem", { name: "全部导入" }).click();
  await page.getByRole("button", { name: /^导入 2 条/ }).click();
  await expect(page.getByText(/已导入：新增 1 条，改动 1 条/)).toBeVisible();

  await page.getByRole("button", { name: "撤销导入" }).click();
  const dialog = page.getByRole("dialog", { name: "撤销导入" });
  await expect(dialog.getByText("撤销 2 项")).toBeVisible();
  await expect(dialog.getByText("另一种表现")).toBeVisible();
  await expectAccessible(page, "preview of the way back");
  await dialog.getByRole("button", { name: "撤销全部 2 项" }).click();
  await expect(page.getByText("已撤销 2 项")).toBeVisible();
  await expect(page.getByRole("region", { name: "撤销结果" })).toContainText("退回丙");
  await expect(page.getByRole("button", { name: "撤销导入" })).toHaveCount(0);
  await page.goto("/imports?state=reversed");
  await expect(page.getByRole("row", { name: /退回二\.xlsx/ })).toContainText("已撤销");
  noErrors();
});
