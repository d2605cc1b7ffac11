/** Records found by the server while somebody types in the palette. */
import { onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";

import { api } from "@/api/client";
import { can } from "@/api/session";
import type { Data } from "@/api/types";

export type Hit = Data<"/api/v1/search", "get">["items"][number];

export interface RecordSearch {
  hits: Ref<readonly Hit[]>;
  searching: Ref<boolean>;
}

/** From two characters on (one in Chinese already says much), 250 ms after the last key; a newer search aborts the older. */
export function useRecordSearch(query: Ref<string>): RecordSearch {
  const hits = shallowRef<readonly Hit[]>([]);
  const searching = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | undefined;

  async function look(q: string): Promise<void> {
    const own = new AbortController();
    controller = own;
    try {
      hits.value = (await api.get("/api/v1/search", { query: { q }, signal: own.signal })).items;
    } catch {
      // The pages in the list still work; a search that failed is simply without records.
      if (!own.signal.aborted) hits.value = [];
    } finally {
      if (controller === own) searching.value = false;
    }
  }

  function stop(): void {
    clearTimeout(timer);
    controller?.abort();
  }

  watch(query, (text) => {
    stop();
    const q = text.trim();
    const enough = q.length > 1 || /\p{Script=Han}/u.test(q);
    searching.value = enough && can("overview:read");
    if (searching.value) timer = setTimeout(() => void look(q), 250);
    else hits.value = [];
  });
  onScopeDispose(stop);
  return { hits, searching };
}
