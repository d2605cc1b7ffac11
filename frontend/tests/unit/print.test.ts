import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { defineComponent, h, ref } from "vue";

import { usePrint } from "@/lib/print";

it("draws the paper at once while printing, and removes it afterwards", () => {
  const name = ref("甲");
  const page = mount(defineComponent({ setup: () => (usePrint(() => h("article", name.value)), () => h("p", "页面")) }));
  name.value = "乙";
  dispatchEvent(new Event("beforeprint"));
  expect(document.querySelector("article")?.textContent).toBe("乙");
  expect(document.documentElement.classList.contains("on-paper")).toBe(true);
  dispatchEvent(new Event("afterprint"));
  expect(document.querySelector("article")).toBeNull();
  expect(document.documentElement.classList.contains("on-paper")).toBe(false);
  page.unmount();
  dispatchEvent(new Event("beforeprint"));
  expect(document.querySelector("article")).toBeNull();
});
