/** Tables as text: reading what Excel and WPS save, in records that keep their own text, and writing what they open. */

export interface CsvRecord {
  /** Number of its first line in the file, from 1. */
  line: number;
  raw: string;
}
export interface Sheet {
  header: CsvRecord;
  rows: CsvRecord[];
  delimiter: string;
}

const DELIMITERS = [",", "\t", ";", "，"];
/** A title and notes may stand above the header; the server looks no further either. */
const LEADING_ROWS = 5;

/** UTF-8 or UTF-16 by its mark, UTF-8 when it is valid, GB18030 otherwise; null when it is neither. */
export function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const marked = first === 0xff && second === 0xfe ? ["utf-16le"] : first === 0xfe && second === 0xff ? ["utf-16be"] : null;
  for (const encoding of marked ?? ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return null;
}

/** Lines, where a quoted cell may run over several of them. */
export function splitRecords(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let [start, line, first, quoted] = [0, 1, 1, false];
  for (let at = 0; at <= text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    const isEnd = sign === "\n" || (sign === "\r" && text[at + 1] !== "\n");
    if (sign !== undefined && !isEnd) continue;
    if (isEnd) line += 1;
    if (sign !== undefined && quoted) continue;
    records.push({ line: first, raw: text.slice(start, at).replace(/\r$/, "") });
    [start, first] = [at + 1, line];
  }
  return records;
}

/** The cells of one record. */
export function cellsOf(raw: string, delimiter: string): string[] {
  const cells: string[] = [];
  let [cell, quoted] = ["", false];
  for (let at = 0; at < raw.length; at += 1) {
    const sign = raw[at] ?? "";
    if (sign === '"' && quoted && raw[at + 1] === '"') {
      cell += sign;
      at += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === delimiter && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += sign;
  }
  return [...cells, cell];
}

/** As the server compares headers: no spaces, stars, colons or remarks in brackets. */
const plain = (header: string): string => header.normalize("NFKC").replace(/[\s*:]|\(.*?\)/g, "").toLowerCase();

function delimiterOf(raw: string): string {
  const counts = DELIMITERS.map((sign) => raw.replace(/"[^"]*"?/g, "").split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** Header and rows; null when the table cannot be taken apart here and has to be sent whole. */
export function readSheet(text: string, keyNames: readonly string[]): Sheet | null {
  const names = new Set(keyNames.map(plain));
  const records = splitRecords(text.replace(/^\uFEFF/, "")).filter(({ raw }) => raw.trim() !== "");
  if (/^sep=/i.test(records[0]?.raw ?? "")) return null;
  const delimiter = delimiterOf(records[0]?.raw ?? "");
  const at = records.slice(0, LEADING_ROWS).findIndex(({ raw }) => cellsOf(raw, delimiter).some((cell) => names.has(plain(cell))));
  const header = records[at];
  if (!header) return null;
  const rows = records.slice(at + 1).filter(({ raw }) => cellsOf(raw, delimiter).some((cell) => cell.trim() !== ""));
  return { header, rows, delimiter };
}

/** What a spreadsheet would run as a formula gets an apostrophe; the server takes it off again. */
function cellText(value: string): string {
  const safe = /^'*[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** A file that Excel opens without asking: byte order mark, commas, CRLF. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cellText).join(",")).join("\r\n")}\r\n`;
}

export function saveText(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
