/** Words of imports. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "list.title": "导入表格",
  "list.lead": "上传填好的附件一至附件三或自查表，系统读出其中的职责、职权和风险点；您核对以后才会写入。附件四由办理预警的人导入。",
  "list.earlier": "历次导入",
  "list.kept": "记住的对应",
  "list.none": "还没有导入过",
  "list.noneDetail": "上传一份填好的表格试试；读取不会改动任何数据。",
  "list.noneMine": "没有符合条件的导入",
  "list.mine": "只看我上传的",
  "list.state": "状态",
  "col.file": "文件",
  "col.forms": "表格数",
  "col.department": "部门",
  "col.owner": "上传人",
  "col.created": "上传时间",
  "col.state": "状态",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "list.title": "Import forms",
    "list.lead": "Upload a filled-in form; duties, powers and risk points are read from it. Nothing is stored until you have checked it. Form 4 is for those who handle warnings.",
    "list.earlier": "Earlier imports",
    "list.kept": "Remembered meanings",
    "list.none": "Nothing imported yet",
    "list.noneDetail": "Try a filled-in form; reading changes nothing.",
    "list.noneMine": "No import matches",
    "list.mine": "Only mine",
    "list.state": "State",
    "col.file": "File",
    "col.forms": "Forms",
    "col.department": "Department",
    "col.owner": "By",
    "col.created": "Uploaded",
    "col.state": "State",
  },
};

export const t = translate(messages);
