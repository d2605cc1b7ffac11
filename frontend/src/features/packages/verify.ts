/** Checks a package in the browser: each file in it against the manifest. Nothing leaves the computer. */
import { Sha256 } from "./sha256";
import { directory, type Entry, pieces } from "./zip";

export interface Fault {
  code: "broken" | "strange" | "illegible" | "unsupported" | "changed" | "missing" | "twice" | "extra";
  path: string;
}
export interface Verdict {
  digest: string;
  count: number;
  faults: Fault[];
}
interface Listed {
  path: string;
  sha256: string;
}
type Report = (done: number, total: number) => void;

const LAYOUT = "lianfang-package/1";
const MANIFEST = "manifest.json";
const SUMS = "SHA256SUMS";
/** Of what is read as a whole. */
const LIMIT = 256 * 1024 * 1024;
const SMALL = 16 * 1024 * 1024;

const failed = (code: Fault["code"], digest = ""): Verdict => ({ digest, count: 0, faults: [{ code, path: "" }] });

/** Rejects only when it is told to stop. */
export async function verify(file: Blob, report: Report = () => undefined, signal?: AbortSignal): Promise<Verdict> {
  if (typeof DecompressionStream === "undefined") return failed("unsupported");
  const entries = await directory(file).catch(() => undefined);
  if (!entries) return failed("broken");
  const manifest = entries.find((entry) => /^(?:[^/]+\/)?manifest\.json$/.test(entry.name));
  if (!manifest) return failed("strange");
  const text = await whole(file, manifest).catch(() => new Uint8Array());
  const digest = hash(text);
  const listed = listedIn(text);
  if (!listed) return failed("illegible", digest);
  const root = manifest.name.slice(0, -MANIFEST.length);
  const sums = listed.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("") + `${digest}  ${MANIFEST}\n`;
  const all = [...listed, { path: SUMS, sha256: hash(new TextEncoder().encode(sums)) }];
  const known = new Set([...all.map(({ path }) => root + path), manifest.name]);
  const faults = await compare(file, root, all, entries, report, signal);
  for (const { name } of entries) if (!known.has(name) && !name.endsWith("/")) faults.push({ code: "extra", path: name });
  return { digest, count: listed.length, faults };
}

function listedIn(text: Uint8Array): Listed[] | undefined {
  try {
    const { layout, files } = JSON.parse(new TextDecoder().decode(text)) as { layout: string; files: Listed[] };
    return layout === LAYOUT ? files.map(({ path, sha256 }) => ({ path, sha256 })) : undefined;
  } catch {
    return undefined;
  }
}

async function compare(
  file: Blob,
  root: string,
  listed: readonly Listed[],
  entries: readonly Entry[],
  report: Report,
  signal: AbortSignal | undefined,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const held = new Map<string, Entry>();
  for (const entry of entries) {
    if (held.has(entry.name)) faults.push({ code: "twice", path: entry.name });
    held.set(entry.name, entry);
  }
  for (const [at, { path, sha256 }] of listed.entries()) {
    report(at, listed.length);
    const entry = held.get(root + path);
    if (!entry) faults.push({ code: "missing", path });
    else if ((await digestOf(file, entry, signal)) !== sha256) faults.push({ code: "changed", path });
  }
  report(listed.length, listed.length);
  return faults;
}

/** A damaged entry has no hash. What is small the browser hashes itself, where the page came over https. */
async function digestOf(file: Blob, entry: Entry, signal: AbortSignal | undefined): Promise<string> {
  if (signal?.aborted) throw new Error("stopped");
  try {
    if (entry.size <= SMALL && globalThis.crypto?.subtle) return hex(await crypto.subtle.digest("SHA-256", await whole(file, entry)));
    const hasher = new Sha256();
    for await (const piece of pieces(file, entry)) {
      if (signal?.aborted) break;
      hasher.update(piece);
    }
    return hasher.digest();
  } catch {
    return "";
  }
}

const hash = (text: Uint8Array): string => new Sha256().update(text).digest();
const hex = (digest: ArrayBuffer): string => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Throws for what is larger than it says. */
async function whole(file: Blob, entry: Entry): Promise<Uint8Array<ArrayBuffer>> {
  const found: Uint8Array<ArrayBuffer>[] = [];
  let room = Math.min(entry.size, LIMIT);
  for await (const piece of pieces(file, entry)) {
    room -= piece.length;
    if (room < 0) throw new Error("too large");
    found.push(piece);
  }
  return new Uint8Array(await new Blob(found).arrayBuffer());
}
