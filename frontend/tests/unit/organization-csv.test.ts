import { describe, expect, it } from "vitest";

import { cellsOf, decode, readSheet, splitRecords, toCsv } from "@/features/organization/csv";
import { batchesOf, emptyReport, merge } from "@/features/organization/load";

const KEY = ["code", "岗位编码", "编码"];

describe("reading a table", () => {
  it("knows UTF-8 and GBK apart", () => {
    expect(decode(new TextEncoder().encode("岗位编码"))).toBe("岗位编码");
    expect(decode(new Uint8Array([0xb8, 0xda, 0xce, 0xbb]))).toBe("岗位");
    expect(decode(new Uint8Array([0xff, 0xfe, 0x0f, 0x5c]))).toBe("小");
  });

  it("keeps a quoted cell over two lines together and counts lines as the file does", () => {
    const records = splitRecords('a,b\r\n1,"x\ny"\r\n2,z\r\n');
    expect(records.map(({ line, raw }) => [line, raw])).toEqual([
      [1, "a,b"],
      [2, '1,"x\ny"'],
      [4, "2,z"],
      [5, ""],
    ]);
    expect(cellsOf('1,"x, ""y"""', ",")).toEqual(["1", 'x, "y"']);
  });

  it("finds the header below a title and skips blank rows", () => {
    const sheet = readSheet("\uFEFF岗位一览\n\n岗位编码*（必填）,岗位名称\n,\nA-1,会计\n", KEY);
    expect(sheet?.header.line).toBe(3);
    expect(sheet?.rows.map((row) => row.line)).toEqual([5]);
  });

  it("leaves a table to the server when the key column is missing or a separator is declared", () => {
    expect(readSheet("名称\n会计\n", KEY)).toBeNull();
    expect(readSheet("sep=|\n岗位编码|名称\n", KEY)).toBeNull();
  });
});

describe("writing a table", () => {
  it("quotes, marks the encoding and disarms formulas", () => {
    expect(toCsv([["a", 'b"c', "=1+1"]])).toBe('\uFEFFa,"b""c",\'=1+1\r\n');
  });
});

describe("batches", () => {
  const lines = ["岗位编码,名称", ...Array.from({ length: 450 }, (_, at) => `P-${at},岗位${at}`)];
  const sheet = readSheet(lines.join("\n"), KEY);
  if (!sheet) throw new Error("the table must be readable");

  it("leave out the rows that failed the check and repeat the header", async () => {
    const batches = batchesOf(sheet, new Set([0, 449]));
    expect(batches.map((batch) => batch.rows?.length)).toEqual([200, 200, 48]);
    expect(new Set(batches.map((batch) => batch.key)).size).toBe(3);
    const text = await batches[2]?.body.text();
    expect(text?.split("\r\n").slice(0, 2)).toEqual(["岗位编码,名称", "P-401,岗位401"]);
  });

  it("tell errors in the line numbers of the whole file", () => {
    const error = { code: "x", column: null, index: 1, key: "P-201", line: 3, message: "……", pointer: "/1" };
    const batch = { ...emptyReport(), total: 2, created: 1, failed: 1, errors: [error] };
    const all = merge({ ...emptyReport(), total: 5, created: 5 }, batch, [200, 201], sheet);
    expect(all).toMatchObject({ total: 7, created: 6, failed: 1 });
    expect(all.errors[0]).toMatchObject({ index: 201, line: 203 });
  });
});
