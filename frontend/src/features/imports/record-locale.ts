/** Words about 附件四 among the imports. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "record.note": "这是预警处置记录单：只有您看得到这次上传；写入后是“拟办”的预警，文件和读出的内容不再保留；30 天没有写入，自动删除。",
  "record.applied": "已写入“预警处置”；这里不再保留文件和内容，请到预警记录里查看。",
  "record.discard": "删除这次上传",
  "record.discardDetail": "文件和读出的内容会删去，不能恢复。还没有写入的内容不会进入“预警处置”。",
  "record.discarded": "已删除这次上传",
  "record.subject": "预警对象",
  "record.handler": "预警处置实施人",
  "record.source": "预警来源",
  "record.disposition": "处置方式",
  "record.choose": "请选择",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "record.note":
      "This is a record of a warning: only you can see this upload. Importing makes a draft warning and keeps neither file nor text here; after 30 days without it the upload is deleted.",
    "record.applied": "Written to the warnings. Neither file nor text is kept here; read it in the warning itself.",
    "record.discard": "Delete this upload",
    "record.discardDetail": "The file and what was read from it are deleted for good. What was not imported does not reach the warnings.",
    "record.discarded": "The upload was deleted",
    "record.subject": "Warned person",
    "record.handler": "Handled by",
    "record.source": "Source",
    "record.disposition": "Disposition",
    "record.choose": "Please choose",
  },
};
export const t = translate(messages);
