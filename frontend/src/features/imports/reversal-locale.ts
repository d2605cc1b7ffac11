/** Words of taking an import back. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "back.title": "撤销导入",
  "back.detail": "按这次导入写入的内容逐条退回：新建的删去，改动的恢复原值。导入以后又有人改过、审核过或用到的保留不动。只能撤销一次。",
  "back.all": "撤销全部 {count} 项",
  "back.part": "保留 {left} 项，撤销其余 {count} 项",
  "back.cancel": "不撤销",
  "back.running": "正在撤销，请不要关闭页面…",
  "back.done": "已撤销 {count} 项",
  "back.donePart": "已撤销 {count} 项，保留 {left} 项",
  "back.again": "再上传一次，可以重新导入。",
  "back.nothing": "没有可以撤销的内容",
  "back.nothingDetail": "写入的内容都已经改过、审核过、用到，或不在了；请逐条修改。",
  "back.notNoted": "这次导入办理得早，没有记录写入的内容，不能整体撤销；请逐条修改。",
  "back.left": "保留 {count} 项",
  "back.taken": "撤销 {count} 项",
  "back.gone": "已不在 {count} 项",
  "back.more": "再显示 {count} 项",
  "back.new": "新建",
  "back.changed": "改动",
  "back.now": "现在",
  "back.then": "恢复为",
  "back.result": "撤销结果",
  "back.resultHint": "{name} {time}撤销",
  "back.empty": "（空）",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "back.title": "Undo the import",
    "back.detail": "Takes back entry by entry what this import wrote: what it made goes, what it changed gets its former values. What was changed, reviewed or used since stays. It can be done once.",
    "back.all": "Undo {count} entry | Undo all {count} entries",
    "back.part": "Keep {left}, undo the other {count}",
    "back.cancel": "Keep everything",
    "back.running": "Undoing, please keep the page open…",
    "back.done": "{count} entry undone | {count} entries undone",
    "back.donePart": "{count} undone, {left} kept",
    "back.again": "Upload the file again to import it anew.",
    "back.nothing": "Nothing can be undone",
    "back.nothingDetail": "Everything was changed, reviewed or used since, or is gone; change it one by one.",
    "back.notNoted": "This import is from before its entries were noted; change them one by one.",
    "back.left": "{count} kept",
    "back.taken": "{count} undone",
    "back.gone": "{count} gone already",
    "back.more": "Show {count} more",
    "back.new": "New",
    "back.changed": "Changed",
    "back.now": "Now",
    "back.then": "Back to",
    "back.result": "What was undone",
    "back.resultHint": "{name}, {time}",
    "back.empty": "(empty)",
  },
};

export const t = translate(messages);
