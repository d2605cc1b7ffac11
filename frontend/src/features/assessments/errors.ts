/** Where the server's sentences about lists belong. */

/** The sentence of a line, whatever field of it the server named. */
export function errorOf(errors: Readonly<Record<string, string>>, list: string, at: number): string {
  return Object.entries(errors).find(([key]) => key.startsWith(`${list}.${at}.`))?.[1] ?? "";
}
