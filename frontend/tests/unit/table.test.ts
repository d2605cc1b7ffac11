import { mount } from "@vue/test-utils";
import { afterEach, describe, expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import { isPhone } from "@/lib/media";
import type { Column } from "@/ui/columns";
import DataTable from "@/ui/DataTable.vue";

interface Row {
  id: number;
  name: string;
  place: string;
}
const rows: Row[] = [
  { id: 1, name: "验收把关不严", place: "资产设备处" },
  { id: 2, name: "科研经费套取", place: "科研处" },
];
const columns: Column<Row>[] = [
  { key: "name", title: "风险点", sort: "name", phone: "title" },
  { key: "place", title: "部门" },
];
const Page = { template: "<p />", render: () => null };
const router = () => createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: Page }] });

function table(props: Record<string, unknown> = {}) {
  const at = router();
  const page = mount(DataTable<Row>, {
    props: {
      caption: "风险点",
      columns,
      rows,
      rowKey: (row: Row) => row.id,
      rowName: (row: Row) => row.name,
      rowTo: (row: Row) => `/risks/${row.id}`,
      selectable: true,
      ...props,
    },
    slots: { empty: "没有风险点", bulk: "批量" },
    global: { plugins: [at] },
  });
  return { page, at };
}
afterEach(() => (isPhone.value = false));

describe("DataTable", () => {
  it("says how it is sorted and asks for the other way", async () => {
    const { page } = table({ sort: "name" });
    const [, name, place] = page.findAll("th");
    expect(name?.attributes("aria-sort")).toBe("ascending");
    expect(place?.attributes("aria-sort")).toBeUndefined();
    await name?.get("button").trigger("click");
    expect(page.emitted("update:sort")).toEqual([["-name"]]);
    await page.setProps({ sort: "-id" });
    expect(name?.attributes("aria-sort")).toBe("none");
  });

  it("selects rows and the whole page, keeping what was chosen elsewhere", async () => {
    const { page } = table({ selected: [9] });
    const boxes = page.findAll("input[type=checkbox]");
    expect(boxes[1]?.attributes("aria-label")).toBe("选择这一行：验收把关不严");
    await boxes[1]?.setValue(true);
    expect(page.emitted("update:selected")?.[0]).toEqual([[9, 1]]);
    await page.setProps({ selected: [9, 1] });
    await boxes[0]?.setValue(true);
    expect(page.emitted("update:selected")?.[1]).toEqual([[9, 1, 2]]);
    await page.setProps({ selected: [9, 1, 2] });
    expect(page.get(".table-bulk").text()).toContain("已选 3 项");
    await boxes[0]?.setValue(false);
    expect(page.emitted("update:selected")?.[2]).toEqual([[9]]);
  });

  it("opens a row by its link and by a click beside it", async () => {
    const { page, at } = table();
    expect(page.get("tbody a").attributes("href")).toBe("/risks/1");
    await page.findAll("tbody tr")[1]?.findAll("td")[2]?.trigger("click");
    await new Promise((done) => setTimeout(done));
    expect(at.currentRoute.value.path).toBe("/risks/2");
  });

  it("does not open a row for a click on its checkbox", async () => {
    const { page, at } = table();
    await page.findAll("tbody input")[1]?.trigger("click");
    await new Promise((done) => setTimeout(done));
    expect(at.currentRoute.value.path).toBe("/");
  });

  it("shows lines of the true height first, old rows dimmed later, and what to do when empty", async () => {
    const { page } = table({ loading: true, rows: [], skeleton: 4 });
    expect(page.findAll("tbody tr")).toHaveLength(4);
    await page.setProps({ loading: false, busy: true, rows });
    expect(page.get("table").classes()).toContain("stale");
    expect(page.get("[role=status]").text()).toBe("正在更新列表");
    await page.setProps({ busy: false, rows: [] });
    expect(page.text()).toContain("没有风险点");
  });

  it("becomes cards on a phone", async () => {
    isPhone.value = true;
    const { page } = table({ sort: "name" });
    expect(page.find("table").exists()).toBe(false);
    const [card] = page.findAll("li");
    expect(card?.get("a").text()).toBe("验收把关不严");
    expect(card?.get("dt").text()).toBe("部门");
    expect(card?.get("dd").text()).toBe("资产设备处");
    await page.get("select").setValue("-name");
    expect(page.emitted("update:sort")).toEqual([["-name"]]);
    await card?.get("input").setValue(true);
    expect(page.emitted("update:selected")).toEqual([[[1]]]);
  });
});
