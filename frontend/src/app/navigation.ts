/** The navigation a user really has: by permission, grouped, in order. */
import { computed } from "vue";

import { can } from "@/api/session";
import { allows, NAV_GROUPS, type NavGroup, type NavItem } from "@/lib/feature";
import { navigation } from "@/router";

export const visibleNav = computed<readonly NavItem[]>(() =>
  navigation
    .filter((item) => allows(item.permission, can))
    .sort((a, b) => NAV_GROUPS.indexOf(a.group) - NAV_GROUPS.indexOf(b.group) || a.order - b.order),
);

export const navGroups = computed<readonly { group: NavGroup; items: readonly NavItem[] }[]>(() =>
  NAV_GROUPS.map((group) => ({ group, items: visibleNav.value.filter((item) => item.group === group) })).filter(
    ({ items }) => items.length > 0,
  ),
);

/** At most four; the fifth place is 更多. */
export const phoneTabs = computed<readonly NavItem[]>(() =>
  visibleNav.value
    .filter((item) => item.phone !== undefined)
    .sort((a, b) => (a.phone ?? 0) - (b.phone ?? 0))
    .slice(0, 4),
);
