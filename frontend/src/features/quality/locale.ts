/** Words of the quality summary. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "title": "质量检查",
  "lead": "{year} 年已提交 {sheets} 张表，{clean} 张没有疑点，共 {findings} 处疑点。疑点只是提醒再看一看，不是结论。",
  "leadNone": "{year} 年还没有提交的排查表。",
  "checks": "按检查项目",
  "checksNone": "没有发现疑点。",
  "departments": "按部门",
  "department": "部门",
  "sheets": "表",
  "clean": "没有疑点的",
  "findings": "疑点",
  "most": "最多的疑点",
  "checked": "检查时间",
  "filter": "只看“{check}”",
  "all": "全部项目",
  "none": "还没有提交的排查表",
  "noneDetail": "排查表提交后，这里按部门列出疑点。",
  "count": "{check} {count}",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "title": "Quality checks",
    "lead": "{year}: {sheets} sheets handed in, {clean} without a doubt, {findings} doubts. A doubt asks to look again; it is no verdict.",
    "leadNone": "No sheets were handed in for {year} yet.",
    "checks": "By check",
    "checksNone": "No doubts found.",
    "departments": "By department",
    "department": "Department",
    "sheets": "Sheets",
    "clean": "Without a doubt",
    "findings": "Doubts",
    "most": "Most frequent",
    "checked": "Checked",
    "filter": "Only: {check}",
    "all": "All checks",
    "none": "No sheets handed in yet",
    "noneDetail": "Doubts are listed by department once sheets are handed in.",
    "count": "{check} {count}",
  },
};

export const t = translate(messages);
