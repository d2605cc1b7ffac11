import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { can, endHere, loadMe, me, onSignOut, signIn, signOut } from "@/api/session";
import { mayHaveSession } from "@/api/token";

import { json, serve } from "./server";

const ME = {
  id: 1,
  username: "wang",
  display_name: "王老师",
  roles: [],
  permissions: ["risks:read"],
  person: null,
};
const TOKEN = { access_token: "one", token_type: "bearer", expires_in: 300 };

beforeEach(endHere);
afterEach(() => vi.unstubAllGlobals());

describe("a session", () => {
  it("starts with the profile", async () => {
    serve({ "POST /api/v1/auth/login": () => json(TOKEN), "GET /api/v1/me": () => json(ME) });
    await signIn("wang", "secret");
    expect(me.value?.display_name).toBe("王老师");
    expect(can("risks:read")).toBe(true);
    expect(can("risks:write")).toBe(false);
    expect(can("risks:write", "risks:read")).toBe(true);
  });

  it("keeps no token in storage", async () => {
    serve({ "POST /api/v1/auth/login": () => json(TOKEN), "GET /api/v1/me": () => json(ME) });
    await signIn("wang", "secret");
    expect(JSON.stringify({ ...localStorage })).not.toContain("one");
  });

  it("asks nothing where nobody signed in", async () => {
    const log = serve({});
    expect(await loadMe()).toBeNull();
    expect(log).toHaveLength(0);
  });

  it("ends even when the server is away", async () => {
    serve({ "POST /api/v1/auth/login": () => json(TOKEN), "GET /api/v1/me": () => json(ME) });
    await signIn("wang", "secret");
    const left = vi.fn<() => void>();
    onSignOut(left);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(signOut()).rejects.toMatchObject({ slug: "offline" });
    expect(me.value).toBeNull();
    expect(mayHaveSession()).toBe(false);
    expect(left).toHaveBeenCalled();
  });

  it("reports a server that fails at the start instead of sending to the sign-in page", async () => {
    localStorage.setItem("lf.session", "1");
    serve({ "POST /api/v1/auth/refresh": () => json({ title: "服务暂停" }, 503) });
    await expect(loadMe()).rejects.toMatchObject({ status: 503 });
  });
});
