import { chromium } from "@playwright/test";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const shots = process.argv.slice(2).map((one) => one.split("|"));
for (const [user, path, name, w = "1440", dark] of shots) {
  const ctx = await browser.newContext({ viewport: { width: Number(w), height: w === "1440" ? 900 : 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai", colorScheme: dark ? "dark" : "light" });
  const page = await ctx.newPage();
  page.on("console", (m) => m.type() === "error" && console.log(name, m.text().slice(0, 200)));
  page.on("pageerror", (e) => console.log(name, "ERR", e.message));
  await page.goto("http://127.0.0.1:8124/login");
  await page.getByLabel("工号").fill(user);
  await page.getByLabel("密码", { exact: true }).fill("Lianfang-2026");
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL((u) => !u.pathname.startsWith("/login"));
  await page.goto("http://127.0.0.1:8124" + path);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(600);
  await page.screenshot({ path: `/tmp/ovdemo/${name}.png`, fullPage: true });
  await ctx.close();
}
await browser.close();
