/** What a reader chose about the look: kept in localStorage, applied to <html>. `public/boot.js` reads the same key. */
import { computed, reactive, ref, watch } from "vue";

export type Locale = "zh-CN" | "en";
export type Theme = "system" | "light" | "dark";
export type FontSize = "normal" | "large" | "largest";

/** A list's filters under a name: the query of its address. */
export interface SavedView {
  name: string;
  query: Readonly<Record<string, string | string[]>>;
}
export interface Prefs {
  theme: Theme;
  size: FontSize;
  locale: Locale;
  /** By `<user id>.<list>`: campus computers are shared. */
  views: Record<string, SavedView[]>;
  /** Groups of the sidebar opened (true) or folded (false) by hand. */
  groups: Record<string, boolean>;
}

export const THEMES: readonly Theme[] = ["system", "light", "dark"];
export const SIZES: readonly FontSize[] = ["normal", "large", "largest"];
export const LOCALES: readonly Locale[] = ["zh-CN", "en"];

const KEY = "lf.prefs";

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((candidate) => candidate === value);
}

function isView(value: unknown): value is SavedView {
  const { name, query } = (value ?? {}) as Partial<SavedView>;
  const isText = (part: unknown): boolean => typeof part === "string" || (Array.isArray(part) && part.every(isText));
  return typeof name === "string" && typeof query === "object" && query !== null && Object.values(query).every(isText);
}

function viewsOf(value: unknown): Prefs["views"] {
  if (!value || typeof value !== "object") return {};
  return Object.fromEntries(
    Object.entries(value).map(([list, views]) => [list, Array.isArray(views) ? views.filter(isView) : []]),
  );
}

function groupsOf(value: unknown): Prefs["groups"] {
  if (!value || typeof value !== "object") return {};
  return Object.fromEntries(Object.entries(value).filter(([, isOpen]) => typeof isOpen === "boolean"));
}

/** Stored text is foreign input: unknown values fall back to the defaults. */
export function parsePrefs(text: string | null): Prefs {
  let stored: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (value && typeof value === "object") stored = { ...value };
  } catch {
    stored = {};
  }
  return {
    theme: oneOf(THEMES, stored.theme) ?? "system",
    size: oneOf(SIZES, stored.size) ?? "normal",
    locale: oneOf(LOCALES, stored.locale) ?? "zh-CN",
    views: viewsOf(stored.views),
    groups: groupsOf(stored.groups),
  };
}

/** Reading storage throws where the browser forbids it (private windows, managed desktops). */
export function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStorage(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

export const prefs = reactive<Prefs>(parsePrefs(readStorage(KEY)));

const systemDark = ref(false);
export const isDark = computed(() => prefs.theme === "dark" || (prefs.theme === "system" && systemDark.value));

function apply(): void {
  const root = document.documentElement;
  root.dataset.theme = isDark.value ? "dark" : "light";
  root.dataset.size = prefs.size;
  root.lang = prefs.locale;
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", isDark.value ? "#131417" : "#f6f5f1");
}

/** Signing out makes the browser clear its storage; the look of the pages and named filters are nobody's secret. */
export function keepPrefs(): void {
  writeStorage(KEY, JSON.stringify(prefs));
}

/**
 * Call once at start: applies the choices now, on every change, and when another tab changes them. `speak` changes the
 * language as soon as its words are there (lib/english).
 */
export function installPrefs(speak: (locale: Locale) => unknown): void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  systemDark.value = query.matches;
  query.addEventListener("change", (event) => (systemDark.value = event.matches));
  watch([() => prefs.size, () => prefs.locale, isDark], apply, { immediate: true });
  watch(prefs, keepPrefs);
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    const { locale, ...others } = parsePrefs(event.newValue);
    Object.assign(prefs, others);
    if (locale !== prefs.locale) speak(locale);
  });
}
