/** 岗位廉政承诺: whoever holds a post signs for it himself; his department sees who is missing; a new wording asks anew. */
import { expect, test } from "@playwright/test";

import { expectAccessible, get, login, logout, post, settled, tokenOf, watchErrors } from "./cast";

interface Duty {
  id: number;
  text_number: number;
  person_name: string;
}
const WORDING = "本人已阅读岗位的廉政风险和防控措施，郑重承诺依法履职、主动公开、接受监督，发现风险及时报告。";

test("a holder reads and signs, nobody signs for him, the liaison sees who is missing", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const office = await tokenOf(request, "office");
  const text = `${WORDING}（${Date.now()}）`;
  const published = await post<{ number: number }>(request, office, "/pledge-texts", { text });

  await login(page, "staff", "/");
  await page.getByRole("link", { name: /请签订岗位廉政承诺/ }).first().click();
  await page.waitForURL(/\/pledges\/duties\/\d+/);
  const duty = Number(new URL(page.url()).pathname.split("/").at(-1));
  await expect(page.getByText(text)).toBeVisible();
  await settled(page);
  await expectAccessible(page, "a pledge to sign");
  await page.getByRole("button", { name: "签订承诺书" }).click();
  await expect(page.getByText("请先勾选，再签订。")).toBeVisible();

  // Somebody else may look, and is refused when he tries.
  const liaison = await tokenOf(request, "liaison");
  const headers = { Authorization: `Bearer ${liaison}`, "Idempotency-Key": crypto.randomUUID() };
  const data = { text_number: published.number, pledges: true };
  const refused = await request.post(`/api/v1/pledge-duties/${duty}/signature`, { data, headers });
  expect(refused.status()).toBe(403);

  await page.getByRole("checkbox", { name: /郑重作出以上承诺/ }).check();
  await page.getByRole("button", { name: "签订承诺书" }).click();
  await page.waitForURL(/\/pledges\/\d+$/);
  await expect(page.getByText(/王老师于.+签订/)).toBeVisible();
  const signed = new URL(page.url()).pathname;
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.getByText("承诺人（签名）：王老师")).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await page.goto("/pledges");
  await expect(page.getByRole("row", { name: /王老师/ }).getByText("已签订")).toBeVisible();
  await expect(page.getByRole("radio", { name: "按部门" })).toHaveCount(0);
  await logout(page);

  await login(page, "liaison", "/pledges");
  await expect(page.getByRole("row", { name: /王老师/ }).getByText("已签订")).toBeVisible();
  const missing = page.getByRole("row", { name: /陈处长/ });
  await expect(missing.getByText(/未签订|待续签/)).toBeVisible();
  await missing.getByRole("link", { name: "催办陈处长" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("岗位廉政承诺", { exact: false })).toBeVisible();
  await dialog.getByRole("textbox", { name: /催办内容/ }).fill("请尽快签订岗位廉政承诺。");
  await dialog.getByRole("button", { name: "发送" }).click();
  await expect(dialog).toHaveCount(0);
  await logout(page);

  // A stranger of another department finds nothing.
  const wai = await request.post("/api/v1/auth/login", { data: { username: "wai", password: "Lianfang-2026" }, headers: { "X-Requested-With": "lianfang" } });
  const { access_token: stranger } = (await wai.json()) as { access_token: string };
  const unseen = await request.get(`/api/v1${signed}`, { headers: { Authorization: `Bearer ${stranger}` } });
  expect(unseen.status()).toBe(404);
  const { items } = await get<{ items: Duty[] }>(request, stranger, "/pledge-duties");
  expect(items.map((one) => one.person_name)).not.toContain("王老师");
  noErrors();
});

test("the office publishes a wording for one tier and sees how far the departments are", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/pledges");
  await page.getByRole("button", { name: "承诺书文本" }).click();
  const dialog = page.getByRole("dialog", { name: "承诺书文本" });
  await dialog.getByRole("textbox", { name: /^文本/ }).fill("太短");
  await dialog.getByRole("button", { name: /发布/ }).click();
  await expect(dialog.getByRole("textbox", { name: /^文本/ })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: /^文本/ }).fill(`${WORDING}（全体 ${Date.now()}）`);
  await dialog.getByRole("button", { name: /发布/ }).click();
  await expect(page.getByText(/已发布第 \d+ 版/)).toBeVisible();
  await page.locator("label", { hasText: "按部门" }).click();
  await page.getByRole("button", { name: "看教务处谁未签" }).click();
  await expect(page).toHaveURL(/department=\d+/);
  await expect(page.getByRole("row", { name: /李联络/ })).toBeVisible();
  await settled(page);
  await expectAccessible(page, "who has not signed");
  noErrors();
});
