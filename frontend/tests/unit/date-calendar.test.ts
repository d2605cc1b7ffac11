import { flushPromises, mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { h } from "vue";

import { prefs } from "@/lib/prefs";
import DateCalendar from "@/ui/DateCalendar.vue";
import Field from "@/ui/Field.vue";

const shown = (modelValue: string) =>
  mount(Field, {
    props: { label: "完成期限" },
    slots: { default: () => h(DateCalendar, { modelValue }) },
    attachTo: document.body,
  });

describe("DateCalendar", () => {
  it("names its parts and the button in the language of the page", async () => {
    const page = shown("2026-09-30");
    await flushPromises();
    const parts = page.findAll("[role=spinbutton]");
    expect(parts.map((part) => part.attributes("aria-label"))).toEqual(["年", "月", "日"]);
    expect(parts.map((part) => part.attributes("aria-valuetext"))).toEqual(["2026", "9", "30"]);
    expect(page.html()).not.toMatch(/aria-[a-z]+="[^"]*[a-z]{3,}, /);
    prefs.locale = "en";
    await flushPromises();
    expect(page.findAll("[role=spinbutton]").map((part) => part.attributes("aria-label"))).toEqual(
      expect.arrayContaining(["Year", "Month", "Day"]),
    );
    page.unmount();
  });

  it("says that nothing is filled in", async () => {
    const page = shown("");
    await flushPromises();
    expect(page.findAll("[role=spinbutton]").map((part) => part.attributes("aria-valuetext"))).toEqual(["未填写", "未填写", "未填写"]);
    page.unmount();
  });

  it("names the open calendar in Chinese", async () => {
    const page = shown("2026-09-30");
    await flushPromises();
    await page.get("button[aria-label=打开日历]").trigger("click");
    await flushPromises();
    const labels = [...document.querySelectorAll(".date-panel [aria-label], .date-panel[aria-label]")].map((one) => one.getAttribute("aria-label") ?? "");
    expect(labels.length).toBeGreaterThan(28);
    expect(labels.filter((text) => /[a-z]{3}/i.test(text))).toEqual([]);
    expect(labels).toContain("日历, 2026年9月");
    page.unmount();
  });
});
