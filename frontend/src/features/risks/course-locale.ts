/** Words of a risk point's course. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  title: "找、防、控",
  "identify.done": "排查表已认定",
  "identify.current": "等待评估和认定",
  "prevent.done": "措施已认定",
  "prevent.current": "还没有认定的防控措施",
  "prevent.draft": "措施等待认定",
  "control.done": "措施已落实，持续监控",
  "control.current": "措施落实中",
  rechecks: "有 {count} 项复核没有办结",
  overdue: "{count} 项措施超期",
  measures: "针对它的防控措施",
  none: "还没有针对这个风险点的防控措施，可在部门的防控措施方案里制定。",
  due: "期限 {day}",
  late: "超期",
};
export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    title: "Find, prevent, control",
    "identify.done": "Its sheet is approved",
    "identify.current": "To be assessed and approved",
    "prevent.done": "Measures approved",
    "prevent.current": "No approved measure yet",
    "prevent.draft": "Measures wait for approval",
    "control.done": "Measures carried out, kept in sight",
    "control.current": "Measures under way",
    rechecks: "{count} open recheck | {count} open rechecks",
    overdue: "{count} measure overdue | {count} measures overdue",
    measures: "Measures against it",
    none: "No measure answers this risk point yet; it can be planned in the department's plan of measures.",
    due: "Due {day}",
    late: "Overdue",
  },
};
export const t = translate(messages);
