/** A user agent in words: Chrome 121 · Windows. Empty when nothing is recognised. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger\/(\d+)/, "微信"],
  [/(?:QAXBrowser|qaxbrowser)[/ ]?(\d*)/i, "奇安信浏览器"],
  [/360(?:SE|EE|ENT)[/ ]?(\d*)/i, "360 浏览器"],
  [/UOS(?:Browser)?[/ ](\d+)/i, "UOS 浏览器"],
  [/Edg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/Firefox\/(\d+)/, "Firefox"],
  [/Chrom(?:e|ium)\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Kylin/i, "麒麟"],
  [/UOS|uos/, "统信 UOS"],
  [/Linux/, "Linux"],
];

export function deviceOf(agent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent));
  const version = browser ? (browser[0].exec(agent)?.[1] ?? "") : "";
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent));
  return [browser ? `${browser[1]} ${version}`.trim() : "", system?.[1] ?? ""].filter(Boolean).join(" · ");
}
