/** RFC 9457 answers as one typed error, with the server's field errors ready for forms. */
import { translate } from "@/lib/i18n";

const t = translate({
  "zh-CN": {
    offline: "连不上服务器",
    offlineHint: "请检查网络后重试；已填写的内容还在。",
    slow: "服务器没有及时回应",
    slowHint: "可能是网络较慢，请稍后重试。",
    odd: "服务器出错了",
    oddHint: "请稍后重试；若仍不行，请把请求编号告诉管理员。",
  },
  en: {
    offline: "Cannot reach the server",
    offlineHint: "Check the network and try again; what you typed is still here.",
    slow: "The server did not answer in time",
    slowHint: "The network may be slow. Please try again later.",
    odd: "The server failed",
    oddHint: "Please try again later; if it persists, give the request number to the administrator.",
  },
});

export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string | null;
  request_id?: string | null;
  errors?: FieldError[] | null;
}

export class Problem extends Error {
  override readonly name = "Problem";
  /** The last segment of `type`, e.g. `not-found`; `offline` and `timeout` are ours. */
  readonly slug: string;
  readonly status: number;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  /** Seconds the server asks to wait (429, 503). */
  readonly retryAfter: number | null;

  constructor(body: ProblemBody & { title: string }, status: number, retryAfter: number | null = null) {
    super(body.title);
    this.slug = body.type?.split("/").pop() ?? "";
    this.status = status;
    this.detail = body.detail ?? null;
    this.requestId = body.request_id ?? null;
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
  }

  get title(): string {
    return this.message;
  }

  /** Worth an automatic second try: nothing was decided. */
  get isTransient(): boolean {
    return [0, 502, 503, 504].includes(this.status);
  }

  /** Field name → sentence. `/items/0/name` becomes `items.0.name`; the first error of a field wins. */
  fields(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const error of this.errors) {
      const name = error.pointer
        .replace(/^#?\/?/, "")
        .split("/")
        .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"))
        .join(".");
      found[name] ??= error.detail;
    }
    return found;
  }
}

export function offline(): Problem {
  return new Problem({ type: "offline", title: t("offline"), detail: t("offlineHint") }, 0);
}

export function timedOut(): Problem {
  return new Problem({ type: "timeout", title: t("slow"), detail: t("slowHint") }, 0);
}

/** A failed answer, also when a proxy answered with a page of HTML. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get("retry-after")) || null;
  let body: ProblemBody = {};
  if (response.headers.get("content-type")?.includes("json")) {
    body = (await response.json().catch(() => ({}))) as ProblemBody;
  }
  const request_id = body.request_id ?? response.headers.get("x-request-id");
  const known = body.title ? { ...body, title: body.title } : { title: t("odd"), detail: t("oddHint") };
  return new Problem({ ...known, request_id }, response.status, retryAfter);
}

/** Whatever was thrown, as a Problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ type: "client", title: t("odd"), detail: error instanceof Error ? error.message : null }, 0);
}
