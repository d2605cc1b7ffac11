/** Words of who takes part in the finding. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "title": "全员参与",
  "rate": "须参加的 {staff} 人中，{participants} 人已提交排查表，参与率 {rate}%。",
  "nobody": "名册里还没有须参加排查的人；请先登记人员。",
  "postless": "没有岗位的人（{count}）",
  "postless.short": "{count} 人没有岗位",
  "advice.office": "全体教职员工都要参加排查：请把他们任命到岗位，他们才能填表；确实不参加的，在人员页写明原因。",
  "advice.unit": "全体教职员工都要参加排查：请报纪委办把他们任命到岗位，他们才能填表。",
  "all": "查看全部",
  "everybody": "每个人都有岗位。",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "title": "Everybody takes part",
    "rate": "Of {staff} who have to take part, {participants} have handed in: {rate}%.",
    "nobody": "Nobody on the roster has to take part yet; add people first.",
    "postless": "Without a post ({count})",
    "postless.short": "{count} without a post",
    "advice.office": "All staff have to take part: appoint them to a post so that they can fill in a sheet; who really does not take part gets a reason on the person's page.",
    "advice.unit": "All staff have to take part: ask the office to appoint them to a post so that they can fill in a sheet.",
    "all": "Show all",
    "everybody": "Everybody holds a post.",
  },
};

export const t = translate(messages);
