/** Due instants to the minute, as a clock on campus shows them. */
import { dayOf, formatDay, formatDue, formatTime } from "@/lib/dates";
import { prefs } from "@/lib/prefs";

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const OFFSET = "+08:00";
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** `2026-09-07` and `17:30` on campus as an instant; "" while one of them is missing. */
export function instantOf(day: string, time: string): string {
  return day && time ? `${day}T${time}:00${OFFSET}` : "";
}

/** The two parts a form asks for. */
export function partsOf(instant: string): { day: string; time: string } {
  return { day: dayOf(instant), time: clock.format(new Date(instant)) };
}

/** 3 天 2 小时 5 分钟: no more than the two largest units, but always the minutes below an hour. */
export function formatSpan(minutes: number): string {
  const zh = prefs.locale === "zh-CN";
  const units = [
    [Math.floor(minutes / DAY), zh ? " 天" : " d"],
    [Math.floor((minutes % DAY) / HOUR), zh ? " 小时" : " h"],
    [minutes % HOUR, zh ? " 分钟" : " min"],
  ] as const;
  const shown = units.filter(([count]) => count > 0).slice(0, 2);
  return shown.length ? shown.map(([count, unit]) => `${count}${unit}`).join(" ") : `0${units[2][1]}`;
}

/** The same for everybody: what is past is over, whoever may still owe it. */
export function formatDeadline(instant: string, now: Date = new Date()): string {
  if (Date.parse(instant) >= now.getTime()) return formatDueTime(instant, now);
  return formatTime(instant, now) + (prefs.locale === "zh-CN" ? "（已截止）" : " (over)");
}

/** 9月7日 17:30（还有 9 天）; on the last day and after it to the minute. */
export function formatDueTime(instant: string, now: Date = new Date()): string {
  const zh = prefs.locale === "zh-CN";
  const left = Math.floor((Date.parse(instant) - now.getTime()) / MINUTE);
  const inside = (words: string) => (zh ? `（${words}）` : ` (${words})`);
  if (left < 0) return formatTime(instant, now) + inside(zh ? `已超期 ${formatSpan(-left)}` : `${formatSpan(-left)} overdue`);
  if (left < DAY) return formatTime(instant, now) + inside(zh ? `还有 ${formatSpan(left)}` : `${formatSpan(left)} left`);
  const day = formatDay(instant, now);
  return formatDue(instant, now).replace(day, formatTime(instant, now));
}
