import { fileURLToPath } from "node:url";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/",
  plugins: [vue()],
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
        // One file for what every page carries, instead of a request for each shared crumb.
        codeSplitting: {
          groups: [{ name: "base", test: /node_modules\/(@vue|vue|vue-router)\/|plugin-vue|preload-helper/ }],
        },
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
