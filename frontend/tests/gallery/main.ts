/** All shared components on one page for the eye and for axe: `npm run dev`, then /gallery.html. Not part of the build. */
import "@/legacy";
import "@/ui/tokens.css";
import "@/ui/base.css";

import { createApp } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import { speak } from "@/lib/english";
import { installPrefs } from "@/lib/prefs";
import { createQueryClient, installQuery } from "@/lib/query";

import Gallery from "./Gallery.vue";

installPrefs(speak);
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: Gallery }] });
const app = createApp(Gallery).use(router);
installQuery(app, createQueryClient());
void router.isReady().then(() => app.mount("#app"));
void router.push("/");
