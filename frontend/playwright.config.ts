import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PORT = process.env.E2E_PORT ?? "8800";
const given = process.env.E2E_BASE_URL;
const baseURL = given ?? `http://127.0.0.1:${PORT}`;

/** Without E2E_BASE_URL the demo college is started on a fresh database of its own. */
function demo(): PlaywrightTestConfig["webServer"] {
  if (given) return undefined;
  // Workers read this file again; they must find the folder the server was started with.
  const dir = (process.env.E2E_DIR ??= mkdtempSync(join(tmpdir(), "lianfang-e2e-")));
  return {
    command: ".venv/bin/python -m backend demo",
    cwd: ROOT,
    url: `${baseURL}/healthz`,
    timeout: 180_000,
    reuseExistingServer: false,
    env: { PORT, DATABASE_URL: `sqlite:///${dir}/demo.db`, DATA_DIR: dir, PUBLIC_ORIGIN: baseURL },
  };
}

const desktop = { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" } as const;
/** Looks at each page as a desktop and as a phone, in light and in dark. */
const LOOKS = /every-route\.spec\.ts/;

export default defineConfig({
  testDir: "tests/e2e",
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // Upper bounds for a small machine that runs the server tests beside; nothing waits for them when all is well.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  webServer: demo(),
  use: {
    baseURL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // Recording takes processor time from the server's tests beside it; E2E_TRACE=1 when something is to be found out.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
  },
  projects: [
    { name: "journeys", testIgnore: LOOKS, use: desktop },
    { name: "looks", testMatch: LOOKS, use: desktop },
  ],
});
