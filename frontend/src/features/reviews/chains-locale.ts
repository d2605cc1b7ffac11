/** Words of the review chains. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "title": "审核次序",
  "lead": "每种表由谁、按什么次序审核。次序按实施意见固定，这里只供查看；谁也不审核自己的表。",
  "back": "审核",
  "handIn": "提交",
  "approved": "认定",
  "meeting": "会议决定",
  "steps": "{name}的次序",
  "overseers": "认定后，{names}仍可责令重新查找、评估。",
  "by.office": "防控办公室",
  "by.leadership": "领导班子",
  "and": "、",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "title": "Review chains",
    "lead": "Who reviews which sheet in which order. The order is fixed by the college's opinion and only shown here; nobody reviews his own sheet.",
    "back": "Reviews",
    "handIn": "Handed in",
    "approved": "Approved",
    "meeting": "by a meeting",
    "steps": "Order: {name}",
    "overseers": "Afterwards {names} may still order it to be done anew.",
    "by.office": "the office",
    "by.leadership": "the leadership",
    "and": " and ",
  },
};

export const t = translate(messages);
