/** Records found by the server while somebody types in the palette. */
import { onScopeDispose, type Ref, ref, shallowRef, watch } from "vue";

import { api } from "@/api/client";
import { can } from "@/api/session";
import type { Data } from "@/api/types";

/** What else people look for a page by, by the name of its route: what a form is called, what is done with it. */
export const CALLED: Readonly<Record<string, string>> = {
  "document-list": "空白表格 打印 模板 附件一 附件二 附件三 附件四 自查表 登记汇总表 Word Excel PDF",
  "import-list": "上传 导回 Word Excel 附件一 附件二 附件三 自查表",
  "power-list": "附件一",
  "risk-inventory-list": "附件二 附件三 排查表",
  "risk-point-list": "登记汇总表",
  "warning-list": "附件四 记录单",
  "package-list": "打包 压缩包 zip 归档 全部表格",
};

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
