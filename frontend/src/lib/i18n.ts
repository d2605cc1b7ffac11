/** Own translation, no runtime library: a slice per feature, keys checked by the compiler, zh-CN first. */
import { prefs } from "./prefs";

export type Dictionary = Readonly<Record<string, string>>;
export type Params = Readonly<Record<string, string | number>>;
export interface Messages<Z extends Dictionary> {
  "zh-CN": Z;
  en: { readonly [K in keyof Z]: string };
}
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * Fill `{name}` placeholders. A text may hold two forms, `one | many`, chosen by the parameter `count`.
 * Unknown placeholders stay visible: a gap would hide the mistake.
 */
export function fill(text: string, params?: Params): string {
  if (!params) return text;
  const forms = text.split(" | ");
  const form = forms.length === 2 && params.count !== 1 ? forms[1] : forms[0];
  return (form ?? text).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? formatNumber(value) : value;
  });
}

export function formatNumber(value: number): string {
  return value.toLocaleString(prefs.locale);
}

/** In English the Chinese word stands in where the English ones could not be fetched (lib/english). */
function wordOf(messages: Messages<Dictionary>, key: string): string | undefined {
  const chinese = messages["zh-CN"][key];
  return prefs.locale === "en" ? (messages.en[key] ?? chinese) : chinese;
}

/**
 * `const t = translate(messages)`; `t("key", { count: 3 })` follows the chosen language reactively.
 * `shared` are words several slices have in common; a slice's own come first.
 */
export function translate<Z extends Dictionary, S extends Dictionary = Readonly<Record<never, string>>>(
  messages: Messages<Z>,
  shared?: Messages<S>,
) {
  return (key: (keyof Z | keyof S) & string, params?: Params): string =>
    fill(wordOf(messages, key) ?? (shared && wordOf(shared, key)) ?? key, params);
}

/** A text that stands in a data structure (route titles, navigation). */
export function say(text: Text): string {
  return prefs.locale === "en" ? text.en : text.zh;
}

const fetched: Record<string, Record<string, string>> = {};
/** The English words of one slice, empty until they are fetched: the build puts this in their place (tools/english.ts). */
export function english(slice: string): Record<string, string> {
  return (fetched[slice] ??= {});
}

/** The titles of a room's pages as the build leaves them: Chinese in place, English once it is fetched. */
export function titled(words: Readonly<Record<string, string>>, chinese: Readonly<Record<string, string>>): Record<string, Text> {
  const text = (key: string, zh: string): Text => ({
    zh,
    get en() {
      return words[key] ?? zh;
    },
  });
  return Object.fromEntries(Object.entries(chinese).map(([key, zh]) => [key, text(key, zh)]));
}
