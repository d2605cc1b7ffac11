/** Words of the rotation clock. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "title": "轮岗到期",
  "lead": "{overdue} 人已超期，{soon} 人在 {days} 天内到期；请在每年一月排定轮岗安排。",
  "lead.fine": "没有超期的；{days} 天内也没有到期的。",
  "view.all": "全部",
  "view.overdue": "已超期",
  "view.soon": "即将到期",
  "search": "搜索岗位名称或编码",
  "position": "岗位",
  "department": "部门",
  "person": "任职人员",
  "tenure": "已任职",
  "tenure.years": "{years} 年 {months} 个月",
  "tenure.months": "{months} 个月",
  "limit": "年限",
  "limit.years": "{years} 年",
  "due": "任满",
  "status": "状态",
  "tier": "层级",
  "area": "重点领域",
  "within": "即将到期",
  "within.days": "{days} 天内到期",
  "dueTo": "任满不晚于",
  "set": "设定年限",
  "set.of": "设定“{name}”的轮岗年限",
  "set.detail": "任现职满这么多年就应当轮岗；只有重点岗位有轮岗年限。",
  "set.position": "重点岗位",
  "set.years": "轮岗年限",
  "set.none": "不设年限",
  "set.done": "“{name}”满 {years} 年轮岗",
  "set.cleared": "“{name}”不再设轮岗年限",
  "need.position": "请选择岗位。",
  "act": "操作",
  "none": "没有符合条件的任职",
  "noneDetail": "换一个条件，或者清除条件。",
  "empty": "还没有设轮岗年限的重点岗位",
  "emptyDetail": "给重点岗位设定轮岗年限后，到期情况会列在这里。",
  "missing": "没有设年限的重点岗位不在此列。",
  "missing.see": "查看重点岗位",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "title": "Rotation",
    "lead": "{overdue} overdue, {soon} due within {days} days; plan rotations each January.",
    "lead.fine": "Nobody is overdue or due within {days} days.",
    "view.all": "All",
    "view.overdue": "Overdue",
    "view.soon": "Due soon",
    "search": "Name or code of a position",
    "position": "Position",
    "department": "Department",
    "person": "Holder",
    "tenure": "In post",
    "tenure.years": "{years} y {months} m",
    "tenure.months": "{months} m",
    "limit": "Limit",
    "limit.years": "{years} year | {years} years",
    "due": "Term full",
    "status": "State",
    "tier": "Tier",
    "area": "Key area",
    "within": "Due soon",
    "within.days": "due within {days} days",
    "dueTo": "Term full by",
    "set": "Set limit",
    "set.of": "Rotation limit of “{name}”",
    "set.detail": "Whoever has held the post for so many years is to rotate; only key positions have a limit.",
    "set.position": "Key position",
    "set.years": "Years",
    "set.none": "No limit",
    "set.done": "“{name}”: rotation after {years} years",
    "set.cleared": "“{name}” has no limit any more",
    "need.position": "Choose a position.",
    "act": "Actions",
    "none": "No holder matches",
    "noneDetail": "Change or clear the filters.",
    "empty": "No key position has a limit yet",
    "emptyDetail": "Set limits on key positions; who is due then stands here.",
    "missing": "Key positions without a limit are not listed.",
    "missing.see": "See key positions",
  },
};

export const t = translate(messages);

const MONTHS = 12;
/** 38 → 3 年 2 个月 */
export function tenureOf(months: number): string {
  const years = Math.floor(months / MONTHS);
  return years > 0 ? t("tenure.years", { years, months: months % MONTHS }) : t("tenure.months", { months });
}
/** 1 … 10 years, as the server allows. */
export const limits = () => Array.from({ length: 10 }, (_, index) => ({ value: String(index + 1), label: t("limit.years", { years: index + 1, count: index + 1 }) }));
