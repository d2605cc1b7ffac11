/**
 * Checks a package in the browser: each file in it against the manifest. Nothing leaves the computer.
 * Reads the zip's directory itself and one entry at a time, so that a large package does not fill the memory.
 */
export interface Fault {
  code: "broken" | "strange" | "unsupported" | "changed" | "missing" | "extra";
  path: string;
}
export interface Verdict {
  digest: string;
  count: number;
  faults: Fault[];
}
interface Entry {
  name: string;
  method: number;
  packed: number;
  offset: number;
}
type Report = (done: number, total: number) => void;

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const TAIL = 66_000;
const BIG = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

const failed = (code: Fault["code"]): Verdict => ({ digest: "", count: 0, faults: [{ code, path: "" }] });

export async function verify(file: File, report: Report = () => undefined): Promise<Verdict> {
  if (!globalThis.crypto?.subtle || typeof DecompressionStream === "undefined") return failed("unsupported");
  const entries = await directory(file).catch(() => undefined);
  if (!entries) return failed("broken");
  const manifest = entries.find((entry) => /^[^/]*\/?manifest\.json$/.test(entry.name));
  if (!manifest) return failed("strange");
  const root = manifest.name.slice(0, -"manifest.json".length);
  try {
    const bytes = await content(file, manifest);
    const listed = (JSON.parse(new TextDecoder().decode(bytes)) as { files: { path: string; sha256: string }[] }).files;
    return { digest: await hash(bytes), count: listed.length, faults: await compare(file, root, listed, entries, report) };
  } catch {
    return failed("broken");
  }
}

async function compare(
  file: File,
  root: string,
  listed: readonly { path: string; sha256: string }[],
  entries: readonly Entry[],
  report: Report,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const known = new Set([...listed.map(({ path }) => root + path), `${root}manifest.json`, `${root}SHA256SUMS`]);
  const held = new Map(entries.map((entry) => [entry.name, entry]));
  for (const [at, { path, sha256 }] of listed.entries()) {
    report(at, listed.length);
    const entry = held.get(root + path);
    if (!entry) faults.push({ code: "missing", path });
    else if ((await digestOf(file, entry)) !== sha256) faults.push({ code: "changed", path });
  }
  report(listed.length, listed.length);
  for (const { name } of entries) if (!known.has(name) && !name.endsWith("/")) faults.push({ code: "extra", path: name });
  return faults;
}

/** A damaged entry has no hash. */
async function digestOf(file: File, entry: Entry): Promise<string> {
  try {
    return await hash(await content(file, entry));
  } catch {
    return "";
  }
}

async function hash(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function view(file: File, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer());
}

/** Every entry as the directory at the end of the file lists it. Throws for what is no zip, or needs 64-bit offsets. */
async function directory(file: File): Promise<Entry[]> {
  const start = Math.max(0, file.size - TAIL);
  const tail = await view(file, start, file.size);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no directory");
  const size = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  if (size === BIG || offset === BIG) throw new Error("too large");
  return entriesOf(await view(file, offset, offset + size));
}

function entriesOf(data: DataView): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= data.byteLength && data.getUint32(at, true) === CENTRAL; ) {
    const length = data.getUint16(at + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(data.buffer, data.byteOffset + at + 46, length));
    entries.push({
      name,
      method: data.getUint16(at + 10, true),
      packed: data.getUint32(at + 20, true),
      offset: data.getUint32(at + 42, true),
    });
    at += 46 + length + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  return entries;
}

async function content(file: File, entry: Entry): Promise<ArrayBuffer> {
  const head = await view(file, entry.offset, entry.offset + 30);
  if (head.getUint32(0, true) !== LOCAL || entry.packed === BIG) throw new Error("damaged");
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(start, start + entry.packed);
  if (entry.method === STORED) return packed.arrayBuffer();
  if (entry.method !== DEFLATED) throw new Error("unknown method");
  return new Response(packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
}
