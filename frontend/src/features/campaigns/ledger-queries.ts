/** Calls of the overview of the ledger. */
import { computed } from "vue";

import { api, download } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

export type Ledger = Data<"/api/v1/ledgers/{year}", "get">;
export type LedgerRow = Ledger["items"][number];
export type LedgerColumn = Ledger["columns"][number];
export type LedgerCell = LedgerRow["cells"][number];
export type LedgerFilters = Query<"/api/v1/ledgers/{year}">;

export function useLedger(year: () => number, filters: () => LedgerFilters) {
  return useQuery({
    queryKey: computed(() => ["obligations", "ledger", year(), filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/ledgers/{year}", { path: { year: year() }, query: filters(), signal }),
    ...listOptions,
  });
}
export const exportLedger = (year: number, filters: LedgerFilters): Promise<void> =>
  download("/api/v1/ledgers/{year}/file", { path: { year }, query: filters });

/** The campaigns of a year, as choices. */
export function useCampaignsIn(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["campaigns", "choices", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/campaigns", { query: { year: year(), size: 50 }, signal }),
    select: ({ items }) =>
      items.filter((item) => item.state !== "draft").map((item) => ({ value: String(item.id), label: item.name })),
  });
}
