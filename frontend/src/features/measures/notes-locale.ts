/** Words of what goes on beside measures: comments of reviewers, what a failed one had looked at again, what goes on from last year. */
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
  "carry.title": "上一方案没有完成的措施",
  "carry.hint": "转入后重新认定，内容可以修改；没有转入的留在原年度。",
  "carry.look": "查看",
  "carry.go": "转入所选的 {count} 项",
  "carry.done": "已转入 {count} 项措施",
  "plan.redo": "退回重新制定",
  "doubts.title": "质量检查",
  "doubts.hint": "疑点只是提醒再看一看，不是结论，也不妨碍提交；审核人看到同样的提示。",
  "doubts.count": "{count} 处",
  "doubts.place": "第 {number} 项",
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
    "carry.title": "Unfinished in the plan before",
    "carry.hint": "What is carried on is approved anew and may be changed; the rest stays with its year.",
    "carry.look": "View",
    "carry.go": "Carry {count} on",
    "carry.done": "{count} carried on",
    "plan.redo": "Send back to plan anew",
    "doubts.title": "Quality checks",
    "doubts.hint": "A doubt asks to look again and hinders nothing; reviewers see the same.",
    "doubts.count": "{count} place | {count} places",
    "doubts.place": "Measure {number}",
  },
};

export const t = translate(messages);
