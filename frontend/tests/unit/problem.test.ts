import { describe, expect, it } from "vitest";

import { asProblem, Problem, problemOf } from "@/api/problem";

function answer(body: unknown, status: number, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json", ...headers } });
}

describe("a problem", () => {
  it("carries the server's words", async () => {
    const problem = await problemOf(
      answer({ type: "/problems/not-found", title: "找不到这条记录", status: 404, detail: "它不存在。", request_id: "ab12" }, 404),
    );
    expect(problem).toMatchObject({ slug: "not-found", status: 404, title: "找不到这条记录", detail: "它不存在。", requestId: "ab12" });
    expect(problem.isTransient).toBe(false);
  });

  it("maps pointers to field names", async () => {
    const errors = [
      { pointer: "/name", code: "missing", detail: "请填写名称。" },
      { pointer: "/name", code: "short", detail: "太短。" },
      { pointer: "/points/0/causes", code: "missing", detail: "请填写原因。" },
      { pointer: "sort", code: "enum", detail: "不能这样排序。" },
      { pointer: "#/a~1b~0c", code: "x", detail: "转义" },
    ];
    const problem = await problemOf(answer({ title: "提交的内容有误", errors }, 422));
    expect(problem.fields()).toEqual({
      name: "请填写名称。",
      "points.0.causes": "请填写原因。",
      sort: "不能这样排序。",
      "a/b~c": "转义",
    });
  });

  it("reads how long to wait", async () => {
    const problem = await problemOf(answer({ title: "请求过多" }, 429, { "retry-after": "125" }));
    expect(problem.retryAfter).toBe(125);
  });

  it("makes sense of a proxy's page", async () => {
    const page = new Response("<h1>Bad gateway</h1>", {
      status: 502,
      headers: { "content-type": "text/html", "x-request-id": "r-9" },
    });
    const problem = await problemOf(page);
    expect(problem).toMatchObject({ title: "服务器出错了", status: 502, requestId: "r-9", isTransient: true });
  });

  it("wraps anything thrown", () => {
    const problem = new Problem({ title: "x" }, 409);
    expect(asProblem(problem)).toBe(problem);
    expect(asProblem(new TypeError("boom")).detail).toBe("boom");
    expect(asProblem("odd").detail).toBeNull();
  });
});
