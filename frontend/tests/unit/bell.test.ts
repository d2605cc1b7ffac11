import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import Bell from "@/app/Bell.vue";
import { createQueryClient, installQuery } from "@/lib/query";

import { type Asked, json, serve } from "./server";

const MINUTE = 60_000;
let log: Asked[];
let unread = 3;

function ring() {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: "/notifications", name: "notification-list", component: {} }],
  });
  return mount(Bell, { global: { plugins: [router, (app: Parameters<typeof installQuery>[0]) => installQuery(app, createQueryClient())] } });
}
async function pass(minutes: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(minutes * MINUTE);
  await flushPromises();
}

describe("the bell", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    unread = 3;
    log = serve({ "GET /api/v1/notifications/counts": () => json({ unread }) });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("shows how many messages wait, and says so to screen readers", async () => {
    const bell = ring();
    await pass(0);
    expect(bell.text()).toBe("3");
    expect(bell.attributes("aria-label")).toBe("消息，3 条未读");
    bell.unmount();
  });

  it("shows nothing where nothing waits, and no more than 99", async () => {
    unread = 0;
    const empty = ring();
    await pass(0);
    expect(empty.text()).toBe("");
    empty.unmount();
    unread = 240;
    const full = ring();
    await pass(0);
    expect(full.text()).toBe("99+");
    full.unmount();
  });

  it("asks once a minute while somebody is here, and stops ten minutes after the last touch", async () => {
    const bell = ring();
    await pass(0);
    expect(log).toHaveLength(1);
    await pass(5);
    expect(log).toHaveLength(6);
    await pass(60);
    const asleep = log.length;
    expect(asleep).toBeLessThan(12);
    await pass(60);
    expect(log).toHaveLength(asleep);
    dispatchEvent(new Event("keydown"));
    await pass(0);
    expect(log).toHaveLength(asleep + 1);
    bell.unmount();
    await pass(5);
    expect(log).toHaveLength(asleep + 1);
  });

  it("keeps the number when the server does not answer", async () => {
    const bell = ring();
    await pass(0);
    log = serve({ "GET /api/v1/notifications/counts": () => json({ title: "x" }, 503) });
    await pass(2);
    expect(log.length).toBeGreaterThan(0);
    expect(bell.text()).toBe("3");
    bell.unmount();
  });
});
