/** Words of the named views above a list. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "label": "常用筛选",
  "save": "保存当前筛选",
  "name": "名称",
  "nameHint": "只存在这台电脑上，只有您看得到。",
  "keep": "保存",
  "missing": "请写一个名称。",
  "remove": "删除“{name}”",
  "removed": "已删除“{name}”",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "label": "Views",
    "save": "Save these filters",
    "name": "Name",
    "nameHint": "Kept on this computer, seen by you only.",
    "keep": "Save",
    "missing": "Please write a name.",
    "remove": "Delete “{name}”",
    "removed": "“{name}” deleted",
  },
};

export const t = translate(messages);
