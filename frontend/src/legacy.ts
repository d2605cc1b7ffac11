/** What the libraries call and Chromium 91 (domestic desktops) does not have. tools/legacy.mjs watches for more. */
Object.hasOwn ??= (target: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(target, key);

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}
function define(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
define(Array.prototype, "at", at);
define(String.prototype, "at", at);
define(Array.prototype, "findLast", function findLast<T>(this: T[], test: (value: T) => boolean) {
  return [...this].reverse().find(test);
});

/** Plain data only, which is all that the graph layout copies. */
function copy(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Date) return new Date(value);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [copy(key), copy(item)]));
  if (value instanceof Set) return new Set([...value].map(copy));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}
define(globalThis, "structuredClone", copy);
export { copy };
