/** Words of what others say about measures: comments of reviewers, and what a failed one had looked at again. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "comments.title": "批注",
  "comments.open": "{count} 条未处理",
  "comments.resolve": "已处理",
  "comments.resolvedBy": "{name} 已处理",
  "comments.place": "{measure} · {cell}",
  "comments.whole": "整张方案",
  "comments.gone": "已删去的措施",
  "rechecks.title": "由此开启的复核",
  "rechecks.hint": "措施未见成效，它要防控的风险点重新核对。",
  "rechecks.open": "还有 {count} 项待复核",
  "rechecks.done": "都已复核",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "comments.title": "Comments",
    "comments.open": "{count} open",
    "comments.resolve": "Dealt with",
    "comments.resolvedBy": "Dealt with by {name}",
    "comments.place": "{measure} · {cell}",
    "comments.whole": "The whole plan",
    "comments.gone": "A measure that is gone",
    "rechecks.title": "Rechecks it opened",
    "rechecks.hint": "The measure did not help: the risk points it was to answer are looked at again.",
    "rechecks.open": "{count} open",
    "rechecks.done": "All looked at",
  },
};

export const t = translate(messages);
