/** What a feature declares about itself in features/<room>/index.ts. Pages are loaded lazily, texts here are eager. */
import type { RouteLocationRaw, RouteRecordRaw } from "vue-router";

import type { Text } from "./i18n";

/** Headings of the sidebar, in this order. */
export const NAV_GROUPS = ["work", "year", "find", "control", "admin"] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

export interface NavItem {
  /** Name of the route it opens. */
  to: string;
  /** Names of other lists whose pages belong to it as well. */
  also?: readonly string[];
  title: Text;
  /** Path data of a 24 × 24 icon, from ui/icons.ts. */
  icon: string;
  group: NavGroup;
  /** Place inside the group, small first. */
  order: number;
  /** Any of these permissions shows the item; none = every signed-in user. */
  permission?: string | readonly string[];
  /** Also one of the (at most four) tabs at the bottom of a phone, small first. */
  phone?: number;
}

export interface Feature {
  /** The room's name, the same word as in the backend. */
  room: string;
  /** Inside the shell, behind sign-in. */
  routes?: readonly RouteRecordRaw[];
  /** Own layout: sign-in, public pages, print. Set `meta.public` where no session is needed. */
  bare?: readonly RouteRecordRaw[];
  nav?: readonly NavItem[];
  /** Where the hits of the global search (/api/v1/search) open, by the server's `kind`. */
  records?: Readonly<Record<string, RecordKind>>;
}

export interface RecordKind {
  title: Text;
  icon: string;
  to: (id: number) => RouteLocationRaw;
}

declare module "vue-router" {
  interface RouteMeta {
    title?: Text;
    /** Any of these opens the page; otherwise the 403 page is shown in its place. */
    permission?: string | readonly string[];
    /** The feature whose words the page speaks; pages of the frame have none. */
    room?: string;
    /** No session needed. */
    public?: boolean;
    /** Full width instead of the reading measure (wide tables, flow charts). */
    wide?: boolean;
  }
}

/** Permission fields may hold one name, several (any suffices) or none. */
export function allows(needed: string | readonly string[] | undefined, has: (name: string) => boolean): boolean {
  if (needed === undefined) return true;
  return typeof needed === "string" ? has(needed) : needed.some(has);
}
