/** A stand-in for the network: answers by "METHOD /path", records what was asked. */
import { vi } from "vitest";

export interface Asked {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}
type Handler = (asked: Asked) => Response | Promise<Response>;

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  return new Response(JSON.stringify(body), { status, headers: { "content-type": type, ...headers } });
}

export function serve(handlers: Record<string, Handler>): Asked[] {
  const log: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit = {}) => {
    const asked: Asked = {
      method: init.method ?? "GET",
      url,
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === "string" ? JSON.parse(init.body) : init.body,
    };
    log.push(asked);
    if (init.signal?.aborted) throw new DOMException("aborted", "AbortError");
    const handler = handlers[`${asked.method} ${url.split("?")[0] ?? ""}`];
    if (!handler) return json({ type: "/problems/not-found", title: "没有这个地址" }, 404);
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
    return Promise.race([handler(asked), aborted]);
  });
  return log;
}
