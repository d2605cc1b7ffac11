/** Moves that several journeys make in forms. */
import { expect, type Locator, type Page } from "@playwright/test";

type Scope = Page | Locator;

export const cell = (page: Page, row: number, name: string): Locator => page.getByRole("textbox", { name: `第 ${row} 项 ${name}` });

export async function choose(page: Page, scope: Scope, name: RegExp, option: string | RegExp): Promise<void> {
  const box = scope.getByRole("combobox", { name });
  // A plain select stands in until the list of choices is loaded.
  await expect(box).not.toHaveJSProperty("nodeName", "SELECT");
  await box.click();
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
