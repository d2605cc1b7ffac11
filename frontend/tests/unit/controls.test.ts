import { mount } from "@vue/test-utils";
import { describe, expect, it, vi } from "vitest";
import { h, nextTick } from "vue";

import Button from "@/ui/Button.vue";
import Checkbox from "@/ui/Checkbox.vue";
import Field from "@/ui/Field.vue";
import FileDrop from "@/ui/FileDrop.vue";
import NativeSelect from "@/ui/NativeSelect.vue";
import Segmented from "@/ui/Segmented.vue";
import TextArea from "@/ui/TextArea.vue";
import TextInput from "@/ui/TextInput.vue";

describe("Field", () => {
  it("ties label, hint and error to the control inside", () => {
    const page = mount(Field, {
      props: { label: "风险点", hint: "写可能发生什么。", error: "请填写风险点。", required: true },
      slots: { default: () => h(TextInput) },
    });
    const input = page.get("input");
    expect(page.get("label").attributes("for")).toBe(input.attributes("id"));
    expect(input.attributes("aria-invalid")).toBe("true");
    expect(input.attributes("aria-required")).toBe("true");
    const described = (input.attributes("aria-describedby") ?? "").split(" ");
    expect(described.map((id) => page.get(`[id="${id}"]`).text())).toEqual(["请填写风险点。", "写可能发生什么。"]);
  });

  it("says nothing wrong when nothing is", () => {
    const page = mount(Field, { props: { label: "备注", optional: true }, slots: { default: () => h(TextArea) } });
    expect(page.get("textarea").attributes("aria-invalid")).toBeUndefined();
    expect(page.get("textarea").attributes("aria-describedby")).toBeUndefined();
    expect(page.text()).toContain("选填");
  });
});

describe("Checkbox", () => {
  it("takes a class for the whole and the rest for its box", () => {
    const page = mount(Checkbox, { props: { label: "只看我的" }, attrs: { class: "no-print", "aria-describedby": "x" } });
    expect(page.get("label").classes()).toContain("no-print");
    expect(page.get("input").attributes()).toMatchObject({ "aria-describedby": "x" });
    expect(page.get("input").classes()).toEqual([]);
  });
});

describe("Button", () => {
  it("calls once and not while it works", async () => {
    const page = mount(Button, { slots: { default: "保存" } });
    await page.trigger("click");
    expect(page.emitted("click")).toHaveLength(1);
    await page.setProps({ loading: true });
    await page.trigger("click");
    expect(page.emitted("click")).toHaveLength(1);
    expect(page.attributes("aria-busy")).toBe("true");
  });

  it("does not send a form twice", () => {
    const page = mount(Button, { props: { type: "submit", loading: true }, slots: { default: "登录" } });
    expect(page.attributes("type")).toBe("button");
  });

  it("has a name when it shows only an icon", () => {
    const page = mount(Button, { props: { icon: "M0 0", label: "编辑" } });
    expect(page.attributes("aria-label")).toBe("编辑");
    expect(page.get("svg").attributes("aria-hidden")).toBe("true");
  });
});

describe("TextInput", () => {
  it("shows and hides a password", async () => {
    const page = mount(TextInput, { props: { type: "password", modelValue: "secret" } });
    expect(page.get("input").attributes("type")).toBe("password");
    await page.get("button").trigger("click");
    expect(page.get("input").attributes("type")).toBe("text");
    expect(page.get("button").attributes("aria-label")).toBe("隐藏");
  });

  it("notices caps lock", async () => {
    const page = mount(TextInput, { props: { type: "password" } });
    const event = new KeyboardEvent("keyup", { key: "A" });
    Object.defineProperty(event, "getModifierState", { value: (name: string) => name === "CapsLock" });
    page.get("input").element.dispatchEvent(event);
    await nextTick();
    expect(page.emitted("capslock")).toEqual([[true]]);
  });
});

it("Segmented is a group of radio buttons", async () => {
  const options = [
    { value: "self", label: "自己找" },
    { value: "colleague", label: "同事点" },
  ];
  const page = mount(Segmented, { props: { modelValue: "self", label: "查找方式", options } });
  expect(page.get("legend").text()).toBe("查找方式");
  await page.findAll("input")[1]?.setValue();
  expect(page.emitted("update:modelValue")).toEqual([["colleague"]]);
});

it("NativeSelect offers nothing only where that is allowed", async () => {
  const choices = [{ value: "high", label: "高" }];
  const page = mount(NativeSelect, { props: { choices, modelValue: "" } });
  expect(page.get("option").attributes("disabled")).toBeDefined();
  await page.setProps({ modelValue: "high" });
  expect(page.findAll("option")).toHaveLength(1);
  await page.setProps({ clearable: true });
  expect(page.get("option").attributes("disabled")).toBeUndefined();
});

describe("FileDrop", () => {
  const drop = async (file: File) => {
    const chosen = vi.fn<(file: File | null) => void>();
    const page = mount(FileDrop, {
      props: { accept: [".docx"], limit: 1024 * 1024, modelValue: null, "onUpdate:modelValue": chosen },
    });
    await page.get("label").trigger("drop", { dataTransfer: { files: [file] } });
    return { page, chosen };
  };

  it("takes a good file, whatever the case of its ending", async () => {
    const { page, chosen } = await drop(new File(["x"], "附件三.DOCX"));
    expect(chosen).toHaveBeenCalled();
    expect(page.find("[role=alert]").exists()).toBe(false);
  });

  it("says why it refuses", async () => {
    const wrong = await drop(new File(["x"], "附件三.doc"));
    expect(wrong.chosen).not.toHaveBeenCalled();
    expect(wrong.page.get("[role=alert]").text()).toContain(".docx");
    const large = await drop(new File([new Uint8Array(2_500_000)], "附件三.docx"));
    expect(large.page.get("[role=alert]").text()).toBe("“附件三.docx”有 2.4 MB，超过了 1 MB 的上限。");
    expect(large.page.emitted("refused")).toHaveLength(1);
  });
});
