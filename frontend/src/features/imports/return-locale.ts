/** Words of the file that comes back with its problems written into it. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "return.title": "在原文件里改",
  "return.lead": "系统把 {count} 处问题写成批注，放在您上传的文件的原格子里。下载后照批注改好，再上传一次；批注不影响读取。",
  "return.done": "以下 {count} 处问题没有导入或需要核对，已写成批注，放在您上传的文件的原格子里。改好后可以再上传，已导入的内容不会重复。",
  "return.download": "下载批注后的文件",
  "return.upload": "上传改好的文件",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "return.title": "Correct it in the file itself",
    "return.lead": "{count} remark stands as a comment in its cell of your file. Correct it there and upload it again; comments are not read. | {count} remarks stand as comments in their cells of your file. Correct them there and upload it again; comments are not read.",
    "return.done": "{count} remark on what was not taken or needs a look stands as a comment in its cell of your file. Upload it again once corrected; nothing is stored twice. | {count} remarks on what was not taken or needs a look stand as comments in their cells of your file. Upload it again once corrected; nothing is stored twice.",
    "return.download": "Download with comments",
    "return.upload": "Upload the corrected file",
  },
};

export const t = translate(messages);
