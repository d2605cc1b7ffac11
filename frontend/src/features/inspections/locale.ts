/** Words the corners of inspections share. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "tab.label": "检查考核",
  "tab.inspections": "年度考核",
  "tab.scorecard": "质量目标",
  "tab.standards": "检查标准",
  "tab.findings": "监督检查问题",
  "tab.visits": "纪律作风检查",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "tab.label": "Inspections",
    "tab.inspections": "This year",
    "tab.scorecard": "Quality goals",
    "tab.standards": "Standards",
    "tab.findings": "Findings",
    "tab.visits": "Discipline inspections",
  },
};

export const t = translate(messages);
