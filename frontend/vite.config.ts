import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

import { english } from "./tools/english";
import { announce, precompress } from "./tools/plugins";
import { terms, TERMS } from "./tools/terms";

const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:8000";

/** Every page, also those before signing in. */
const BASE = {
  name: "base",
  priority: 3,
  test: /node_modules\/(@vue|vue|vue-router)\/|plugin-vue|preload-helper|rolldown.runtime|oxc.*helpers|src\/(lib\/(boot|draft|english|feature|i18n|prefs|return-path|title)|api\/(again|client|problem|session|token)|ui\/(base|Button|controls|tokens|Field|field|Icon|locale|TextInput))\./,
};
/** The pages before signing in. */
const ENTRY = { name: "entry", priority: 2, test: /src\/features\/access\/(site|locale|parts\/EntryLayout)\./ };
/** Every page inside the shell. */
const FRAME = {
  name: "frame",
  priority: 1,
  test: /node_modules\/@tanstack\/|src\/(lib\/(dates|media|query|shortcuts|terms|toast|year)|ui\/(Avatar|Card|Dialog|EmptyState|ErrorState|KeyHint|overlay|PageHeader|Popout|Segmented|Skeleton|StatusTag)|app\/(DisplaySettings|locale|navigation|PhoneTabs|TopBar|UserMenu))\./,
};

export default defineConfig({
  base: "/",
  plugins: [
    vue(),
    english(),
    terms(),
    announce({
      entry: ["src/features/access/pages/LoginPage.vue"],
      guest: ["src/features/assessments/pages/OpinionFormPage.vue"],
      shell: ["src/app/registry.ts", "src/app/Shell.vue"],
      english: ["virtual:english", "virtual:english/frame"],
    }),
    precompress(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
  },
  build: {
    // Campus desktops run browsers built on Chromium 91; a lower target costs 16 kB for private members.
    target: "chrome91",
    cssTarget: "chrome91",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      optimization: { inlineConst: { mode: "all", pass: 1 } },
      output: {
        // The router names every file of every page: short names save each first load 2 kB.
        entryFileNames: "assets/[hash:7].js",
        chunkFileNames: "assets/[hash:7].js",
        assetFileNames: "assets/[hash:7][extname]",
        // A few files instead of a request for each shared crumb; what is not named here splits by itself.
        codeSplitting: { includeDependenciesRecursively: false, groups: [TERMS, BASE, ENTRY, FRAME] },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": backend, "/oauth": backend, "/.well-known": backend },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/unit/**/*.test.ts"],
    setupFiles: ["tests/unit/setup.ts"],
    // Two cores are shared with the backend's tests.
    maxWorkers: 2,
  },
});
