/** Words of the flows that wait for a review. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  title: "待审查流程",
  lead: "画了流程的 {flows} 项职权中，{never} 项从未审查，{changed} 项审查后有修改，{old} 项按旧清单审查。",
  leadDone: "画了流程的 {flows} 项职权都已按现行清单审查。",
  leadNone: "还没有画过流程的职权。",
  leadOther: "没有符合条件的流程。",
  all: "全部",
  count: "{name} {count}",
  download: "导出 Excel",
  department: "部门",
  power: "职权",
  version: "流程版本",
  number: "第 {number} 版",
  saved: "{number} · {day}",
  gap: "情况",
  last: "最近的审查",
  reviewed: "第 {number} 版 · {day}",
  begun: "审查中",
  none: "没有待审查的流程",
  noneDetail: "流程修改后，或启用了新的审查清单，会重新列在这里。",
  noneOther: "没有符合条件的待审查流程",
  noneOtherDetail: "换个职权名称或部门再找，或清除条件。",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    title: "Flows to review",
    lead: "Of {flows} powers with a flow, {never} were never reviewed, {changed} changed since, {old} were held against an older checklist.",
    leadDone: "All {flows} flows are reviewed against the present checklist.",
    leadNone: "No power has a flow yet.",
    leadOther: "No flow matches.",
    all: "All",
    count: "{name} {count}",
    download: "Download as Excel",
    department: "Department",
    power: "Power",
    version: "Version",
    number: "Version {number}",
    saved: "{number} · {day}",
    gap: "Reason",
    last: "Last review",
    reviewed: "Version {number} · {day}",
    begun: "under review",
    none: "No flow waits for a review",
    noneDetail: "A flow comes back here when it is changed, or when a new checklist is adopted.",
    noneOther: "No flow that matches waits for a review",
    noneOtherDetail: "Try another name or department, or clear the filters.",
  },
};

export const t = translate(messages);
