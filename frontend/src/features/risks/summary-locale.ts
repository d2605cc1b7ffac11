/** Words of the consolidated register's download. */
import { type Messages, translate } from "@/lib/i18n";

import { messages as shared } from "./locale";

const zh = {
  "summary.title": "下载风险点登记汇总表",
  "summary.detail": "按部门、岗位和排查表的先后顺序汇总，可直接打印、签字、盖章。",
  "summary.department": "部门",
  "summary.departmentHint": "不选部门就是全校，或您看得到的全部；选了部门，连同其下级。",
  "summary.all": "全部",
  "summary.year": "年度",
  "summary.format": "格式",
  "summary.pending": "连同尚未认定的风险点",
  "summary.pendingHint": "在“认定情况”一栏注明；不勾选时只列已认定的，并写明还有几条没有列入。",
  "summary.get": "下载",
  "summary.cancel": "取消",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "summary.title": "Download the consolidated register",
    "summary.detail": "In the order of departments, posts and sheets, ready to be printed, signed and sealed.",
    "summary.department": "Department",
    "summary.departmentHint": "Without one: the whole college, or all you may see. With one: the units below it too.",
    "summary.all": "All",
    "summary.year": "Year",
    "summary.format": "Format",
    "summary.pending": "Include points not approved yet",
    "summary.pendingHint": "The last column says so. Otherwise only approved ones are listed, and how many are left out is stated.",
    "summary.get": "Download",
    "summary.cancel": "Cancel",
  },
};

export const t = translate(messages, shared);
