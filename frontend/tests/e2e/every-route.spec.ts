/** Every page in light and dark, on desktop and phone: axe, no sideways scrolling, no script error.

One load serves all four: the browser turns into a phone and back, as its developer tools do. */
import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, expectNoOverflow, expectReadableInDark, login, settled, watchErrors } from "./cast";
import { everyVisit, type Visit } from "./routes";

function byPerson(visits: readonly Visit[]): Map<Visit["person"], Visit[]> {
  const groups = new Map<Visit["person"], Visit[]>();
  for (const visit of visits) groups.set(visit.person, [...(groups.get(visit.person) ?? []), visit]);
  return groups;
}

async function judge(page: Page, where: string): Promise<void> {
  await settled(page);
  await expect(page.locator("h1").first()).toBeVisible();
  await expectNoOverflow(page, where);
  await expectAccessible(page, where);
  await expectReadableInDark(page, where);
}

async function asPhone(page: Page, work: () => Promise<void>): Promise<void> {
  const tools = await page.context().newCDPSession(page);
  await tools.send("Emulation.setDeviceMetricsOverride", { width: 390, height: 844, deviceScaleFactor: 1, mobile: true });
  await tools.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(390);
  try {
    await work();
  } finally {
    await tools.send("Emulation.setTouchEmulationEnabled", { enabled: false });
    await tools.send("Emulation.setDeviceMetricsOverride", { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false });
    await tools.detach();
  }
}

async function look(page: Page, visit: Visit): Promise<void> {
  await page.goto(visit.path);
  await settled(page);
  await expect(page).toHaveTitle(/.+ · 廉政风险防控/);
  await judge(page, visit.path);
  await asPhone(page, () => judge(page, `${visit.path} on a phone`));
}

test("every route is accessible and fits the screen", async ({ browser, request }, info) => {
  test.setTimeout(1_500_000);
  // One bad page must not hide the next one.
  const failures: string[] = [];
  const visits = await everyVisit(request);
  expect(visits.length).toBeGreaterThan(5);
  for (const [person, group] of byPerson(visits)) {
    const { viewport, locale, timezoneId, baseURL } = info.project.use;
    const scheme = { colorScheme: "light", reducedMotion: "reduce" } as const;
    const context = await browser.newContext({ ...scheme, viewport, locale, timezoneId, baseURL });
    const page = await context.newPage();
    const noErrors = watchErrors(page);
    if (person) await login(page, person);
    for (const visit of group) {
      await test.step(`${visit.name} as ${person ?? "a visitor"}: ${visit.path}`, async () => {
        await look(page, visit).catch((error: Error) => failures.push(`${visit.name}: ${error.message}`));
      });
    }
    noErrors();
    await context.close();
  }
  expect(failures.join("\n\n")).toBe("");
});

test("pages that are not there and not allowed say so", async ({ page }) => {
  await login(page, "system");
  for (const [path, title] of [
    ["/nowhere", "没有这个页面"],
    ["/audit", "您没有查看这个页面的权限"],
  ] as const) {
    await page.goto(path);
    await settled(page);
    await expect(page.getByRole("heading", { name: title })).toHaveCount(1);
    await expectAccessible(page, path);
    await expectReadableInDark(page, path);
  }
});
