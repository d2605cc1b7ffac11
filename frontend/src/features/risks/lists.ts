/** The office's lists: ways of finding and classification schemes. While they load the words of the server's Terms stand in. */
import { computed } from "vue";

import { api } from "@/api/client";
import { CategoryScheme, FindingSource, RiskCategory } from "@/api/labels";
import type { Data } from "@/api/types";
import { prefs } from "@/lib/prefs";
import { useQuery } from "@/lib/query";
import { label, type Labels } from "@/lib/terms";

export type Lists = Data<"/api/v1/risk-lists", "get">;
export type Way = Lists["ways"][number];
export type Scheme = Lists["schemes"][number];
export type Category = Scheme["categories"][number];
export type Particular = Category["subcategories"][number];
interface Entry {
  key: string;
  label: string;
}

/** In English the Terms' own words, unless the office has renamed the entry. */
function named(entry: Entry | undefined, terms: Labels, key: string): string {
  if (!entry) return label(terms, key);
  return prefs.locale === "en" && terms[key] === entry.label ? label(terms, key) : entry.label;
}

const isListed = (entry: { is_active: boolean }): boolean => entry.is_active;

export function useLists() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["risk-lists"],
    queryFn: ({ signal }) => api.get("/api/v1/risk-lists", { query: { include_inactive: true }, signal }),
    staleTime: 5 * 60_000,
  });
  const ways = computed(() => data.value?.ways ?? []);
  const schemes = computed(() => data.value?.schemes ?? []);
  const schemeOf = (key: string): Scheme | undefined => schemes.value.find((one) => one.key === key);
  const categoryOf = (scheme: string, key: string): Category | undefined => schemeOf(scheme)?.categories.find((one) => one.key === key);

  const wayLabel = (key: string): string => named(ways.value.find((one) => one.key === key), FindingSource, key);
  const schemeLabel = (key: string): string => named(schemeOf(key), CategoryScheme, key);
  const categoryLabel = (scheme: string, key: string): string => named(categoryOf(scheme, key), RiskCategory, key);
  function particularLabel(scheme: string, key: string): string {
    const every = schemeOf(scheme)?.categories.flatMap((one) => one.subcategories) ?? [];
    return every.find((one) => one.key === key)?.label ?? key;
  }

  /** What a filter offers: what is in use; before the lists are there, what they begin with. */
  const wayChoices = computed(() => {
    const keys = data.value ? ways.value.filter(isListed).map(({ key }) => key) : Object.keys(FindingSource);
    return keys.map((key) => ({ value: key, label: wayLabel(key) }));
  });
  const schemeChoices = computed(() => {
    const keys = data.value ? schemes.value.filter(isListed).map(({ key }) => key) : Object.keys(CategoryScheme);
    return keys.map((key) => ({ value: key, label: schemeLabel(key) }));
  });
  /** Categories of one scheme, or of all of them, each once. */
  function categoryChoices(scheme = ""): { value: string; label: string }[] {
    if (!data.value) return Object.keys(RiskCategory).map((key) => ({ value: key, label: label(RiskCategory, key) }));
    const found = new Map<string, string>();
    for (const one of schemes.value.filter((entry) => isListed(entry) && (!scheme || entry.key === scheme))) {
      for (const category of one.categories.filter(isListed)) {
        if (!found.has(category.key)) found.set(category.key, categoryLabel(one.key, category.key));
      }
    }
    return [...found].map(([value, text]) => ({ value, label: text }));
  }
  /** What is recorded for what people find themselves. */
  const ownWay = computed(() => ways.value.find((one) => one.is_active && one.origin === "own")?.key);
  return {
    data, error, isPending, refetch, ways, schemes, wayLabel, schemeLabel, categoryLabel, particularLabel,
    wayChoices, schemeChoices, categoryChoices, ownWay,
  };
}
export type RiskLists = ReturnType<typeof useLists>;
