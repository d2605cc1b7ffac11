import { afterEach, describe, expect, it } from "vitest";

import { me, type Me } from "@/api/session";
import { type DepartmentNode, reaches } from "@/features/organization/queries";
import { type Held, inOrder, isPast, periodOf } from "@/features/organization/terms";
import { flatten, matches, pathTo, prune } from "@/features/organization/tree";
import { linesOf } from "@/features/organization/words";

function node(id: number, name: string, children: DepartmentNode[] = []): DepartmentNode {
  return { id, code: `D${id}`, name, kind: "office", retired_on: null, position_count: 0, children };
}
const tree = [node(1, "学院", [node(2, "财务处", [node(3, "教科文科")]), node(4, "教务处")])];

function held(id: number, rank: number, from: string, until: string | null = null): Held {
  return { kind: "officers", id, version: 1, rank, title: "李联络", to: null, tag: "联络员", from, until };
}

describe("the tree of departments", () => {
  it("is walked from the root down", () => {
    expect(flatten(tree).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(pathTo(tree, 3).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(pathTo(tree, 9)).toEqual([]);
  });

  it("keeps what stands above a hit", () => {
    const found = prune(tree, (unit) => matches(unit, "教科"));
    expect(flatten(found).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(prune(tree, (unit) => matches(unit, "没有"))).toEqual([]);
    expect(matches(tree[0] as DepartmentNode, "d1 学")).toBe(true);
  });
});

describe("reach", () => {
  afterEach(() => (me.value = null));
  function grant(is_school: boolean, department_ids: number[]): void {
    const reach = { permission: "positions:write", is_school, is_own: false, department_ids };
    me.value = { reaches: [reach], permissions: ["positions:write"] } as unknown as Me;
  }

  it("covers the granted department and all below it", () => {
    grant(false, [2]);
    expect(reaches("positions:write", tree, 3)).toBe(true);
    expect(reaches("positions:write", tree, 4)).toBe(false);
    grant(true, []);
    expect(reaches("positions:write", tree, 4)).toBe(true);
  });

  it("is empty for strangers", () => expect(reaches("positions:write", tree, 1)).toBe(false));
});

describe("terms of office", () => {
  it("put the head first and former ones last", () => {
    const terms = [held(1, 1, "2026-03-01"), held(2, 0, "2020-01-01", "2021-01-01"), held(3, 0, "2025-01-01"), held(4, 0, "2022-01-01", "2024-01-01")];
    expect(inOrder(terms).map(({ id }) => id)).toEqual([3, 1, 4, 2]);
  });

  it("last through their last day", () => {
    expect(isPast({ until: "2026-05-01" }, "2026-05-01")).toBe(false);
    expect(isPast({ until: "2026-05-01" }, "2026-05-02")).toBe(true);
    expect(periodOf(held(1, 0, "2020-03-01", "2021-04-30"))).toBe("2020年3月1日至2021年4月30日");
  });
});

describe("duties", () => {
  it("are one a line", () => expect(linesOf(" 预算 \r\n\n决算\n")).toEqual(["预算", "决算"]));
});
