import { describe, expect, it } from "vitest";

import { useUploads } from "@/features/imports/uploads";

import { json, serve } from "./server";

const limits = { accepts: [".docx"], converts: [], file_bytes: 1_000, files: 3 };
const crash = (): Response => json({ type: "/problems/internal", title: "系统出错了", status: 500 }, 500);
const file = (name: string): File => new File(["x"], name);

describe("an upload the server could not take", () => {
  it("waits for another try, and the others are still tried", async () => {
    const answers = [crash, () => json({ id: 7, forms: [], counts: {} }, 201)];
    serve({ "POST /api/v1/imports": () => (answers.shift() ?? crash)() });
    const uploads = useUploads(() => limits);
    uploads.add([file("甲.docx"), file("乙.docx")]);
    await uploads.read(null);
    expect(uploads.list.value.map((one) => one.state)).toEqual(["waiting", "read"]);
    expect(uploads.list.value[0]?.reason).toContain("文件还在");
    answers.push(() => json({ id: 8, forms: [], counts: {} }, 201));
    await uploads.read(null);
    expect(uploads.list.value.map((one) => one.state)).toEqual(["read", "read"]);
  });
  it("is refused for good when the file is at fault", async () => {
    serve({ "POST /api/v1/imports": () => json({ type: "/problems/bad-file", title: "文件不能接收", detail: "文件是空的。" }, 422) });
    const uploads = useUploads(() => limits);
    uploads.add([file("甲.docx"), file("乙.exe")]);
    await uploads.read(null);
    expect(uploads.list.value.map((one) => one.state)).toEqual(["refused", "refused"]);
    expect(uploads.waiting.value).toBe(0);
  });
});
