/** What journeys share: the demo college's people, signing in, calls on their behalf, axe, watching for errors. */
import { expect, type APIRequestContext, type Page } from "@playwright/test";
import axe, { type RunOnly } from "axe-core";

export const PASSWORD = process.env.E2E_PASSWORD ?? "Lianfang-2026";

/** The demo's cast; each has one role. */
export const PEOPLE = {
  staff: "wang",
  liaison: "li",
  head: "chen",
  leader: "lin",
  leadership: "zheng",
  office: "jiwei",
  supervisor: "sun",
  system: "sysadmin",
  security: "secadmin",
  audit: "audadmin",
} as const;
export type Person = keyof typeof PEOPLE;
const OURS = { "X-Requested-With": "lianfang" };
const credentials = (person: Person) => ({ username: PEOPLE[person], password: PASSWORD });

/** Signs in as the page itself would and opens `next`; access.spec.ts types into the form. */
export async function login(page: Page, person: Person, next = "/"): Promise<void> {
  const answer = await page.request.post("/api/v1/auth/login", { data: credentials(person), headers: OURS });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.goto("/boot.js");
  await page.evaluate(() => localStorage.setItem("lf.session", "1"));
  await page.goto(next);
}

export async function logout(page: Page): Promise<void> {
  // A dialog on its way out takes the focus back to what opened it, and the menu closes: who sees that presses again.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(async () => {
    await page.getByRole("button", { name: /账号菜单/ }).first().click();
    await page.getByRole("button", { name: "退出" }).click({ timeout: 3_000 });
  }).toPass();
  await page.waitForURL(/\/login/);
}

/** An access token of a person, for calls that prepare or check something beside the page. */
export async function tokenOf(request: APIRequestContext, person: Person): Promise<string> {
  const answer = await request.post("/api/v1/auth/login", { data: credentials(person), headers: OURS });
  expect(answer.ok(), await answer.text()).toBe(true);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** GET /api/v1… as somebody. */
export async function get<T>(request: APIRequestContext, token: string, path: string): Promise<T> {
  const answer = await request.get(`/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** POST /api/v1… as somebody. */
export async function post<T>(request: APIRequestContext, token: string, path: string, data: unknown): Promise<T> {
  const headers = { Authorization: `Bearer ${token}`, "Idempotency-Key": crypto.randomUUID() };
  const answer = await request.post(`/api/v1${path}`, { data, headers });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

const WCAG: RunOnly = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] };
/** What depends on the colours alone. */
const COLOUR_RULES: RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** No WCAG 2.1 A or AA finding on what is shown now; `page` must have come to rest. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await expectClean(page, WCAG, where);
}

/** The same page in dark, without loading it again: the markup stays, so only the colours are judged. */
export async function expectReadableInDark(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectClean(page, COLOUR_RULES, `${where} in dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

async function expectClean(page: Page, rules: RunOnly, where: string): Promise<void> {
  await still(page);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (runOnly) => {
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      at: nodes.slice(0, 4).map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
    }));
  }, rules);
  expect(found, where).toEqual([]);
}

/** Nothing moves or changes its colour; a colour on its way is no colour to judge. Spinners turn for ever and may. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isMoving = () => document.getAnimations().some((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    // An inherited colour starts to change one frame after its parent's, so two quiet frames are needed.
    for (let quiet = 0; quiet < 2; quiet = isMoving() ? 0 : quiet + 1) await nextFrame();
  });
}

/** Nothing in flight, nothing still loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await expect(page.locator("[aria-busy=true], .skeleton")).toHaveCount(0);
}

/** Collects script errors and broken rules of the content policy; call the result at the end. */
export function watchErrors(page: Page): () => void {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // A refused call logs its status by itself; the pages show those as problems.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
  });
  return () => expect(errors).toEqual([]);
}

/** The page itself never scrolls sideways; wide tables do so inside their own box. */
export async function expectNoOverflow(page: Page, where: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, `${where} is wider than the screen`).toBeLessThanOrEqual(0);
}
