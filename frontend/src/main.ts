import "./legacy";
import "./ui/tokens.css";
import "./ui/base.css";

import { createApp } from "vue";

import { whenSessionExpires } from "./api/client";
import { endHere, onSignOut } from "./api/session";
import App from "./App.vue";
import { sweepDrafts } from "./lib/draft";
import { begin, speak } from "./lib/english";
import { installPrefs, keepPrefs } from "./lib/prefs";
import { installTitle } from "./lib/title";
import { createAppRouter } from "./router";

const router = createAppRouter();

/** Back to where one was after signing in again. */
function toLogin(): void {
  const route = router.currentRoute.value;
  if (route.meta.public) return;
  void router.replace({ name: "login", query: route.fullPath === "/" ? {} : { next: route.fullPath } });
}
whenSessionExpires(endHere);
onSignOut(keepPrefs);
onSignOut(toLogin);

/** The words of the chosen language are there before the first page. */
async function start(): Promise<void> {
  await begin();
  installPrefs(speak);
  installTitle();
  createApp(App).use(router).mount("#app");
}
void start();

addEventListener("load", () => setTimeout(sweepDrafts, 3000));
