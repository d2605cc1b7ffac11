/** Written by hand until the server's OpenAPI document exists; `npm run gen` replaces this file. */
export const RiskLevel = {
  high: "高",
  medium: "中",
  low: "低",
} as const;
export type RiskLevel = keyof typeof RiskLevel;
