import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api, idempotency, tagOf, urlOf, whenSessionExpires } from "@/api/client";
import { forget, keep } from "@/api/token";

import { json, serve } from "./server";

const ME = { id: 1, username: "wang", display_name: "王老师", roles: [], permissions: [], person: null };

beforeEach(() => forget());
afterEach(() => {
  forget();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("an address", () => {
  it("fills the path and repeats lists", () => {
    expect(urlOf("/api/v1/powers/{id}/steps", { id: "a/b" }, { level: ["high", "low"], q: "", page: 2, none: null })).toBe(
      "/api/v1/powers/a%2Fb/steps?level=high&level=low&page=2",
    );
  });
});

describe("a call", () => {
  it("sends the token and answers the body", async () => {
    keep({ access_token: "one", expires_in: 300 });
    const log = serve({ "GET /api/v1/me": () => json(ME, 200, { etag: '"3"' }) });
    expect(await api.get("/api/v1/me")).toEqual(ME);
    expect(log[0]?.headers.Authorization).toBe("Bearer one");
    expect((await api.read("get", "/api/v1/me")).etag).toBe('"3"');
  });

  it("gives every POST a key of its own", async () => {
    const log = serve({ "POST /api/v1/auth/logout": () => new Response(null, { status: 204 }) });
    keep({ access_token: "one", expires_in: 300 });
    expect(await api.post("/api/v1/auth/logout")).toBeUndefined();
    await api.post("/api/v1/auth/logout");
    const keys = log.map((asked) => asked.headers["Idempotency-Key"]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("renews the token once on 401 and repeats with the same key", async () => {
    keep({ access_token: "old", expires_in: 300 });
    const log = serve({
      "POST /api/v1/auth/refresh": () => json({ access_token: "new", token_type: "bearer", expires_in: 300 }),
      "POST /api/v1/auth/logout": ({ headers }) =>
        headers.Authorization === "Bearer new" ? new Response(null, { status: 204 }) : json({ title: "令牌已失效" }, 401),
    });
    await api.post("/api/v1/auth/logout");
    expect(log.map((asked) => asked.url)).toEqual(["/api/v1/auth/logout", "/api/v1/auth/refresh", "/api/v1/auth/logout"]);
    expect(log[0]?.headers["Idempotency-Key"]).toBe(log[2]?.headers["Idempotency-Key"]);
    expect(log[1]?.headers["X-Requested-With"]).toBe("lianfang");
  });

  it("renews before the token lapses", async () => {
    keep({ access_token: "old", expires_in: 10 });
    const log = serve({
      "POST /api/v1/auth/refresh": () => json({ access_token: "new", expires_in: 300 }),
      "GET /api/v1/me": () => json(ME),
    });
    await api.get("/api/v1/me");
    expect(log.map((asked) => asked.url)).toEqual(["/api/v1/auth/refresh", "/api/v1/me"]);
    expect(log[1]?.headers.Authorization).toBe("Bearer new");
  });

  it("refreshes once for many calls at a time", async () => {
    keep({ access_token: "old", expires_in: 1 });
    const log = serve({
      "POST /api/v1/auth/refresh": () => json({ access_token: "new", expires_in: 300 }),
      "GET /api/v1/me": () => json(ME),
    });
    await Promise.all([1, 2, 3, 4].map(() => api.get("/api/v1/me")));
    expect(log.filter((asked) => asked.url.endsWith("/refresh"))).toHaveLength(1);
  });

  it("says that the session is over when the cookie is refused", async () => {
    keep({ access_token: "old", expires_in: 300 });
    const ended = vi.fn<() => void>();
    whenSessionExpires(ended);
    serve({
      "POST /api/v1/auth/refresh": () => json({ title: "会话已结束" }, 401),
      "GET /api/v1/me": () => json({ title: "请先登录" }, 401),
    });
    await expect(api.get("/api/v1/me")).rejects.toMatchObject({ status: 401, title: "请先登录" });
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it("does not take a wrong password for a lost session", async () => {
    const ended = vi.fn<() => void>();
    whenSessionExpires(ended);
    serve({ "POST /api/v1/auth/login": () => json({ title: "工号或密码不对" }, 401) });
    await expect(api.post("/api/v1/auth/login", { body: { username: "w", password: "x" } })).rejects.toMatchObject({ status: 401 });
    expect(ended).not.toHaveBeenCalled();
  });

  it("forgets a token that arrives after signing out", async () => {
    keep({ access_token: "old", expires_in: 1 });
    const log = serve({
      "POST /api/v1/auth/refresh": async () => {
        forget();
        return json({ access_token: "late", expires_in: 300 });
      },
      "GET /api/v1/me": () => json({ title: "请先登录" }, 401),
    });
    await expect(api.get("/api/v1/me")).rejects.toMatchObject({ status: 401 });
    expect(log[1]?.headers.Authorization).toBeUndefined();
  });

  it("turns a broken network into a problem and leaves aborts alone", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(api.get("/api/v1/me")).rejects.toMatchObject({ slug: "offline", status: 0 });
    serve({ "GET /api/v1/me": () => new Promise<Response>(() => undefined) });
    const controller = new AbortController();
    const call = api.get("/api/v1/me", { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });

  it("gives up after its deadline", async () => {
    vi.useFakeTimers();
    serve({ "GET /api/v1/me": () => new Promise<Response>(() => undefined) });
    const failed = api.get("/api/v1/me", { timeout: 2000 }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(2001);
    expect(await failed).toMatchObject({ slug: "timeout" });
  });
});

describe("keys for a form", () => {
  it("stay for the same content and change with it", () => {
    const keys = idempotency();
    const first = keys.keyFor({ name: "a" });
    expect(keys.keyFor({ name: "a" })).toBe(first);
    const second = keys.keyFor({ name: "b" });
    expect(second).not.toBe(first);
    keys.done();
    expect(keys.keyFor({ name: "b" })).not.toBe(second);
  });
});

it("writes a strong tag", () => {
  expect(tagOf({ version: 7 })).toBe('"v7"');
});
