/** Words of the quality goals (opinion.txt line 18). */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "goals.title": "质量目标",
  "goals.points": "{reached} / {possible} 分，{percent}%",
  "goals.average": "{percent}%，{count} 个部门平均",
  "card.title": "{year} 年质量目标记分卡",
  "card.lead": "按六项质量目标看各部门的得分率；只含已公布的得分，未确认的可能还会变动。",
  "card.averages": "各目标平均得分率",
  "card.caption": "各部门质量目标得分率",
  "card.department": "部门",
  "card.total": "总得分率",
  "card.grade": "等次",
  "card.state": "状态",
  "card.sort": "排列",
  "card.best": "得分率高的在前",
  "card.none": "还没有可以查看的考核得分",
  "card.noneDetail": "所管部门的得分公布后，这里按六项质量目标汇总。",
  "card.noGoals": "本年度的检查标准没有标注质量目标",
  "card.noGoalsDetail": "起草标准时为检查项目选择质量目标，按它考核后即可汇总；已发布的标准不再改动。",
  "card.standards": "查看检查标准",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "goals.title": "Quality goals",
    "goals.points": "{reached} of {possible} points, {percent}%",
    "goals.average": "{percent}%, average of {count} department | {percent}%, average of {count} departments",
    "card.title": "Quality goals {year}",
    "card.lead": "Each department by the six quality goals. Published scores only; what is not confirmed may still change.",
    "card.averages": "Average by goal",
    "card.caption": "Departments by quality goal, in percent",
    "card.department": "Department",
    "card.total": "In all",
    "card.grade": "Grade",
    "card.state": "State",
    "card.sort": "Order",
    "card.best": "Best first",
    "card.none": "No scores to see yet",
    "card.noneDetail": "Once those of your departments are published, they are summed up here by the six quality goals.",
    "card.noGoals": "This year's standard names no quality goals",
    "card.noGoalsDetail": "Choose the goal of each item while a standard is a draft; an adopted one no longer changes.",
    "card.standards": "See the standards",
  },
};

export const t = translate(messages);
