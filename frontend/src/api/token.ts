/**
 * The access token lives in this module's memory only; the refresh token is an HttpOnly cookie.
 * Tabs share the cookie, so refreshes run one after another under a Web Lock.
 */
import { readStorage, writeStorage } from "@/lib/prefs";

import { offline, problemOf } from "./problem";

export interface TokenPair {
  access_token: string;
  expires_in: number;
}

/** Only says that a cookie probably exists; it saves anonymous visitors a failing call. */
const HINT = "lf.session";
/** Renew a little early, so that a request never starts with a token about to lapse. */
const MARGIN_MS = 15_000;

let token: string | null = null;
let expiresAt = 0;
let refreshing: Promise<boolean> | null = null;
let generation = 0;

export function keep(pair: TokenPair): void {
  token = pair.access_token;
  // Monotonic clock: a wrong system time must not matter.
  expiresAt = performance.now() + pair.expires_in * 1000;
  writeStorage(HINT, "1");
}

export function forget(): void {
  generation += 1;
  token = null;
  expiresAt = 0;
  writeStorage(HINT, null);
}

export function mayHaveSession(): boolean {
  return token !== null || readStorage(HINT) !== null;
}

/** Outside secure contexts there are no locks; the server then tolerates racing tabs for some seconds. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? (locks.request("lf.refresh", work) as Promise<T>) : work();
}

async function renew(): Promise<boolean> {
  const started = generation;
  const response = await fetch("/api/v1/auth/refresh", {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-Requested-With": "lianfang", Accept: "application/json" },
  }).catch(() => {
    throw offline();
  });
  if (response.status === 401 || response.status === 403) {
    if (started === generation) forget();
    return false;
  }
  if (!response.ok) throw await problemOf(response);
  const pair = (await response.json()) as TokenPair;
  // Signed out (or in as someone else) while the answer was on its way.
  if (started !== generation) return token !== null;
  keep(pair);
  return true;
}

/** One refresh at a time in this tab, one at a time over all tabs. False: the session is over. */
export function refresh(): Promise<boolean> {
  refreshing ??= exclusively(renew).finally(() => (refreshing = null));
  return refreshing;
}

/** A token that is good for the next seconds, or null without a session. */
export async function accessToken(): Promise<string | null> {
  if (token && performance.now() < expiresAt - MARGIN_MS) return token;
  if (!mayHaveSession()) return null;
  return (await refresh()) ? token : null;
}

/** For a flush while the page closes, when nothing may be awaited. */
export function currentToken(): string | null {
  return token;
}
