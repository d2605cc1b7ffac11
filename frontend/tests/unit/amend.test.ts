/** Adding, changing and retiring a risk point of a signed sheet: what is sent, and what people are told. */
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import type { Component } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { beforeEach, describe, expect, it } from "vitest";

import type { RiskLists } from "@/features/risks/lists";
import AddPoint from "@/features/risks/parts/AddPoint.vue";
import PointDialog from "@/features/risks/parts/PointDialog.vue";
import RetireDialog from "@/features/risks/parts/RetireDialog.vue";
import { createQueryClient, installQuery } from "@/lib/query";
import { toasts } from "@/lib/toast";

import { json, serve } from "./server";

const PLACE = { inventory_id: 7, inventory_kind: "position", review_state: "approved" } as const;
const POINT = {
  ...PLACE, id: 9, version: 3, is_stale: false,
  duty: "核对教材款项", name: "选用倾向特定供应商", manifestation: "指定采购", causes: "缺少抽查", measures: "两人经手", remark: "",
  public_wording: "", power_id: null, step_id: null, found_by: ["self"], categories: {}, subcategories: {}, cause_kinds: [], location: "",
};
const SHEET = { id: 7, kind: "position", state: "approved", department_id: 4, year: 2026 };
const PATH = "/api/v1/risk-points/9";

function open(part: Component, props: Record<string, unknown>): VueWrapper {
  const lists = { ways: { value: [] }, schemes: { value: [] } } as unknown as RiskLists;
  const routes = [{ path: "/risks", name: "risk-point-list", component: { render: () => null } }];
  const router = createRouter({ history: createMemoryHistory(), routes });
  return mount(part, {
    props: { lists, ...props },
    attachTo: document.body,
    global: { plugins: [router, (app) => installQuery(app, createQueryClient())] },
  });
}
const change = (): VueWrapper => open(PointDialog, { place: PLACE, point: POINT });
const said = (): string[] => toasts.value.map((one) => one.text);
beforeEach(() => (toasts.value = []));

describe("a risk point of a signed sheet", () => {
  it("is changed as it was read, and says that the sheet is to be confirmed again", async () => {
    const log = serve({ [`PATCH ${PATH}`]: () => json({ ...POINT, version: 4, is_stale: true }) });
    const page = change();
    await flushPromises();
    expect(page.text()).toContain("改动以后，原来的认定需要复核确认");
    await page.findAll("textarea")[3]?.setValue("仍缺少抽查");
    await page.get("form").trigger("submit");
    await flushPromises();
    const sent = log.find((one) => one.method === "PATCH");
    expect(sent?.headers["If-Match"]).toBe('"v3"');
    expect(sent?.body).toMatchObject({ causes: "仍缺少抽查", name: POINT.name, found_by: ["self"] });
    expect(said()).toEqual(["已保存；排查表已变更，需要审核人复核确认"]);
    expect(page.emitted("closed")).toEqual([[true]]);
    page.unmount();
  });

  it("keeps its name", async () => {
    const log = serve({});
    const page = change();
    await page.findAll("textarea")[1]?.setValue("  ");
    await page.get("form").trigger("submit");
    await flushPromises();
    expect(log.some((one) => one.method === "PATCH")).toBe(false);
    expect(page.text()).toContain("请写明廉政风险点");
    page.unmount();
  });

  it("is added to the sheet, once however often one clicks; a refusal keeps what was typed", async () => {
    let isOnline = false;
    const log = serve({
      "POST /api/v1/risk-points": () =>
        isOnline ? json({ ...POINT, id: 10, is_stale: true }, 201) : json({ type: "/problems/unavailable", title: "暂时不能保存", status: 503 }, 503),
    });
    const page = open(AddPoint, { sheet: SHEET });
    expect(page.get("a").attributes("href")).toBe("/risks?department_id=4&year=2026");
    await page.get("button").trigger("click");
    await flushPromises();
    expect(page.text()).toContain("新增以后，原来的认定需要复核确认");
    await page.get("form").trigger("submit");
    expect(page.text()).toContain("请写明廉政风险点");
    await page.findAll("textarea")[1]?.setValue("验收时不核对数量");
    await page.get("form").trigger("submit");
    expect(page.text()).toContain("请写明表现形式");
    await page.findAll("textarea")[2]?.setValue("到货不清点就签字");
    await page.get("form").trigger("submit");
    await flushPromises();
    expect([page.text().includes("暂时不能保存"), page.emitted("added")]).toEqual([true, undefined]);
    isOnline = true;
    await page.get("form").trigger("submit");
    await flushPromises();
    const sent = log.filter((one) => one.method === "POST");
    expect(sent[1]?.body).toMatchObject({ inventory_id: 7, name: "验收时不核对数量", duty: "", found_by: [] });
    expect(new Set(sent.map((one) => one.headers["Idempotency-Key"])).size).toBe(1);
    expect(said()).toEqual(["已新增；排查表已变更，需要审核人复核确认"]);
    expect([page.emitted("added")?.length, page.find("form").exists()]).toEqual([1, false]);
    page.unmount();
  });

  it("is retired with a reason; a refusal stays in the dialog", async () => {
    let isClosed = true;
    const log = serve({
      [`POST ${PATH}/retirement`]: () =>
        isClosed ? json({ type: "/problems/year-closed", title: "年度已经封存", status: 409 }, 409) : json({ ...POINT, is_stale: true }),
    });
    const page = open(RetireDialog, { point: POINT });
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
