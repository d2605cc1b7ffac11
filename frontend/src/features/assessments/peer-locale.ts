/** Words of 互相查, what colleagues judge of each other's sheets. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "title": "互相查",
  "lead": "{year} 年本部门同事已提交的风险点：帮助同事查漏补缺，点开一个即可评估。没有提交的表和您本人的表不在这里。",
  "search": "风险点或表现形式",
  "state": "审核状态",
  "col.name": "风险点",
  "col.position": "岗位",
  "col.level": "等级",
  "col.state": "审核状态",
  "col.mine": "我的互相查",
  "checked": "已评估",
  "unchecked": "未评估",
  "none": "还没有可以互相查的风险点",
  "noneDetail": "本部门同事提交排查表以后，这里列出其中的风险点。",
  "noneFiltered": "没有符合条件的风险点",
  "noneFilteredDetail": "换一个条件，或清除全部筛选。",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "title": "Peer check",
    "lead": "Risk points colleagues of your department have handed in for {year}: help them to find what is missing; open one to judge it. Drafts and your own sheet are not here.",
    "search": "Risk point or how it shows",
    "state": "Review",
    "col.name": "Risk point",
    "col.position": "Post",
    "col.level": "Level",
    "col.state": "Review",
    "col.mine": "My check",
    "checked": "Judged",
    "unchecked": "Not yet",
    "none": "Nothing to check yet",
    "noneDetail": "When colleagues of your department hand in their sheets, their risk points are listed here.",
    "noneFiltered": "No risk point matches",
    "noneFilteredDetail": "Change a condition, or clear all filters.",
  },
};

export const t = translate(messages);
