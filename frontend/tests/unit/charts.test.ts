import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { createMemoryHistory, createRouter } from "vue-router";

import { Problem } from "@/api/problem";
import ErrorState from "@/ui/ErrorState.vue";
import LevelShifts from "@/ui/LevelShifts.vue";
import LevelTag from "@/ui/LevelTag.vue";
import Progress from "@/ui/Progress.vue";
import RiskMatrix from "@/ui/RiskMatrix.vue";
import StackedBars from "@/ui/StackedBars.vue";
import Stepper from "@/ui/Stepper.vue";
import Timeline from "@/ui/Timeline.vue";

const global = {
  plugins: [createRouter({ history: createMemoryHistory(), routes: [{ path: "/:all(.*)*", component: { render: () => null } }] })],
};

describe("LevelTag", () => {
  it.each([
    ["high", "▲高"],
    ["medium", "◆中"],
    ["low", "●低"],
    [null, "—"],
  ] as const)("%s shows shape and word", (level, text) => {
    expect(mount(LevelTag, { props: { level } }).text()).toBe(text);
  });
});

describe("LevelShifts", () => {
  const title = "等级在审核后改变";

  it("says what changed from what to what", () => {
    const items = [{ risk_point_id: 3, name: "收受回扣", before: "low", after: "high" }] as const;
    const page = mount(LevelShifts, { props: { title, items } });
    expect(page.text()).toContain(title);
    expect(page.get("li").text().replaceAll(" ", "")).toBe("收受回扣●低→▲高");
  });

  it("is not there where nothing changed", () => {
    expect(mount(LevelShifts, { props: { title, items: [] } }).find("section").exists()).toBe(false);
  });
});

describe("RiskMatrix", () => {
  const page = mount(RiskMatrix, {
    props: {
      counts: [{ likelihood: "small", consequence: "crime", count: 1480 }],
      cellTo: (likelihood, consequence) => `/risks?likelihood=${likelihood}&consequence=${consequence}`,
    },
    global,
  });

  it("colours by place and shows the count, each cell leading to its list", () => {
    const cells = page.findAll("a");
    expect(cells).toHaveLength(9);
    const cell = cells.find((candidate) => candidate.text().startsWith("1,480"));
    expect(cell?.classes()).toContain("high");
    expect(cell?.attributes("href")).toBe("/risks?likelihood=small&consequence=crime");
    expect(cell?.attributes("aria-label")).toBe("发生机率较小、后果触犯法律：1,480 个，等级高");
  });

  it("does not let an empty cell lose its level", () => {
    expect(page.findAll(".zero.high")).toHaveLength(4);
    expect(page.findAll(".medium")).toHaveLength(3);
    expect(page.findAll(".low")).toHaveLength(1);
  });
});

it("StackedBars names every figure of a row", () => {
  const rows = [{ id: 1, name: "教务处", high: 1, medium: 50, low: 0, to: "/risks" }];
  const page = mount(StackedBars, { props: { caption: "部门风险分布", rows }, global });
  expect(page.get(".row .sr-only").text()).toBe("教务处：高 1，中 50，低 0；共 51");
  expect(page.findAll(".bar span")).toHaveLength(2);
});

it("Stepper marks the stage of today and its delay", () => {
  const steps = [
    { id: 1, title: "宣传动员部署", state: "done" as const },
    { id: 2, title: "全面排查风险", state: "current" as const, share: 0.5, note: "9月30日", alert: "超期 2" },
  ];
  const page = mount(Stepper, { props: { steps, label: "阶段" } });
  const [, current] = page.findAll("li");
  expect(current?.attributes("aria-current")).toBe("step");
  expect(current?.text()).toContain("超期 2");
});

it("Progress tells its numbers to screen readers, and none when it knows none", async () => {
  const page = mount(Progress, { props: { label: "正在导入", done: 640, total: 1000 } });
  expect(page.get("[role=progressbar]").attributes()).toMatchObject({ "aria-valuenow": "640", "aria-valuemax": "1000" });
  await page.setProps({ total: undefined });
  expect(page.get("[role=progressbar]").attributes("aria-valuenow")).toBeUndefined();
});

it("Timeline says who, when and what", () => {
  const items = [{ id: 1, at: "2026-09-01T02:03:00Z", title: "退回", by: "林副院长", detail: "请写明责任岗位。" }];
  const page = mount(Timeline, { props: { items, label: "经过" } });
  expect(page.get("time").attributes("datetime")).toBe("2026-09-01T02:03:00Z");
  expect(page.text()).toContain("林副院长");
});

describe("ErrorState", () => {
  it("offers to try again only where that can help", () => {
    const refused = mount(ErrorState, { props: { error: new Problem({ title: "没有权限", detail: "请联系纪委办。" }, 403) } });
    expect(refused.text()).toContain("请联系纪委办。");
    expect(refused.find("button").exists()).toBe(false);
    const broken = mount(ErrorState, { props: { error: new Problem({ title: "服务器出错了", request_id: "r-1" }, 500) } });
    expect(broken.text()).toContain("r-1");
    void broken.get("button").trigger("click");
    expect(broken.emitted("retry")).toHaveLength(1);
  });
});
