/** What the parts of a list page need of its query and of its state in the URL (lib/query, lib/url-state). */
interface Held<T> {
  readonly value: T;
}

/** An answer of `useQuery` that is a page of rows. */
export interface ListQuery<Row> {
  data: Held<{ readonly items: readonly Row[]; readonly total: number } | undefined>;
  error: Held<Error | null>;
  isPending: Held<boolean>;
  isPlaceholderData: Held<boolean>;
  refetch: () => unknown;
}

/** An answer of `useUrlState` with a page, and perhaps a sort. */
export interface ListState {
  values: Readonly<Record<string, unknown>> & { readonly page: number; readonly size: number; readonly sort?: string };
  set(change: Record<string, unknown>, how?: "push" | "replace"): void;
}
