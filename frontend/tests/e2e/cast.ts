/** What journeys share: the demo college's people, signing in, calls on their behalf, axe, watching for errors. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type APIRequestContext, type Page } from "@playwright/test";

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

/** Signs in through the page, as people do. */
export async function login(page: Page, person: Person, next = "/"): Promise<void> {
  await page.goto(next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel("工号").fill(PEOPLE[person]);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

export async function logout(page: Page): Promise<void> {
  await page.getByRole("button", { name: /账号菜单/ }).first().click();
  await page.getByRole("button", { name: "退出" }).click();
  await page.waitForURL(/\/login/);
}

/** An access token of a person, for calls that prepare or check something beside the page. */
export async function tokenOf(request: APIRequestContext, person: Person): Promise<string> {
  const answer = await request.post("/api/v1/auth/login", {
    data: { username: PEOPLE[person], password: PASSWORD },
    headers: { "X-Requested-With": "lianfang" },
  });
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

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
/** What depends on the colours alone. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** No WCAG 2.1 A or AA finding on what is shown now; `page` must have come to rest. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await expectClean(new AxeBuilder({ page }).withTags(WCAG), where);
}

/** The same page in dark, without loading it again: the markup stays, so only the colours are judged. */
export async function expectReadableInDark(page: Page, where: string): Promise<void> {
  // Without motion, or a colour is judged while it still changes.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectClean(new AxeBuilder({ page }).withRules(COLOUR_RULES), `${where} in dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

async function expectClean(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    at: nodes.slice(0, 4).map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
  }));
  expect(found, where).toEqual([]);
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
