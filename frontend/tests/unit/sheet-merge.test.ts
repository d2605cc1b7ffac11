import { describe, expect, it } from "vitest";

import { mergeSheets, type StoredTexts } from "@/features/risks/merge";
import { editable, type EditRow, emptyRow } from "@/features/risks/rows";

const BLANK = { duty: "", name: "", manifestation: "", causes: "", measures: "", remark: "" };
const stored = (id: number, texts: Partial<StoredTexts> = {}): StoredTexts => ({ ...BLANK, name: `风险${id}`, ...texts, id });
const idsOf = (rows: readonly StoredTexts[]) => new Map(rows.map((row) => [`row-${row.id}`, row.id]));
/** The rows on screen, one of them with new words. */
const typed = (rows: readonly StoredTexts[], id: number, texts: Partial<EditRow>): EditRow[] =>
  rows.map((row) => ({ ...editable(row), ...(row.id === id ? texts : {}) }));
const names = (rows: readonly EditRow[]): string[] => rows.map((row) => row.name);

describe("two copies of a sheet", () => {
  const base = [stored(1), stored(2)];

  it("join when they changed different cells", () => {
    const mine = typed(base, 1, { causes: "这里写的原因" });
    const merged = mergeSheets(base, mine, idsOf(base), [stored(1, { measures: "那边写的措施" }), stored(2)]);
    expect(merged.rows[0]).toMatchObject({ causes: "这里写的原因", measures: "那边写的措施" });
    expect(merged.clashes).toEqual([]);
    expect(merged.isChanged).toBe(true);
  });

  it("clash only where both changed one cell differently; what stands here stays until decided", () => {
    const mine = typed(base, 2, { name: "这里", causes: "一样" });
    const merged = mergeSheets(base, mine, idsOf(base), [stored(1), stored(2, { name: "那边", causes: " 一样 " })]);
    expect(merged.clashes).toEqual([{ key: "row-2", index: 1, cell: "name", mine: "这里", theirs: "那边" }]);
    expect(merged.rows[1]?.name).toBe("这里");
  });

  it("say when the other side brought nothing", () => {
    const mine = typed(base, 1, { remark: "备注" });
    const merged = mergeSheets(base, mine, idsOf(base), base);
    expect(merged.isChanged).toBe(false);
    expect(merged.rows).toEqual(mine);
  });

  it("keep rows added on either side, each with its point", () => {
    const fresh = { ...emptyRow(), name: "这里新增" };
    const merged = mergeSheets(base, [...base.map(editable), fresh], idsOf(base), [...base, stored(3, { name: "那边新增" })]);
    expect(names(merged.rows)).toEqual(["风险1", "风险2", "这里新增", "那边新增"]);
    expect([...merged.ids]).toEqual([["row-1", 1], ["row-2", 2], ["row-3", 3]]);
  });

  it("drop a row that one side deleted and the other left alone", () => {
    expect(names(mergeSheets(base, base.map(editable), idsOf(base), [stored(1)]).rows)).toEqual(["风险1"]);
    const mine = [editable(stored(1))];
    const merged = mergeSheets(base, mine, idsOf([stored(1)]), base);
    expect(names(merged.rows)).toEqual(["风险1"]);
    expect(merged.isChanged).toBe(false);
  });

  it("lose nothing that was written: deleted on one side, changed on the other", () => {
    const changed = typed(base, 2, { causes: "改过" });
    const here = mergeSheets(base, changed, idsOf(base), [stored(1)]);
    expect(here.rows[1]?.causes).toBe("改过");
    expect(here.ids.has("row-2")).toBe(false);
    const there = mergeSheets(base, [editable(stored(1))], idsOf([stored(1)]), [stored(1), stored(2, { causes: "改过" })]);
    expect(there.rows[1]?.causes).toBe("改过");
    expect(there.ids.get("row-2")).toBe(2);
  });
});
