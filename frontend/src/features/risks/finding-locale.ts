/** Words of finding risks that every opened sheet shows. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "view.label": "填写方式",
  "view.table": "表格",
  "view.guide": "引导",
  "invite.title": "不知从哪儿写起？",
  "invite.detail": "按“明确职责 → 清理职权 → 确定流程 → 逐环节查找”的次序，一步一屏，带着您找。",
  "invite.start": "开始引导",
  "samples.open": "参考样例",
  "samples.adopted": "已采用样例，请改成本岗位的实际情况",
  "tags.add": "＋ 对应职权、查找方法和类别",
  "tags.more": "＋ 对应职权和类别",
  "tags.open": "第 {row} 项 对应与分类",
  "suggest.adopted": "已采纳，写在第 {row} 项",
  "suggest.notSaved": "表还没有存好，请稍后再采纳。",
  "empty.shown": "没有风险点的说明",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "view.label": "Way of filling in",
    "view.table": "Table",
    "view.guide": "Guide",
    "invite.title": "Not sure where to begin?",
    "invite.detail": "Duties → powers → flow → risk points: the guide takes you through, one step a screen.",
    "invite.start": "Start the guide",
    "samples.open": "Samples",
    "samples.adopted": "Sample taken over; now put your facts into it",
    "tags.add": "+ Power, way of finding, categories",
    "tags.more": "+ Power and categories",
    "tags.open": "Item {row}: power and categories",
    "suggest.adopted": "Adopted as item {row}",
    "suggest.notSaved": "The sheet is not saved yet; try again in a moment.",
    "empty.shown": "Why there is no risk point",
  },
};

export const f = translate(messages);
