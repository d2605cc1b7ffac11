/** Who is signed in and what they may do. Rights are only hints here: the server decides every call. */
import { computed, shallowRef } from "vue";

import { api } from "./client";
import { forget, keep, mayHaveSession } from "./token";
import type { Data } from "./types";

export type Me = Data<"/api/v1/me", "get">;

export const me = shallowRef<Me | null>(null);
export const permissions = computed(() => new Set<string>(me.value?.permissions ?? []));

/** `can("risks:read")`; several names: any of them. */
export function can(...names: readonly string[]): boolean {
  return names.some((name) => permissions.value.has(name));
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("lf.session");
const endings = new Set<() => void>();

/** Called when the session ends, in this tab or in another one. */
export function onSignOut(listener: () => void): void {
  endings.add(listener);
}

export function endHere(): void {
  forget();
  me.value = null;
  for (const listener of endings) listener();
}

channel?.addEventListener("message", endHere);

/** Fetch the profile once; null without a session. */
export async function loadMe(): Promise<Me | null> {
  if (me.value) return me.value;
  if (!mayHaveSession()) return null;
  try {
    me.value = await api.get("/api/v1/me");
  } catch (error) {
    if (mayHaveSession()) throw error;
  }
  return me.value;
}

/** After something about oneself changed. */
export async function reloadMe(): Promise<void> {
  me.value = await api.get("/api/v1/me");
}

export async function signIn(username: string, password: string): Promise<void> {
  keep(await api.post("/api/v1/auth/login", { body: { username, password } }));
  me.value = null;
  await loadMe();
}

/** Ends the session everywhere in this browser, even when the server cannot be reached. */
export async function signOut(): Promise<void> {
  try {
    await api.post("/api/v1/auth/logout");
  } finally {
    channel?.postMessage("ended");
    endHere();
  }
}
