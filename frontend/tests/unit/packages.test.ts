import { describe, expect, it, vi } from "vitest";

import { nextLook, type Package } from "@/features/packages/queries";
import { Sha256 } from "@/features/packages/sha256";
import { verify } from "@/features/packages/verify";
import { directory, pieces } from "@/features/packages/zip";

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
/** The same with every number in 64 bits: Python's zipfile with its limits at 0. */
const WIDE = [
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
  "RzHMxv/jy9Pz8v55Pn6t2qbuhgKXFwj15jXlhioJg6opQe1mHN4ngwzc3dSmi8pkUuECAqA2jre2vo6+nVc32816+ANQSwECLQMtAAAICAAAQHtdxDDdjf//",
  "////////OgAUAAAAAAAAAAAApAEAAAAA5pWZ5Yqh5aSEMjAyNuW5tOW6puato+W8j+ihqOagvC/mlZnliqHlpIQv6IGM5p2D55uu5b2VLnR4dAEAEABAAQAA",
  "AAAAABgAAAAAAAAAUEsBAi0DLQAACAAAAEB7XXh3pg///////////zgAHAAAAAAAAAAAAKQB/////+aVmeWKoeWkhDIwMjblubTluqbmraPlvI/ooajmoLwv",
  "5pWZ5Yqh5aSEL+aOkuafpeihqC5kb2N4AQAYAAwAAAAAAAAADAAAAAAAAACEAAAAAAAAAFBLAQItAy0AAAgIAABAe10bERXu//////////8tABwAAAAAAAAA",
  "AACkAf/////mlZnliqHlpIQyMDI25bm05bqm5q2j5byP6KGo5qC8L21hbmlmZXN0Lmpzb24BABgAiAIAAAAAAAA/AQAAAAAAAPoAAAAAAAAAUEsBAi0DLQAA",
  "CAgAAEB7XS9rWYH//////////yoAHAAAAAAAAAAAAKQB/////+aVmeWKoeWkhDIwMjblubTluqbmraPlvI/ooajmoLwvU0hBMjU2U1VNUwEAGAAIAQAAAAAA",
  "ANQAAAAAAAAAmAIAAAAAAABQSwYGLAAAAAAAAAAtAC0AAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAA6QEAAAAAAADIAwAAAAAAAFBLBgcAAAAAsQUAAAAAAAAB",
  "AAAAUEsFBgAAAAAEAAQA6QEAAMgDAAAAAA==",
].join("");
const MANIFEST = "601fe0f8bdbc25d18721f3ca830ceaa4fbe9a0504eba8a9eaa53a7c0a8a7008a";
const STORED = "stored bytes";

