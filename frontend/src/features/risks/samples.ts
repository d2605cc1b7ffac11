/** A sample as the beginning of a row: what went out of use on the office's lists is left out, as the server does. */
import type { Sample } from "./finding-queries";
import type { RiskLists } from "./lists";
import { type EditRow, emptyRow } from "./rows";
import { NO_TAGS } from "./tags";

export function rowOf(sample: Sample, lists: RiskLists, begun: Partial<EditRow> = {}): EditRow {
  const schemes = lists.schemes.value.filter((one) => one.is_active);
  const chosen = schemes.flatMap((scheme) => {
    const category = scheme.categories.find((one) => one.is_active && one.key === sample.categories[scheme.key]);
    return category ? [{ scheme, category }] : [];
  });
  const categories = Object.fromEntries(chosen.map(({ scheme, category }) => [scheme.key, category.key]));
  const particulars = chosen.flatMap(({ scheme, category }) => {
    const known = new Set(category.subcategories.filter((one) => one.is_active).map(({ key }) => key));
    const kept = (sample.subcategories[scheme.key] ?? []).filter((key) => known.has(key));
    return kept.length ? [[scheme.key, kept] as const] : [];
  });
  const { duty, name, manifestation, causes, measures, cause_kinds, location } = sample;
  return emptyRow({
    duty: begun.duty || duty,
    name,
    manifestation,
    causes,
    measures,
    tags: {
      ...NO_TAGS,
      ...begun.tags,
      found_by: lists.ownWay.value ? [lists.ownWay.value] : [],
      location: begun.tags?.location || location,
      categories,
      subcategories: Object.fromEntries(particulars),
      cause_kinds: [...cause_kinds],
    },
  });
}
