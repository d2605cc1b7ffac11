/** Words of making a campaign from a template. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  lead: "选一个模板，阶段和报送材料一次建好；开始之前都可以改。",
  template: "模板",
  opinion: "实施意见：五个阶段，三次报送",
  handout: "培训讲义：六个阶段，6 月 22 日下班前报送",
  blank: "空白：阶段和材料自己加",
  year: "年度",
  name: "名称",
  nameHint: "不填就用“{name}”。",
  kinds: "哪几类部门要报送",
  closing: "截止时刻（下班时间）",
  moves: "截止日遇休息日，顺延到下一个工作日",
  preview: "日期预览",
  previewHint: "{year} 年",
  unset: "时间未定",
  moved: "原定{day}是休息日，顺延",
  notEntered: "{year} 年的放假调休安排还没有录入，只按周末推算。",
  enter: "录入校历",
  blankHint: "空白活动没有阶段和材料，建好后逐项添加。",
  create: "建好草稿",
  created: "草稿已建好，开始之前只有防控办公室看得到",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    lead: "Choose a template: stages and deliverables are made at once, and can be changed until the start.",
    template: "Template",
    opinion: "Opinion: five stages, three deliveries",
    handout: "Handout: six stages, due at closing time on 22 June",
    blank: "Blank: add stages and deliverables yourself",
    year: "Year",
    name: "Name",
    nameHint: "Left empty it is “{name}”.",
    kinds: "Departments that hand in",
    closing: "Time of day it is due",
    moves: "A due day that is off moves to the next working day",
    preview: "Dates",
    previewHint: "{year}",
    unset: "no dates",
    moved: "{day} is a day off; moved",
    notEntered: "The holidays of {year} are not entered yet; only weekends count as off.",
    enter: "Enter the calendar",
    blankHint: "A blank campaign has neither stages nor deliverables; add them afterwards.",
    create: "Make the draft",
    created: "Draft made; only the office sees it until the start",
  },
};

export const t = translate(messages);
