/** A bulk load: checked whole first, then written in batches that can be stopped and taken up again. */
import { computed, ref, shallowRef } from "vue";

import { fetchApi, newKey } from "@/api/client";
import type { BulkMode } from "@/api/labels";
import { asProblem, type Problem } from "@/api/problem";
import type { Data } from "@/api/types";

import { decode, readSheet, type Sheet } from "./csv";

export type LoadKind = "positions" | "departments" | "people";
export type Report = Data<"/api/v1/positions/bulk", "post">;
export type RowError = Report["errors"][number];
export type Columns = Data<"/api/v1/positions/bulk/columns", "get">["columns"];
export type Phase = "choose" | "checking" | "preview" | "running" | "stopped" | "done";

/** Small enough that the bar moves and a stop is quick, large enough that 100,000 rows are not a thousand calls. */
const LEAST_BATCH = 200;
const MOST_CALLS = 100;
const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

interface Batch {
  key: string;
  body: Blob;
  media: string;
  /** Rows inside, by their place among all rows of the file; null: the file as it is. */
  rows: readonly number[] | null;
}

export const emptyReport = (): Report => ({
  accepted: true,
  total: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  errors: [],
  ignored_columns: [],
});

/** Numbers of the rows that are wrong. */
export function wrongRows(report: Report): Set<number> {
  return new Set(report.errors.map((error) => error.index));
}

/** `from` with what one batch did, its errors told in the numbers of the whole file. */
export function merge(from: Report, batch: Report, rows: readonly number[], sheet: Sheet): Report {
  const errors = batch.errors.map((error) => {
    const index = rows[error.index] ?? error.index;
    return { ...error, index, line: sheet.rows[index]?.line ?? error.line };
  });
  return {
    ...from,
    total: from.total + batch.total,
    created: from.created + batch.created,
    updated: from.updated + batch.updated,
    unchanged: from.unchanged + batch.unchanged,
    failed: from.failed + batch.failed,
    errors: [...from.errors, ...errors],
  };
}

/** The rows that passed the check, in batches under the file's own header. */
export function batchesOf(sheet: Sheet, wrong: ReadonlySet<number>): Batch[] {
  const good = sheet.rows.map((_, index) => index).filter((index) => !wrong.has(index));
  const size = Math.max(LEAST_BATCH, Math.ceil(good.length / MOST_CALLS));
  const batches: Batch[] = [];
  for (let at = 0; at < good.length; at += size) {
    const rows = good.slice(at, at + size);
    const lines = [sheet.header.raw, ...rows.map((index) => sheet.rows[index]?.raw ?? "")];
    batches.push({ key: newKey(), body: new Blob([`${lines.join("\r\n")}\r\n`]), media: "text/csv", rows });
  }
  return batches;
}

function whole(chosen: File): Batch {
  const media = chosen.name.toLowerCase().endsWith(".csv") ? "text/csv" : WORKBOOK;
  return { key: newKey(), body: chosen, media, rows: null };
}

/** Only when our reading agrees with the server's; units of a tree refer to each other and stay together. */
async function takenApart(chosen: File, columns: Columns, rows: number): Promise<Sheet | null> {
  if (!chosen.name.toLowerCase().endsWith(".csv")) return null;
  const text = decode(new Uint8Array(await chosen.arrayBuffer()));
  const key = columns.find((column) => column.is_key);
  const found = text !== null && key ? readSheet(text, [key.name, key.label, ...key.aliases]) : null;
  return found?.rows.length === rows ? found : null;
}

export function useLoad(kind: () => LoadKind) {
  const phase = ref<Phase>("choose");
  const file = shallowRef<File | null>(null);
  const mode = ref<BulkMode>("best_effort");
  const report = shallowRef<Report | null>(null);
  const result = shallowRef<Report | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const sheet = shallowRef<Sheet | null>(null);
  const done = ref(0);
  const batches = shallowRef<Batch[]>([]);
  const stopping = ref(false);
  let next = 0;

  const writable = computed(() => (report.value ? report.value.created + report.value.updated : 0));
  const blocked = computed(() => mode.value === "atomic" && (report.value?.failed ?? 0) > 0);
  /** Rows to send; undefined when the file goes in one piece and nobody can say how far it is. */
  const total = computed(() => (batches.value[0]?.rows ? batches.value.reduce((sum, batch) => sum + (batch.rows?.length ?? 0), 0) : undefined));

  async function send(batch: Batch, dryRun: boolean): Promise<Report> {
    const response = await fetchApi("post", `/api/v1/${kind()}/bulk`, {
      query: { mode: dryRun ? "best_effort" : mode.value, dry_run: dryRun },
      body: batch.body,
      headers: { "Content-Type": batch.media },
      idempotencyKey: batch.key,
      timeout: 0,
    });
    return (await response.json()) as Report;
  }

  async function check(columns: Columns): Promise<void> {
    const chosen = file.value;
    if (!chosen) return;
    problem.value = null;
    phase.value = "checking";
    try {
      const found = await send(whole(chosen), true);
      report.value = found;
      sheet.value = await takenApart(chosen, columns, found.total);
      mode.value = found.failed > 0 ? "best_effort" : mode.value;
      phase.value = "preview";
    } catch (error) {
      problem.value = asProblem(error);
      phase.value = "choose";
    }
  }
  function start(): Promise<void> {
    const [chosen, found, table] = [file.value, report.value, sheet.value];
    if (!chosen || !found || blocked.value) return Promise.resolve();
    const wrong = wrongRows(found);
    // The server lists 10,000 errors at most; beyond that it alone knows which rows are wrong.
    const isKnown = wrong.size === found.failed;
    const inBatches = table !== null && isKnown && mode.value === "best_effort" && kind() !== "departments";
    batches.value = inBatches ? batchesOf(table, wrong) : [whole(chosen)];
    next = 0;
    done.value = 0;
    const held = { total: found.failed, failed: found.failed, errors: found.errors, ignored_columns: found.ignored_columns };
    result.value = inBatches ? { ...emptyReport(), ...held } : null;
    return proceed();
  }
  /** From the first batch that has no answer yet; its key makes a repeated call harmless. */
  async function proceed(): Promise<void> {
    phase.value = "running";
    problem.value = null;
    stopping.value = false;
    try {
      for (; next < batches.value.length && !stopping.value; next += 1) {
        const batch = batches.value[next];
        if (!batch) break;
        const answer = await send(batch, false);
        const [rows, table] = [batch.rows, sheet.value];
        result.value = rows && table && result.value ? merge(result.value, answer, rows, table) : answer;
        done.value += rows?.length ?? answer.total;
      }
    } catch (error) {
      problem.value = asProblem(error);
    }
    phase.value = next < batches.value.length ? "stopped" : "done";
  }
  function reset(): void {
    phase.value = "choose";
    for (const part of [file, report, result, problem, sheet]) part.value = null;
    batches.value = [];
    done.value = 0;
  }
  const stop = (): void => void (stopping.value = true);

  return { phase, file, mode, report, result, problem, sheet, done, total, writable, blocked, stopping, check, start, proceed, stop, reset };
}
