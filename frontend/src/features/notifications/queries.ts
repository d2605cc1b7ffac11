/** Calls of the notifications room. The bell of the shell shares the key of the count. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Message = Data<"/api/v1/notifications", "get">["items"][number];
export type MailSetting = Data<"/api/v1/notifications/mail-setting", "get">;
export type MailSettingBody = Body<"/api/v1/notifications/mail-setting", "put">;
export type Filters = Query<"/api/v1/notifications">;

export function useMessages(filters: () => Filters) {
  return useQuery({
    queryKey: computed(() => ["notifications", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/notifications", { query: filters(), signal }),
    ...listOptions,
  });
}

export function useUnread() {
  return useQuery({
    queryKey: ["notifications", "counts"],
    queryFn: ({ signal }) => api.get("/api/v1/notifications/counts", { signal }),
  });
}

/** Marks messages as read, all of them when none is named. */
export async function markRead(ids: number[]): Promise<void> {
  const counts = await api.post("/api/v1/notifications/reading", { body: { ids } });
  queryClient.setQueryData(["notifications", "counts"], counts);
  await queryClient.invalidateQueries({ queryKey: ["notifications", "list"] });
}

export function useMailSetting() {
  return useQuery({
    queryKey: ["notifications", "mail-setting"],
    queryFn: ({ signal }) => api.get("/api/v1/notifications/mail-setting", { signal }),
  });
}

export async function saveMailSetting(before: MailSetting, body: MailSettingBody): Promise<void> {
  const saved = await api.put("/api/v1/notifications/mail-setting", { body, ifMatch: tagOf(before) });
  queryClient.setQueryData(["notifications", "mail-setting"], saved);
}
