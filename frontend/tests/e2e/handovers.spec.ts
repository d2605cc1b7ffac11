/** Somebody follows in a post: he gets one page, pledges, and what he read is kept as it was. */
import { expect, test } from "@playwright/test";

import { expectAccessible, get, login, logout, settled, tokenOf, watchErrors } from "./cast";
import { makeHandover } from "./makers";

interface Rows<T> {
  items: T[];
}

test("a new holder reads the one page, pledges and acknowledges", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const office = await tokenOf(request, "office");
  const people = await get<Rows<{ id: number; name: string }>>(request, office, "/people?q=%E7%8E%8B%E8%80%81%E5%B8%88&size=1");
  const wang = people.items[0]?.id ?? 0;
  await makeHandover(request, office, wang);

  await login(page, "staff", "/handovers");
  await expect(page.getByText(/有 \d+ 份岗位交接等您确认/)).toBeVisible();
  await page.getByRole("row").nth(1).getByRole("link").click();
  await page.waitForURL(/\/handovers\/\d+/);
  const path = new URL(page.url()).pathname;
  for (const heading of ["岗位职责", "行使的职权", "廉政风险点", "岗位的防控措施", "岗位廉政承诺"]) {
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  }
  await settled(page);
  await expectAccessible(page, "a handover that waits");
  await page.getByRole("button", { name: "确认交接" }).click();
  await expect(page.getByText("请先勾选承诺，再确认。")).toBeVisible();
  await page.getByRole("textbox", { name: /需要说明的情况/ }).fill("印章已当面交接。");
  await page.getByRole("checkbox", { name: /作出上述岗位廉政承诺/ }).check();
  await page.getByRole("button", { name: "确认交接" }).click();
  await expect(page.getByText("已确认", { exact: true })).toBeVisible();
  await expect(page.getByText(/王老师于.+确认/)).toBeVisible();

  await settled(page);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.getByText("岗位廉政风险交接确认书")).toBeVisible();
  await expect(page.getByText("部门负责人（签名）：")).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await logout(page);

  await login(page, "office", path);
  await expect(page.getByText("印章已当面交接。")).toBeVisible();
  await expect(page.getByRole("button", { name: "确认交接" })).toHaveCount(0);
  noErrors();
});
