/** The navigation a user really has: by permission, grouped, in order. */
import { computed, type ComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

import { can } from "@/api/session";
import { NAV_GROUPS, type NavGroup, type NavItem } from "@/lib/feature";
import { prefs } from "@/lib/prefs";

import { allowedNav } from "./registry";

export const visibleNav = computed<readonly NavItem[]>(() => allowedNav(can));

/** The item whose place the present address belongs to: `/users/3` lights up 用户与角色. */
export function useActiveNav(): ComputedRef<string | undefined> {
  const route = useRoute();
  const router = useRouter();
  return computed(() => {
    const here = route.path;
    const owns = (path: string): boolean => here === path || (path !== "/" && here.startsWith(`${path}/`));
    return visibleNav.value
      .flatMap(({ to, also = [] }) => [to, ...also].map((name) => ({ to, path: router.resolve({ name }).path })))
      .filter(({ path }) => owns(path))
      .sort((a, b) => b.path.length - a.path.length)[0]?.to;
  });
}

export const navGroups = computed<readonly { group: NavGroup; items: readonly NavItem[] }[]>(() =>
  NAV_GROUPS.map((group) => ({ group, items: visibleNav.value.filter((item) => item.group === group) })).filter(
    ({ items }) => items.length > 0,
  ),
);

/** So many places are read at a glance; beyond that the groups fold. */
const GLANCE = 14;

/** What was chosen by hand, else folded in a long menu; daily work and the group one is in stand open. */
export function isOpen(group: NavGroup, active: string | undefined): boolean {
  const holds = visibleNav.value.some((item) => item.group === group && item.to === active);
  return prefs.groups[group] ?? (holds || group === "work" || visibleNav.value.length <= GLANCE);
}

export function fold(group: NavGroup, active: string | undefined): void {
  prefs.groups[group] = !isOpen(group, active);
}

/** At most four; the fifth place is 更多. */
export const phoneTabs = computed<readonly NavItem[]>(() =>
  visibleNav.value
    .filter((item) => item.phone !== undefined)
    .sort((a, b) => (a.phone ?? 0) - (b.phone ?? 0))
    .slice(0, 4),
);
