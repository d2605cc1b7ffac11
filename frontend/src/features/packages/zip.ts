/**
 * Reads the directory of a zip file, also of one in the ZIP64 format (more than 65,535 entries, or 4 GiB), and its entries
 * piece by piece, so that a large one does not fill the memory.
 */
export interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const END = 0x06054b50;
const END_LENGTH = 22;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_LENGTH = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const EXTRA_64 = 0x0001;
/** These values say that the true ones stand in 64 bits elsewhere. */
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const GZIP = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

async function view(file: Blob, from: number, to: number): Promise<DataView> {
  const data = new DataView(await file.slice(from, to).arrayBuffer());
  if (from < 0 || data.byteLength !== to - from) throw new Error("outside the file");
  return data;
}
/** Beyond 2^53 no file is that large: such a number is nonsense. */
function wide(data: DataView, at: number): number {
  const value = Number(data.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new Error("impossible number");
  return value;
}

/** Every entry as the directory at the end of the file lists it. Throws for what is no zip, or is not whole. */
export async function directory(file: Blob): Promise<Entry[]> {
  const start = Math.max(0, file.size - END_LENGTH - FULL_16);
  const tail = await view(file, start, file.size);
  let at = tail.byteLength - END_LENGTH;
  // A comment may follow, which may hold the mark as well: its length tells.
  while (at >= 0 && !(tail.getUint32(at, true) === END && at + END_LENGTH + tail.getUint16(at + 20, true) === tail.byteLength)) at -= 1;
  if (at < 0) throw new Error("no directory");
  let count = tail.getUint16(at + 10, true);
  let size = tail.getUint32(at + 12, true);
  let offset = tail.getUint32(at + 16, true);
  if (count === FULL_16 || size === FULL_32 || offset === FULL_32) {
    const locator = await view(file, start + at - LOCATOR_LENGTH, start + at);
    if (locator.getUint32(0, true) !== LOCATOR_64) throw new Error("no 64-bit directory");
    const place = wide(locator, 8);
    const end = await view(file, place, place + 56);
    if (end.getUint32(0, true) !== END_64) throw new Error("no 64-bit directory");
    count = wide(end, 32);
    size = wide(end, 40);
    offset = wide(end, 48);
  }
  const entries = entriesOf(await view(file, offset, offset + size));
  if (entries.length !== count) throw new Error("entries are missing");
  return entries;
}

function entriesOf(data: DataView): Entry[] {
  const entries: Entry[] = [];
  const decoder = new TextDecoder();
  for (let at = 0; at + CENTRAL_LENGTH <= data.byteLength && data.getUint32(at, true) === CENTRAL; ) {
    const name = data.getUint16(at + 28, true);
    const extra = data.getUint16(at + 30, true);
    const entry = {
      name: decoder.decode(new Uint8Array(data.buffer, data.byteOffset + at + CENTRAL_LENGTH, name)),
      method: data.getUint16(at + 10, true),
      crc: data.getUint32(at + 16, true),
      packed: data.getUint32(at + 20, true),
      size: data.getUint32(at + 24, true),
      offset: data.getUint32(at + 42, true),
    };
    widen(entry, data, at + CENTRAL_LENGTH + name, extra);
    entries.push(entry);
    at += CENTRAL_LENGTH + name + extra + data.getUint16(at + 32, true);
  }
  return entries;
}

/** The field of 64-bit values holds those that found no room, in this order. */
function widen(entry: Entry, data: DataView, from: number, length: number): void {
  const wanted = (["size", "packed", "offset"] as const).filter((field) => entry[field] === FULL_32);
  for (let at = from; wanted.length && at + 4 <= from + length; at += 4 + data.getUint16(at + 2, true)) {
    if (data.getUint16(at, true) !== EXTRA_64) continue;
    wanted.forEach((field, index) => (entry[field] = wide(data, at + 4 + index * 8)));
    return;
  }
}

/** The content of an entry in pieces; throws in the middle when it is damaged. */
export async function* pieces(file: Blob, entry: Entry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const head = await view(file, entry.offset, entry.offset + LOCAL_LENGTH);
  if (head.getUint32(0, true) !== LOCAL) throw new Error("damaged");
  const start = entry.offset + LOCAL_LENGTH + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = file.slice(start, start + entry.packed);
  if (packed.size !== entry.packed) throw new Error("cut off");
  if (entry.method !== STORED && entry.method !== DEFLATED) throw new Error("unknown method");
  const stream = entry.method === STORED ? packed.stream() : unpacked(packed, entry);
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value as Uint8Array<ArrayBuffer>;
}

/** As a gzip file, for old browsers do not unpack the bare stream; its end has the checksum and the size. */
function unpacked(packed: Blob, entry: Entry): ReadableStream<Uint8Array> {
  const end = new DataView(new ArrayBuffer(8));
  end.setUint32(0, entry.crc, true);
  end.setUint32(4, entry.size % 2 ** 32, true);
  const whole = new Blob([new Uint8Array(GZIP), packed, end.buffer]);
  return whole.stream().pipeThrough(new DecompressionStream("gzip"));
}
