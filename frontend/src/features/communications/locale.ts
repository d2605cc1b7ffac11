/** Words the pages of the room share; each resource has its own beside. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "action.abort": "取消",
  "action.save": "保存",
  "action.edit": "修改",
  "list.show": "显示",
  "list.search": "标题包含",
  "list.department": "部门",
  "list.state": "状态",
  "file.title": "附件",
  "file.none": "没有附件",
  "file.add": "添加附件",
  "file.hint": "Word、Excel、PDF、图片、文本或压缩包",
  "file.remove": "去掉{name}",
  "person.search": "输入姓名或工号",
  "person.remove": "去掉{name}",
  "department.search": "输入部门名称",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "action.abort": "Cancel",
    "action.save": "Save",
    "action.edit": "Edit",
    "list.show": "Show",
    "list.search": "Title contains",
    "list.department": "Department",
    "list.state": "State",
    "file.title": "Attachments",
    "file.none": "No attachments",
    "file.add": "Add an attachment",
    "file.hint": "Word, Excel, PDF, pictures, text or archives",
    "file.remove": "Remove {name}",
    "person.search": "Name or staff number",
    "person.remove": "Remove {name}",
    "department.search": "Name of a department",
  },
};

export const t = translate(messages);