const bytes = (text = PACKAGE): Uint8Array<ArrayBuffer> => new Uint8Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
const fileOf = (data: BlobPart): File => new File([data], "package.zip");
/** A zip of stored texts in the 64-bit format, as if so many bytes stood before it; listed so many times. */
function zipOf(files: Record<string, string>, before = 0, times = 1): File {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const heads: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new TextEncoder();
  const record = (length: number, numbers: [at: number, bytes: 2 | 4 | 8, value: number][]): Uint8Array<ArrayBuffer> => {
    const view = new DataView(new ArrayBuffer(length));
    for (const [at, width, value] of numbers) {
      if (width === 2) view.setUint16(at, value, true);
      else if (width === 4) view.setUint32(at, value, true);
      else view.setBigUint64(at, BigInt(value), true);
    }
    return new Uint8Array(view.buffer);
  };
  let offset = before;
  for (const [name, text] of Object.entries(files)) {
    const [title, content] = [encoder.encode(name), encoder.encode(text)];
    const size = content.length;
    parts.push(record(30, [[0, 4, 0x04034b50], [18, 4, size], [22, 4, size], [26, 2, title.length]]), title, content);
    const wide: [number, 4, number][] = [[20, 4, 0xffffffff], [24, 4, 0xffffffff], [42, 4, 0xffffffff]];
    heads.push(record(46, [[0, 4, 0x02014b50], [28, 2, title.length], [30, 2, 36], ...wide]), title);
    // Another program's field first.
    heads.push(record(36, [[0, 2, 0x5455], [2, 2, 4], [8, 2, 1], [10, 2, 24], [12, 8, size], [20, 8, size], [28, 8, offset]]));
    offset += 30 + title.length + size;
  }
  const length = times * heads.reduce((sum, part) => sum + part.length, 0);
  const count = times * Object.keys(files).length;
  const once = heads.flatMap((part) => [...part]);
  const listed = new Uint8Array(length);
  for (let at = 0; at < length; at += once.length) listed.set(once, at);
  const end64 = record(56, [[0, 4, 0x06064b50], [4, 8, 44], [24, 8, count], [32, 8, count], [40, 8, length], [48, 8, offset]]);
  const locator = record(20, [[0, 4, 0x07064b50], [8, 8, offset + length], [16, 4, 1]]);
  const end = record(22, [[0, 4, 0x06054b50], [8, 2, 0xffff], [10, 2, 0xffff], [12, 4, 0xffffffff], [16, 4, 0xffffffff]]);
  return new File([...parts, listed, end64, locator, end], "package.zip");
}
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

  it("reads one whose numbers take 64 bits", async () => {
    expect(await verify(fileOf(bytes(WIDE)))).toEqual({ digest: MANIFEST, count: 2, faults: [] });
  });

  it("shows what was changed", async () => {
    const data = bytes(WIDE);
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
    expect((await verify(fileOf(bytes(WIDE).slice(0, -30)))).faults[0]?.code).toBe("broken");
  });

  it("does without the browser's own hash, which there is only over https", async () => {
    vi.stubGlobal("crypto", {});
    expect(await verify(fileOf(bytes()))).toEqual({ digest: MANIFEST, count: 2, faults: [] });
    vi.unstubAllGlobals();
  });

  it("shows a list of hashes that somebody rewrote, and a manifest that says nothing", async () => {
    expect((await verify(zipOf({ "甲/manifest.json": "{}" }))).faults).toEqual([{ code: "illegible", path: "" }]);
    const empty = { "甲/manifest.json": '{"layout":"lianfang-package/1","files":[]}', "甲/SHA256SUMS": "nothing", "乙.txt": "" };
    expect((await verify(zipOf(empty))).faults).toEqual([
      { code: "changed", path: "SHA256SUMS" },
      { code: "extra", path: "乙.txt" },
    ]);
  });

  it("stops when nobody waits any more", async () => {
    const leaving = new AbortController();
    await expect(verify(fileOf(bytes()), () => leaving.abort(), leaving.signal)).rejects.toThrow("stopped");
  });
});

describe("the directory of a large zip", () => {
  it("lists more than 65,535 entries", async () => {
    const zip = zipOf({ "甲.txt": "", "乙.txt": "" }, 0, 32_800);
    const entries = await directory(zip);
    expect(entries).toHaveLength(65_600);
    expect(entries.at(-1)).toMatchObject({ name: "乙.txt", size: 0, offset: 37 });
  });

  it("finds entries beyond 4 GiB, and reads no more than it needs", async () => {
    const far = 5 * 2 ** 30;
    const zip = zipOf({ "远.txt": "beyond", "更远.txt": "behind it" }, far);
    let read = 0;
    const file = {
      size: far + zip.size,
      slice(from: number, to: number) {
        read += to - from;
        const zeros = new Uint8Array(Math.max(0, far - from));
        return new Blob([zeros, zip.slice(Math.max(0, from - far), to - far)]);
      },
    } as Blob;
    const entries = await directory(file);
    expect(entries.map(({ name, offset }) => [name, offset > far - 1])).toEqual([["远.txt", true], ["更远.txt", true]]);
    const found: string[] = [];
    for (const entry of entries) for await (const piece of pieces(file, entry)) found.push(new TextDecoder().decode(piece));
    expect(found).toEqual(["beyond", "behind it"]);
    expect(read).toBeLessThan(70_000);
  });
});

describe("hashing in pieces", () => {
  it("gives what the browser gives, whatever the length", async () => {
    const data = Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % 256);
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 128, 300]) {
      const hasher = new Sha256();
      for (let at = 0; at < length; at += 37) hasher.update(data.subarray(at, Math.min(length, at + 37)));
      const known = new Uint8Array(await crypto.subtle.digest("SHA-256", data.subarray(0, length)));
      expect(hasher.digest()).toBe([...known].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
    }
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
