import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";

import Combobox from "@/ui/Combobox.vue";
import Menu from "@/ui/Menu.vue";
import Pagination from "@/ui/Pagination.vue";
import SearchInput from "@/ui/SearchInput.vue";
import Tree from "@/ui/Tree.vue";

afterEach(() => vi.useRealTimers());

describe("Pagination", () => {
  const numbers = (page: number, total: number, size = 20) =>
    mount(Pagination, { props: { page, total, size } })
      .findAll(".number, .gap")
      .map((item) => item.text())
      .join(" ");

  it("shows both ends and the neighbours", () => {
    expect(numbers(1, 1234)).toBe("1 2 … 62");
    expect(numbers(5, 1234)).toBe("1 … 4 5 6 … 62");
    expect(numbers(4, 1234)).toBe("1 2 3 4 5 … 62");
    expect(numbers(62, 1234)).toBe("1 … 61 62");
    expect(numbers(2, 60)).toBe("1 2 3");
    expect(numbers(1, 20)).toBe("");
  });

  it("says where one is and goes on", async () => {
    const page = mount(Pagination, { props: { page: 3, total: 1234, size: 20 } });
    expect(page.get("[role=status]").text()).toBe("第 41–60 条，共 1,234 条");
    expect(page.get("[aria-current=page]").text()).toBe("3");
    await page.get("[aria-label=下一页]").trigger("click");
    expect(page.emitted("update:page")).toEqual([[4]]);
    await page.get("select").setValue("100");
    expect(page.emitted("size")).toEqual([[100]]);
  });

  it("does not claim to have counted further than the server does", () => {
    const page = mount(Pagination, { props: { page: 1, total: 10_000, size: 50 } });
    expect(page.get("[role=status]").text()).toContain("共 10,000+ 条");
  });
});

describe("SearchInput", () => {
  it("reports after a pause, and at once on Enter", async () => {
    // The pause ends while somebody goes on typing: the echo of the first words comes later.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const page = mount(SearchInput, { props: { label: "搜索", modelValue: "" } });
    await page.get("input").setValue("采");
    await page.get("input").setValue("采购 ");
    expect(page.emitted("update:modelValue")).toBeUndefined();
    vi.advanceTimersByTime(301);
    expect(page.emitted("update:modelValue")).toEqual([["采购"]]);
    await page.get("input").setValue("合同");
    await page.get("input").trigger("keydown", { key: "Enter" });
    expect(page.emitted("update:modelValue")).toEqual([["采购"], ["合同"]]);
  });
});

async function ready(): Promise<void> {
  await vi.dynamicImportSettled();
  await flushPromises();
}

describe("Combobox", () => {
  it("keeps its label and value while its list is on the way, then searches", async () => {
    const search = vi.fn<(text: string) => Promise<{ value: string; label: string }[]>>().mockResolvedValue([
      { value: "7", label: "李联络" },
    ]);
    const box = mount(Combobox, {
      props: { modelValue: "3", search, selected: { value: "3", label: "王老师" }, label: "责任人" },
      attachTo: document.body,
    });
    expect(box.get("input").element.value).toBe("王老师");
    expect(box.get("input").attributes("aria-label")).toBe("责任人");
    await ready();
    const input = box.get("input[role=combobox]");
    expect((input.element as HTMLInputElement).value).toBe("王老师");
    await input.trigger("click");
    await ready();
    expect(search).toHaveBeenCalledWith("", expect.any(AbortSignal));
    box.unmount();
  });
});

describe("Menu", () => {
  it("opens on the first click and reports the choice", async () => {
    const page = mount(Menu, {
      props: { label: "验收把关不严的操作", items: [{ id: "edit", label: "编辑" }] },
      attachTo: document.body,
    });
    expect(page.get("button").attributes("aria-label")).toBe("验收把关不严的操作");
    await page.get("button").trigger("click");
    await ready();
    const item = document.querySelector<HTMLElement>("[role=menuitem]");
    expect(item?.textContent).toContain("编辑");
    item?.click();
    await ready();
    expect(page.emitted("select")).toEqual([["edit"]]);
    page.unmount();
  });
});

describe("Tree", () => {
  interface Node {
    id: number;
    name: string;
    children: Node[];
  }
  const nodes: Node[] = [{ id: 1, name: "学院", children: [{ id: 2, name: "资产设备处", children: [] }] }];
  const tree = (props: Record<string, unknown> = {}) =>
    mount(Tree<Node>, {
      props: {
        label: "部门",
        nodes,
        nodeKey: (node: Node) => String(node.id),
        nodeLabel: (node: Node) => node.name,
        childrenOf: (node: Node) => node.children,
        ...props,
      },
      attachTo: document.body,
    });

  it("shows the open branches and the chosen node", () => {
    const page = tree({ expanded: ["1"], modelValue: "2" });
    const items = page.findAll("[role=treeitem]");
    expect(items.map((item) => item.text())).toEqual(["学院", "资产设备处"]);
    expect(items[0]?.attributes("aria-expanded")).toBe("true");
    expect(items[1]?.attributes("aria-selected")).toBe("true");
    page.unmount();
  });

  it("chooses by a click and opens by its arrow", async () => {
    const page = tree();
    await page.get("[role=treeitem]").trigger("click");
    expect(page.emitted("update:modelValue")).toEqual([["1"]]);
    expect(page.emitted("update:expanded")).toBeUndefined();
    await page.get(".twist").trigger("click");
    expect(page.emitted("update:expanded")).toEqual([[["1"]]]);
    page.unmount();
  });
});
