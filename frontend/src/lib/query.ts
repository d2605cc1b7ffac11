/** TanStack Query, set up once. Lists keep their old rows while new ones load; mistakes are not retried. */
import { keepPreviousData, QueryClient, VUE_QUERY_CLIENT } from "@tanstack/vue-query";
import { type App, provide } from "vue";

import { Problem } from "@/api/problem";

export { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/vue-query";

/** Try again only where nothing was decided, twice at most. */
export function shouldRetry(count: number, error: Error): boolean {
  return count < 2 && error instanceof Problem && error.isTransient;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        gcTime: 5 * 60_000,
        retry: shouldRetry,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}

export const queryClient = createQueryClient();

/** In the shell's setup, so that the sign-in page does not load the library. */
export function provideQuery(client: QueryClient = queryClient): void {
  client.mount();
  provide(VUE_QUERY_CLIENT, client);
}

/** The same for a whole application (tests). */
export function installQuery(app: App, client: QueryClient): void {
  client.mount();
  app.provide(VUE_QUERY_CLIENT, client);
}

/** Spread into `useQuery` of a list whose key changes with filters and page. */
export const listOptions = { placeholderData: keepPreviousData } as const;
