import { describe, expect, it } from "vitest";

import { meaningsOf, OUT, USUAL, wordsOf } from "@/features/imports/mapping";
import type { Import, TableSeen } from "@/features/imports/queries";
import { refusal } from "@/features/imports/uploads";

type Seen = TableSeen["columns"][number];
type Level = TableSeen["levels"][number];
const column = (text: string, means: Seen["column"], origin: Seen["origin"]): Seen => ({ at: 1, text, column: means, origin });
const level = (word: string, means: Level["level"], origin: Level["origin"]): Level => ({ word, level: means, origin });
const table = (columns: Seen[], levels: Level[] = []): TableSeen => ({ source: "", sheet: "", table: 1, kind: null, columns, levels });
const file = (...tables: TableSeen[]): Pick<Import, "tables"> => ({ tables });

describe("words of a file", () => {
  it("stand once, whatever their spaces, with how many tables they are in", () => {
    const words = wordsOf(file(table([column("风险点", "risk_point", "usual")]), table([column("风 险 点", "risk_point", "usual")])));
    expect(words.map(({ text, means, tables }) => [text, means, tables])).toEqual([["风险点", "risk_point", 2]]);
  });
  it("left out on purpose are not unknown ones", () => {
    const words = wordsOf(file(table([column("序", null, "chosen"), column("对策", null, "unknown")])));
    expect(words.map((word) => word.means)).toEqual([OUT, ""]);
  });
});

describe("meanings to read with", () => {
  const words = wordsOf(
    file(table([column("风险点", "risk_point", "usual"), column("对策", "measures", "remembered"), column("毛病", null, "unknown")], [level("严重", null, "unknown")])),
  );
  const key = (text: string): string => words.find((word) => word.text === text)?.key ?? "";

  it("are those decided before, and nothing else", () => {
    expect(meaningsOf(words, {}, true)).toEqual({ columns: [{ text: "对策", column: "measures" }], levels: [], is_remembered: true });
  });
  it("take changes up", () => {
    const changes = { [key("毛病")]: "manifestation", [key("严重")]: "high", [key("风险点")]: OUT };
    expect(meaningsOf(words, changes, false)).toEqual({
      columns: [
        { text: "风险点", column: null },
        { text: "对策", column: "measures" },
        { text: "毛病", column: "manifestation" },
      ],
      levels: [{ word: "严重", level: "high" }],
      is_remembered: false,
    });
  });
  it("go back to the usual ones", () => {
    expect(meaningsOf(words, { [key("对策")]: USUAL }, true).columns).toEqual([]);
  });
});

describe("files that need not be sent", () => {
  const limits = { file_bytes: 1024, files: 3, accepts: [".docx", ".xlsx"], converts: [] as string[] };
  it.each([
    ["表.docx", 1024, ""],
    ["表.DOCX", 1, ""],
    ["表.docx", 1025, "文件有 2 KB，超过 1 KB；请删去图片或拆成几个。"],
    ["表.docx", 0, "文件是空的，请重新选择。"],
    ["表.doc", 1, "旧格式不能直接读，请用原来的软件另存为 .docx 后再上传。"],
    ["表.pdf", 1, "这种文件不能读，请上传 .docx、.xlsx。"],
    ["无扩展名", 1, "这种文件不能读，请上传 .docx、.xlsx。"],
  ])("%s of %i bytes", (name, size, reason) => expect(refusal({ name, size }, limits)).toBe(reason));
  it("may be old ones where they are converted", () => {
    expect(refusal({ name: "表.doc", size: 1 }, { ...limits, converts: [".doc"] })).toBe("");
  });
});
