/** Changing and retiring a risk point of a signed sheet: what is sent, and what people are told. */
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";

import type { RiskLists } from "@/features/risks/lists";
import PointDialog from "@/features/risks/parts/PointDialog.vue";
import RetireDialog from "@/features/risks/parts/RetireDialog.vue";
import type { Point } from "@/features/risks/queries";
import { createQueryClient, installQuery } from "@/lib/query";
import { toasts } from "@/lib/toast";

import { json, serve } from "./server";

const POINT = {
  id: 9, version: 3, inventory_id: 7, inventory_kind: "position", review_state: "approved", is_stale: false,
  duty: "核对教材款项", name: "选用倾向特定供应商", manifestation: "指定采购", causes: "缺少抽查", measures: "两人经手", remark: "",
  public_wording: "", power_id: null, step_id: null, found_by: ["self"], categories: {}, subcategories: {}, cause_kinds: [], location: "",
} as unknown as Point;
const PATH = "/api/v1/risk-points/9";

function open(dialog: typeof PointDialog | typeof RetireDialog) {
  const lists = { ways: { value: [] }, schemes: { value: [] } } as unknown as RiskLists;
  return mount(dialog as typeof PointDialog, {
    props: { point: POINT, lists },
    attachTo: document.body,
    global: { plugins: [(app) => installQuery(app, createQueryClient())] },
  });
}
beforeEach(() => (toasts.value = []));

describe("a risk point of a signed sheet", () => {
  it("is changed as it was read, and says that the sheet is to be confirmed again", async () => {
    const log = serve({ [`PATCH ${PATH}`]: () => json({ ...POINT, version: 4, is_stale: true }) });
    const page = open(PointDialog);
    await flushPromises();
    expect(page.text()).toContain("原来的认定需要复核确认");
    await page.findAll("textarea")[3]?.setValue("仍缺少抽查");
    await page.get("form").trigger("submit");
    await flushPromises();
    const sent = log.find((one) => one.method === "PATCH");
    expect(sent?.headers["If-Match"]).toBe('"v3"');
    expect(sent?.body).toMatchObject({ causes: "仍缺少抽查", name: POINT.name, found_by: ["self"] });
    expect(toasts.value.map((one) => one.text)).toEqual(["已保存；排查表已变更，需要审核人复核确认"]);
    expect(page.emitted("closed")).toHaveLength(1);
    page.unmount();
  });

  it("keeps its name", async () => {
    const log = serve({});
    const page = open(PointDialog);
    await page.findAll("textarea")[1]?.setValue("  ");
    await page.get("form").trigger("submit");
    await flushPromises();
    expect(log.some((one) => one.method === "PATCH")).toBe(false);
    expect(page.text()).toContain("请写明廉政风险点");
    page.unmount();
  });

  it("is retired with a reason; a refusal stays in the dialog", async () => {
    let isClosed = true;
    const log = serve({
      [`POST ${PATH}/retirement`]: () =>
        isClosed ? json({ type: "/problems/year-closed", title: "年度已经封存", status: 409 }, 409) : json({ ...POINT, is_stale: true }),
    });
    const page = open(RetireDialog);
    await page.get("textarea").setValue("职权已取消");
    await page.get("form").trigger("submit");
    await flushPromises();
    expect(page.text()).toContain("年度已经封存");
    isClosed = false;
    await page.get("form").trigger("submit");
    await flushPromises();
    expect(log.find((one) => one.method === "POST")?.body).toEqual({ reason: "职权已取消" });
    expect(page.emitted("closed")).toHaveLength(1);
    page.unmount();
  });
});
