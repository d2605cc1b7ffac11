/** Moves that several journeys make in forms. */
import { expect, type Locator, type Page } from "@playwright/test";

type Scope = Page | Locator;

export const cell = (page: Page, row: number, name: string): Locator => page.getByRole("textbox", { name: `第 ${row} 项 ${name}` });

/** Opens a list of choices; a plain select stands in until it is loaded. */
export async function unfold(box: Locator): Promise<void> {
  await expect(box).not.toHaveJSProperty("nodeName", "SELECT");
  await box.click();
}

export async function choose(page: Page, scope: Scope, name: RegExp, option: string | RegExp): Promise<void> {
  await unfold(scope.getByRole("combobox", { name }));
  await page.getByRole("option", { name: option }).first().click();
}

export async function typeInto(page: Page, scope: Scope, name: RegExp, text: string): Promise<void> {
  await scope.getByRole("combobox", { name }).fill(text);
  await page.getByRole("option", { name: new RegExp(text) }).first().click();
}

/** A day some days from now, typed part by part. */
export async function pickDue(page: Page, scope: Scope, days = 40): Promise<void> {
  const due = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10).split("-");
  for (const [index, part] of [/年|year/, /月|month/, /日|day/].entries()) {
    await scope.getByRole("spinbutton", { name: part }).first().click();
    await page.keyboard.type(due[index] ?? "");
  }
}

/** The smallest file that is a PDF. */
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
/** What the opinion's template asks for first, and its parts. */
export const FIRST = "实施方案、领导小组名单及联络员名单";
const PARTS = ["具体实施方案", "领导小组名单", "联络员名单"];

/** Begins what a campaign asks for first, and puts in every part. */
export async function prepareFirst(page: Page, campaign: string): Promise<void> {
  const task = page.getByRole("listitem").filter({ hasText: campaign }).filter({ hasText: FIRST });
  await task.getByRole("button", { name: /开始准备/ }).click();
  await page.waitForURL(/\/submissions\/\d+/);
  await expect(page.getByRole("button", { name: "报送", exact: true })).toBeDisabled();
  for (const part of PARTS) {
    await expect(page.getByText(`还没有上传“${part}”。`)).toBeVisible();
    await page.getByLabel(`上传电子版：${part}`).setInputFiles({ name: `${part}.pdf`, mimeType: "application/pdf", buffer: PDF });
    await expect(page.getByRole("button", { name: `${part}.pdf`, exact: true })).toBeVisible();
  }
}

/** Hands in what is open, in time; the number of its receipt. */
export async function handIn(page: Page): Promise<string> {
  await page.getByRole("button", { name: "报送", exact: true }).click();
  const receipt = page.getByRole("dialog", { name: "已报送" });
  await expect(receipt.getByText("按时报送")).toBeVisible();
  const code = (await receipt.getByText(/^20\d\d-[0-9A-Z]{5}-[0-9A-Z]{5}$/).textContent()) ?? "";
  await receipt.getByRole("button", { name: "知道了" }).click();
  return code;
}

/** Confirms power after power until the dialog closes; one without a basis gets its explanation. */
export async function confirmPowers(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  for (let turn = 0; turn < 60 && (await dialog.isVisible()); turn += 1) {
    await expect(dialog.getByText("具体内容")).toBeVisible();
    const name = (await dialog.getByRole("heading").first().textContent()) ?? "";
    await dialog.getByLabel("说明").fill("依据正在修订，仍由本部门按职责行使。");
    await dialog.getByRole("button", { name: /确认，看下一项|确认这项职权/ }).last().click();
    await expect(page.getByRole("dialog", { name, exact: true })).toHaveCount(0);
  }
}
