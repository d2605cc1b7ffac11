/**
 * The one way to the server. Types come from the OpenAPI document; failures are thrown as `Problem`.
 *
 *   const user = await api.get("/api/v1/users/{user_id}", { path: { user_id: 7 }, signal });
 *   const { data, etag } = await api.read("get", "/api/v1/users/{user_id}", { path: { user_id: 7 } });
 *   await api.patch("/api/v1/users/{user_id}", { path: { user_id: 7 }, body, ifMatch: etag });
 */
import { askForPassword } from "./again";
import { offline, Problem, problemOf, timedOut } from "./problem";
import type { paths } from "./schema";
import { accessToken, currentToken, forget, refresh } from "./token";
import type { Arguments, Data, Extras, Method, Options, PathOf } from "./types";

export interface Reply<T> {
  data: T;
  etag: string;
  status: number;
  headers: Headers;
}

interface Call extends Extras {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

type Listener = () => void;
let onExpired: Listener = () => undefined;
/** The shell decides what happens when the session is over. */
export function whenSessionExpires(listener: Listener): void {
  onExpired = listener;
}

/** Fill `{name}` and append the query; lists repeat the name, null and undefined and "" are left out. */
export function urlOf(template: string, path: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const url = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== "") search.append(name, String(item));
    }
  }
  const text = search.toString();
  return text ? `${url}?${text}` : url;
}

/** `crypto.randomUUID` needs Chromium 92 and a secure context; campus intranets often have neither. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The key for one filled form: the same content keeps its key over repeated clicks, a change gets a new one. */
export function idempotency(): { keyFor: (body: unknown) => string; done: () => void } {
  let last = "";
  let key = "";
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (!key || text !== last) [last, key] = [text, newKey()];
      return key;
    },
    done: () => (key = ""),
  };
}

function isPlain(body: unknown): boolean {
  return !(body instanceof FormData || body instanceof Blob || typeof body === "string");
}

function request(method: Method, call: Call, token: string | null): RequestInit {
  // No form and no image of another site can send the second header; the session endpoints demand it.
  const headers: Record<string, string> = { Accept: "application/json", "X-Requested-With": "lianfang", ...call.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (call.ifMatch) headers["If-Match"] = call.ifMatch;
  if (call.idempotencyKey) headers["Idempotency-Key"] = call.idempotencyKey;
  const init: RequestInit = { method: method.toUpperCase(), headers, credentials: "same-origin" };
  if (call.keepalive) init.keepalive = true;
  if (call.body !== undefined) {
    if (isPlain(call.body)) headers["Content-Type"] ??= "application/json";
    init.body = isPlain(call.body) ? JSON.stringify(call.body) : (call.body as BodyInit);
  }
  return init;
}

/** fetch with a deadline; the caller's own abort stays an AbortError, everything else becomes a Problem. */
async function fetchOnce(url: string, init: RequestInit, call: Call): Promise<Response> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (call.signal?.aborted) abort();
  call.signal?.addEventListener("abort", abort);
  let late = false;
  const limit = call.timeout ?? 30_000;
  const timer = limit ? setTimeout(() => ((late = true), abort()), limit) : undefined;
  try {
    return await fetch(url, { ...init, signal: controller.signal });
  } catch (error) {
    if (late) throw timedOut();
    if (call.signal?.aborted) throw error;
    throw offline();
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener("abort", abort);
  }
}

/** The raw answer (downloads, streams). Renews the session once on 401; asks for the password when the server wants it. */
export async function fetchApi(method: Method, template: string, options: Call = {}): Promise<Response> {
  const call = method === "post" && !options.idempotencyKey ? { ...options, idempotencyKey: newKey() } : options;
  const url = urlOf(template, call.path, call.query);
  const token = call.keepalive ? currentToken() : await accessToken();
  let response = await fetchOnce(url, request(method, call, token), call);
  if (response.status === 401 && token && !call.keepalive) {
    if (await refresh()) response = await fetchOnce(url, request(method, call, await accessToken()), call);
    if (response.status === 401) forget();
  }
  if (response.ok || response.status === 304) return response;
  const problem = await problemOf(response);
  if (problem.slug === "reauthentication-required" && !call.keepalive && (await askForPassword())) {
    return fetchApi(method, template, call);
  }
  if (problem.status === 401 && !template.endsWith("/auth/login")) onExpired();
  throw problem;
}

async function read<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...rest: Arguments<Options<P, M>>
): Promise<Reply<Data<P, M>>> {
  const response = await fetchApi(method, path, rest[0] as Call | undefined);
  const isJson = response.status !== 204 && response.headers.get("content-type")?.includes("json");
  const data = (isJson ? await response.json() : undefined) as Data<P, M>;
  return { data, etag: response.headers.get("etag") ?? "", status: response.status, headers: response.headers };
}

function verb<M extends Method>(method: M) {
  return async <P extends PathOf<M>>(path: P, ...rest: Arguments<Options<P, M>>): Promise<Data<P, M>> =>
    (await read(method, path, ...rest)).data;
}

export const api = {
  get: verb("get"),
  post: verb("post"),
  put: verb("put"),
  patch: verb("patch"),
  delete: verb("delete"),
  /** The same with ETag, status and headers. */
  read,
};

/** The tag of a version, for If-Match; the server compares the version alone. */
export function tagOf(entity: { version: number }): string {
  return `"v${entity.version}"`;
}

/** Save an answer as a file under the server's name. */
export async function download(template: keyof paths & string, options: Call = {}, fallback = "download"): Promise<void> {
  const response = await fetchApi("get", template, { timeout: 0, ...options, headers: { Accept: "*/*", ...options.headers } });
  const disposition = response.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/i.exec(disposition)?.[1] ?? fallback);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export { Problem };
