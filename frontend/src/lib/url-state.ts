/**
 * List state in the URL: filters, sort and page can be shared, saved and stepped through with the back button.
 *
 *   const state = useUrlState({ q: "", level: [] as string[], page: 1, sort: "-id" });
 *   state.values.level; state.set({ level: ["high"] });  // any change but of the page returns to page 1
 */
import { computed, type ComputedRef } from "vue";
import { type LocationQuery, type LocationQueryRaw, useRoute, useRouter } from "vue-router";

type Value = string | number | boolean | readonly string[];
export type UrlDefaults = Readonly<Record<string, Value>>;
/** The defaults' value types, widened. */
export type UrlValues<D extends UrlDefaults> = {
  readonly [K in keyof D]: D[K] extends number
    ? number
    : D[K] extends boolean
      ? boolean
      : D[K] extends readonly string[]
        ? readonly string[]
        : string;
};

function parse(fallback: Value, raw: LocationQuery[string] | undefined): Value {
  const items = (Array.isArray(raw) ? raw : [raw]).filter((item): item is string => typeof item === "string");
  if (Array.isArray(fallback)) return items.length ? items : fallback;
  const [first] = items;
  if (first === undefined) return fallback;
  if (typeof fallback === "number") return Number.isSafeInteger(Number(first)) && first !== "" ? Number(first) : fallback;
  if (typeof fallback === "boolean") return first === "1" || (first === "0" ? false : fallback);
  return first;
}

/** Values of the address; what cannot be understood is the default. */
export function readQuery<D extends UrlDefaults>(defaults: D, query: LocationQuery): UrlValues<D> {
  return Object.fromEntries(
    Object.entries(defaults).map(([key, fallback]) => [key, parse(fallback, query[key])]),
  ) as UrlValues<D>;
}

/** Defaults do not show in the address. */
export function writeQuery<D extends UrlDefaults>(defaults: D, values: Partial<UrlValues<D>>): LocationQueryRaw {
  const query: LocationQueryRaw = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = values[key] as Value | undefined;
    if (value === undefined || JSON.stringify(value) === JSON.stringify(fallback)) continue;
    if (Array.isArray(value)) query[key] = [...(value as readonly string[])];
    else query[key] = typeof value === "boolean" ? (value ? "1" : "0") : String(value);
  }
  return query;
}

export interface UrlState<D extends UrlDefaults> {
  values: UrlValues<D>;
  set: (change: Partial<UrlValues<D>>, how?: "push" | "replace") => void;
  clear: () => void;
  /** Filters that differ from their default; page, size and sort do not count. */
  active: ComputedRef<number>;
}

const isSaid = (value: unknown): boolean => value !== "" && value !== 0 && value !== false;

/** The values that say something, as a query of the API: no empty text, no 0, nothing that is off. */
export function given<V extends object>(values: V): Partial<V> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isSaid(value))) as Partial<V>;
}

const NOT_FILTERS = new Set(["page", "size", "sort"]);

export function useUrlState<D extends UrlDefaults>(defaults: D): UrlState<D> {
  const route = useRoute();
  const router = useRouter();
  const current = computed(() => readQuery(defaults, route.query));
  const values = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.keys(defaults).map((key) => [key, { enumerable: true, get: () => current.value[key] }]),
    ),
  ) as UrlValues<D>;
  // Two calls in one tick must not lose the first: the router's own state lags behind.
  let pending: UrlValues<D> | null = null;

  function others(): LocationQueryRaw {
    return Object.fromEntries(Object.entries(route.query).filter(([key]) => !(key in defaults)));
  }

  function set(change: Partial<UrlValues<D>>, how: "push" | "replace" = "replace"): void {
    const reset = "page" in defaults && !("page" in change) ? { page: defaults.page } : {};
    pending = { ...(pending ?? current.value), ...reset, ...change };
    const query = { ...others(), ...writeQuery(defaults, pending) };
    void router[how]({ query, hash: route.hash }).finally(() => (pending = null));
  }

  return {
    values,
    set,
    clear: () => void router.push({ query: others() }),
    active: computed(
      () =>
        Object.keys(writeQuery(defaults, current.value)).filter((key) => !NOT_FILTERS.has(key)).length,
    ),
  };
}
