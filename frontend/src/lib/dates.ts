/** Days and instants as people on this campus read them: Asia/Shanghai, 9月30日（还有 9 天）. */
import { prefs } from "./prefs";

const ZONE = "Asia/Shanghai";
const DAY = 86_400_000;

const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** The calendar day in Shanghai of an instant, `YYYY-MM-DD`. A plain date passes through. */
export function dayOf(value: string | Date): string {
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return isoDay.format(typeof value === "string" ? new Date(value) : value);
}

export function today(now: Date = new Date()): string {
  return isoDay.format(now);
}

/** Whole days from today until `value`; negative when past. */
export function daysUntil(value: string | Date, now: Date = new Date()): number {
  return Math.round((Date.parse(dayOf(value)) - Date.parse(today(now))) / DAY);
}

/** 9月30日, with the year only when it is another one: 2027年1月31日. */
export function formatDay(value: string | Date, now: Date = new Date()): string {
  const [year = 0, month = 0, day = 0] = dayOf(value).split("-").map(Number);
  const otherYear = year !== Number(today(now).slice(0, 4));
  if (prefs.locale === "zh-CN") return `${otherYear ? `${year}年` : ""}${month}月${day}日`;
  return new Intl.DateTimeFormat("en", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(otherYear ? { year: "numeric" as const } : {}),
  }).format(Date.UTC(year, month - 1, day));
}

/** 2026年9月30日, as it stands on paper. */
export const formatFullDay = (value: string | Date): string => formatDay(value, new Date(0));

/** 9月30日 17:30 */
export function formatTime(value: string | Date, now: Date = new Date()): string {
  const instant = typeof value === "string" ? new Date(value) : value;
  return `${formatDay(instant, now)} ${clock.format(instant)}`;
}

function distance(days: number): string {
  if (prefs.locale === "zh-CN") {
    if (days === 0) return "今天截止";
    if (days === 1) return "明天截止";
    return days > 0 ? `还有 ${days} 天` : `已超期 ${-days} 天`;
  }
  if (days === 0) return "due today";
  if (days === 1) return "due tomorrow";
  const many = Math.abs(days) === 1 ? "day" : "days";
  return days > 0 ? `${days} ${many} left` : `${-days} ${many} overdue`;
}

/** A deadline with the distance people ask for: 9月30日（还有 9 天）. */
export function formatDue(value: string | Date, now: Date = new Date()): string {
  const gap = distance(daysUntil(value, now));
  return prefs.locale === "zh-CN" ? `${formatDay(value, now)}（${gap}）` : `${formatDay(value, now)} (${gap})`;
}

/** 刚刚, 5 分钟前, 3 小时前, then the day and time. */
export function formatAgo(value: string | Date, now: Date = new Date()): string {
  const instant = typeof value === "string" ? new Date(value) : value;
  const minutes = Math.floor((now.getTime() - instant.getTime()) / 60_000);
  const zh = prefs.locale === "zh-CN";
  if (minutes < 1) return zh ? "刚刚" : "just now";
  if (minutes < 60) return zh ? `${minutes} 分钟前` : `${minutes} min ago`;
  if (minutes < 720) return zh ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / 60)} h ago`;
  return formatTime(instant, now);
}

/** The year the work runs in, by the Shanghai calendar. */
export function currentYear(now: Date = new Date()): number {
  return Number(today(now).slice(0, 4));
}
