/**
 * The stages and due days of the two programmes, for the preview before a campaign is made. The server's template is
 * what counts; the journey in tests/e2e compares both.
 */
import type { CampaignTemplate } from "@/api/labels";

/** `MM-DD` of the campaign's year. */
type Day = string;
interface StagePlan {
  name: string;
  starts?: Day;
  ends?: Day;
}
interface DeliverablePlan {
  /** Counted from 0. */
  stage: number;
  name: string;
  due: Day;
}
export interface Plan {
  stages: readonly StagePlan[];
  deliverables: readonly DeliverablePlan[];
}

export const PLANS: Readonly<Record<CampaignTemplate, Plan>> = {
  opinion: {
    stages: [
      { name: "宣传动员部署", ends: "08-31" },
      { name: "全面排查风险", starts: "09-01", ends: "09-30" },
      { name: "科学评估风险", starts: "10-01", ends: "10-31" },
      { name: "健全防控机制", starts: "11-01", ends: "12-31" },
      { name: "检查评估考核" },
    ],
    deliverables: [
      { stage: 0, name: "实施方案、领导小组名单及联络员名单", due: "09-07" },
      { stage: 1, name: "职权目录、个人岗位及部门工作廉政风险排查表", due: "10-05" },
      { stage: 4, name: "廉政风险防控工作自查报告", due: "12-15" },
    ],
  },
  handout: {
    stages: [
      { name: "动员部署" },
      { name: "排查廉政风险", starts: "06-01", ends: "06-30" },
      { name: "评估风险等级" },
      { name: "制定防控措施" },
      { name: "公示与落实" },
      { name: "总结提高" },
    ],
    deliverables: [{ stage: 1, name: "风险点自查表与登记汇总", due: "06-22" }],
  },
  blank: { stages: [], deliverables: [] },
};

export const TEMPLATE_NAMES: Readonly<Record<CampaignTemplate, (year: number) => string>> = {
  opinion: (year) => `${year} 年廉政风险防控工作`,
  handout: (year) => `${year} 年“查找廉政风险，构筑拒腐防线”活动`,
  blank: (year) => `${year} 年活动`,
};

/** Who hands in unless the office says otherwise: every unit of the second level. */
export const NOT_ASKED: ReadonlySet<string> = new Set(["college", "section", "other"]);
