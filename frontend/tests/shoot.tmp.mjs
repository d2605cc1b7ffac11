import { chromium } from "@playwright/test";
const BASE = "http://127.0.0.1:8861";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
async function session(user, options) {
  const context = await browser.newContext({ baseURL: BASE, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByLabel("工号").fill(user);
  await page.getByLabel("密码", { exact: true }).fill("Lianfang-2026");
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  return page;
}
const D = { viewport: { width: 1280, height: 900 } };
const P = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
async function shot(page, path, name, act) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(500);
  if (act) { await act(page); await page.waitForTimeout(600); }
  await page.screenshot({ path: `/tmp/r-data/shots/${name}.png`, fullPage: !act });
}
const which = process.argv[2] ?? "all";
const rid = Number(process.argv[3] ?? 1), pid = Number(process.argv[4] ?? 1), rev = process.argv[5];
for (const [tag, opt] of [["d", { ...D, colorScheme: "light" }], ["p", { ...P, colorScheme: "light" }], ["dd", { ...D, colorScheme: "dark" }], ["pd", { ...P, colorScheme: "dark" }]]) {
  if (which !== "all" && which !== tag) continue;
  const office = await session("jiwei", opt);
  await shot(office, "/regulations", `lib-${tag}`);
  await shot(office, `/regulations/${rid}`, `rule-${tag}`);
  await shot(office, "/regulations", `libform-${tag}`, (p) => p.getByRole("button", { name: "制度入库" }).first().click());
  await shot(office, `/regulations/${rid}`, `revise-${tag}`, (p) => p.getByRole("button", { name: "发布修订" }).click());
  const li = await session("li", opt);
  await shot(li, `/powers/${pid}`, `power-${tag}`);
  await shot(li, `/powers/${pid}`, `bases-${tag}`, (p) => p.getByRole("button", { name: "选择依据" }).first().click());
  await shot(li, "/power-catalogues", `cats-${tag}`);
  await shot(li, "/power-catalogues/1", `cat-${tag}`);
  await shot(li, "/powers", `powers-${tag}`);
  const lin = await session("lin", opt);
  if (rev) await shot(lin, `/reviews/${rev}`, `review-${tag}`);
  if (tag === "d") {
    await li.goto("/power-catalogues/1"); await li.waitForLoadState("networkidle"); await li.waitForTimeout(800);
    await li.pdf({ path: "/tmp/r-data/shots/cat.pdf", preferCSSPageSize: true });
    await office.goto(`/regulations/${rid}`); await office.waitForLoadState("networkidle"); await office.waitForTimeout(500);
    await office.pdf({ path: "/tmp/r-data/shots/rule.pdf", preferCSSPageSize: true });
  }
}
await browser.close();
