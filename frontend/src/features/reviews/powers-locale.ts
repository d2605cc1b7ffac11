/** Words of a catalogue of powers under review. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  name: "权力名称",
  content: "具体内容",
  handling_body: "办理主体",
  basis: "制度依据",
  bases: "制度依据",
  boundary: "权力边界",
  kind: "权力类型",
  key_area: "重点领域",
  major_matters: "“三重一大”",
  discretion: "自由裁量",
  must_publish: "是否公开",
  is_concentrated: "是否集中",
  position_id: "所属岗位",
  noBasis: "没有依据",
  unconfirmed: "没有逐项确认",
  sinceChanged: "提交后改过",
  sinceFields: "改了{fields}",
  sinceRemoved: "提交后减少",
  sinceAdded: "提交后新增：{names}",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    name: "Power",
    content: "Content",
    handling_body: "Handled by",
    basis: "Legal basis",
    bases: "Legal basis",
    boundary: "Limits",
    kind: "Kind",
    key_area: "Key area",
    major_matters: "Major matters",
    discretion: "Discretion",
    must_publish: "Publication",
    is_concentrated: "Concentration",
    position_id: "Position",
    noBasis: "No legal basis",
    unconfirmed: "Not confirmed",
    sinceChanged: "Changed since",
    sinceFields: "Changed: {fields}",
    sinceRemoved: "Gone since",
    sinceAdded: "New since it was handed in: {names}",
  },
};

export const t = translate(messages);
