import { describe, expect, it } from "vitest";

import { nextLook, type Package } from "@/features/packages/queries";
import { verify } from "@/features/packages/verify";

/** A package as the server writes one: a text that is deflated and a document that is stored. */
const PACKAGE = [
  "UEsDBC0AAAgIAABAe13EMN2N//////////86ABQA5pWZ5Yqh5aSEMjAyNuW5tOW6puato+W8j+ihqOagvC/mlZnliqHlpIQv6IGM5p2D55uu5b2VLnR4dAEA",
  "EABAAQAAAAAAABgAAAAAAAAAezZ15rO5E142dD6fsuJxQxPXs1E+SXwAUEsDBC0AAAgAAABAe114d6YP//////////84ABQA5pWZ5Yqh5aSEMjAyNuW5tOW6",
  "puato+W8j+ihqOagvC/mlZnliqHlpIQv5o6S5p+l6KGoLmRvY3gBABAADAAAAAAAAAAMAAAAAAAAAHN0b3JlZCBieXRlc1BLAwQtAAAICAAAQHtdGxEV7v//",
  "////////LQAUAOaVmeWKoeWkhDIwMjblubTluqbmraPlvI/ooajmoLwvbWFuaWZlc3QuanNvbgEAEACIAgAAAAAAAD8BAAAAAAAArVDLSsNAFN33K0LWtc28",
  "p/6KuLjzakPTpCSpqKUL0ZWIC6ELEZGCgiv/wM9p7GeYjI8oFXTh5jLnzOGce8+8EwRhAkfZrAx361cMqYN0uDMFPYah7aOw2yjeYS1BHrs4sUWN9moQBHM/",
  "vawcNTbV8np9vlrfn/U3JxfV7enLzdP6edkrD0tv57VFfNz4ERy11Agw442BGFAQiEUDSyUFJylxAhPCDRdIcsSEURZhZxkxBCnkLLFWGMpMJCJHhW5jDrJk",
  "NmmC2ph0NlE2/7jFU2VcJo0o/Lpva5LbYpqlRazeRO2HgdKa71RuJ5CPPeepRfe3jqrLq+ruYbN67JlMH241hPAPBWGHDZNaI8qFpCpynGJJtFTYUJAYq4gr",
  "RgnFVlCiOALQYBBRzHFADOjfCsLbBX0u+0/t1HO/s+i8AlBLAwQtAAAICAAAQHtdL2tZgf//////////KgAUAOaVmeWKoeWkhDIwMjblubTluqbmraPlvI/o",
  "oajmoLwvU0hBMjU2U1VNUwEAEAAIAQAAAAAAANQAAAAAAAAATY4xTgNBDAD7e8W9INhr79r3HHt3LYFEUuSKtAiqCFEgpUAIoUggUfEDnpMjzyAl5UwxGpnY",
  "BDNMnZUtlCkkEZVWBLVgluYdU/RMjdAxOvUujXMDgWCp47gcXk774+nj4ep897i83f++fp9+Dqt5Nw8pUstaK3IRZYconJSqempsmpJD8czEqQuTFzSr1pA8",
  "RzHMxv/jy9Pz8v55Pn6t2qbuhgKXFwj15jXlhioJg6opQe1mHN4ngwzc3dSmi8pkUuECAqA2jre2vo6+nVc32816+ANQSwECLQMtAAAICAAAQHtdxDDdjRgA",
  "AABAAQAAOgAAAAAAAAAAAAAApAEAAAAA5pWZ5Yqh5aSEMjAyNuW5tOW6puato+W8j+ihqOagvC/mlZnliqHlpIQv6IGM5p2D55uu5b2VLnR4dFBLAQItAy0A",
  "AAgAAABAe114d6YPDAAAAAwAAAA4AAAAAAAAAAAAAACkAYQAAADmlZnliqHlpIQyMDI25bm05bqm5q2j5byP6KGo5qC8L+aVmeWKoeWkhC/mjpLmn6Xooagu",
  "ZG9jeFBLAQItAy0AAAgIAABAe10bERXuPwEAAIgCAAAtAAAAAAAAAAAAAACkAfoAAADmlZnliqHlpIQyMDI25bm05bqm5q2j5byP6KGo5qC8L21hbmlmZXN0",
  "Lmpzb25QSwECLQMtAAAICAAAQHtdL2tZgdQAAAAIAQAAKgAAAAAAAAAAAAAApAGYAgAA5pWZ5Yqh5aSEMjAyNuW5tOW6puato+W8j+ihqOagvC9TSEEyNTZT",
  "VU1TUEsFBgAAAAAEAAQAgQEAAMgDAAAAAA==",
].join("");
const MANIFEST = "601fe0f8bdbc25d18721f3ca830ceaa4fbe9a0504eba8a9eaa53a7c0a8a7008a";
const STORED = "stored bytes";

const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(Uint8Array.from(atob(PACKAGE), (letter) => letter.charCodeAt(0)));
const fileOf = (data: BlobPart): File => new File([data], "package.zip");
/** Where a text lies in the file. */
function place(data: Uint8Array, text: string): number {
  const wanted = [...new TextEncoder().encode(text)];
  return data.findIndex((_, at) => wanted.every((byte, offset) => data[at + offset] === byte));
}

describe("checking a package in the browser", () => {
  it("finds nothing wrong with one that is intact", async () => {
    const seen: number[] = [];
    const verdict = await verify(fileOf(bytes()), (done, total) => seen.push(done / total));
    expect(verdict).toEqual({ digest: MANIFEST, count: 2, faults: [] });
    expect(seen.at(-1)).toBe(1);
  });

  it("shows what was changed", async () => {
    const data = bytes();
    const at = place(data, STORED);
    expect(at).toBeGreaterThan(0);
    data[at] = 88;
    const { faults } = await verify(fileOf(data));
    expect(faults).toEqual([{ code: "changed", path: "教务处/排查表.docx" }]);
  });

  it("shows a damaged text", async () => {
    const data = bytes();
    const at = place(data, "职权目录.txt") + new TextEncoder().encode("职权目录.txt").length + 24;
    data[at] = (data[at] ?? 0) ^ 255;
    const { faults } = await verify(fileOf(data));
    expect(faults).toContainEqual({ code: "changed", path: "教务处/职权目录.txt" });
  });

  it("refuses what is no package", async () => {
    for (const text of ["", "no zip", "PK"]) expect((await verify(fileOf(text))).faults[0]?.code).toBe("broken");
    const end = new Uint8Array(22);
    end.set([80, 75, 5, 6]);
    expect((await verify(fileOf(end))).faults[0]?.code).toBe("strange");
  });
});

describe("asking again", () => {
  const one = (state: Package["state"], age: number): Package =>
    ({ state, created_at: new Date(1_000_000 - age * 1000).toISOString() }) as Package;

  it("asks more rarely the longer it takes, and not at all when nothing is worked on", () => {
    const look = (state: Package["state"], age: number) => nextLook([one("ready", 0), one(state, age)], 1_000_000);
    expect([look("queued", 1), look("running", 60), look("running", 600)]).toEqual([1000, 2000, 5000]);
    expect(look("failed", 1)).toBe(false);
    expect(nextLook(undefined)).toBe(false);
  });
});
