/** The years of the switch in the top bar, read once after signing in and again when a year is opened or closed. */
import { computed, watch } from "vue";

import { api } from "@/api/client";
import { can } from "@/api/session";
import { useQuery } from "@/lib/query";
import { offerYears } from "@/lib/year";

export function useOfferedYears(): void {
  const { data } = useQuery({
    queryKey: ["work-years", "offered"],
    queryFn: ({ signal }) => api.get("/api/v1/work-years", { query: { size: 100 }, signal }),
    enabled: computed(() => can("campaigns:read")),
    staleTime: 10 * 60_000,
  });
  watch(data, (page) => page && offerYears(page.items.map((item) => item.year)), { immediate: true });
}
