/** What the browser has and the test window lacks. */
import { afterEach, beforeEach } from "vitest";

import { prefs } from "@/lib/prefs";

if (!("matchMedia" in globalThis)) {
  Object.assign(globalThis, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
}

beforeEach(() => {
  localStorage.clear();
  Object.assign(prefs, { theme: "system", size: "normal", locale: "zh-CN", views: {} });
});
afterEach(() => {
  document.body.innerHTML = "";
});
