/** Only paths of this site: `//evil.example` and `https:` must not follow a sign-in. */
export function safeReturn(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}
