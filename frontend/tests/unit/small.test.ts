import { mount } from "@vue/test-utils";
import { describe, expect, it, vi } from "vitest";
import { defineComponent } from "vue";

import { Problem } from "@/api/problem";
import { copy } from "@/legacy";
import { allows } from "@/lib/feature";
import { prefs } from "@/lib/prefs";
import { shouldRetry } from "@/lib/query";
import { safeReturn } from "@/lib/return-path";
import { comboOf, useShortcuts } from "@/lib/shortcuts";
import { label, options } from "@/lib/terms";
import { dismiss, toast, toastProblem, toasts } from "@/lib/toast";
import { CONSEQUENCES, levelOf, LEVELS, LIKELIHOODS } from "@/ui/matrix";

describe("terms", () => {
  const terms = { high: "高", key_area: "重点领域" };
  it("speak the server's Chinese and plain English", () => {
    expect(label(terms, "high")).toBe("高");
    expect(label(terms, null)).toBe("");
    expect(label(terms, "unknown")).toBe("unknown");
    expect(options(terms)).toEqual([
      { value: "high", label: "高" },
      { value: "key_area", label: "重点领域" },
    ]);
    prefs.locale = "en";
    expect(label(terms, "key_area")).toBe("Key area");
  });
});

describe("the way back after signing in", () => {
  it.each(["/risks?level=high#top", "/"])("follows %s", (path) => expect(safeReturn(path)).toBe(path));
  it.each(["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", undefined, ["/a"]])(
    "does not follow %s",
    (path) => expect(safeReturn(path)).toBe("/"),
  );
});

describe("permissions of a page", () => {
  const has = (name: string): boolean => name === "risks:read";
  it("are one, any of several, or none", () => {
    expect(allows(undefined, has)).toBe(true);
    expect(allows("risks:read", has)).toBe(true);
    expect(allows("risks:write", has)).toBe(false);
    expect(allows(["risks:write", "risks:read"], has)).toBe(true);
    expect(allows([], has)).toBe(false);
  });
});

describe("a failed read", () => {
  it("is tried again only when nothing was decided", () => {
    expect(shouldRetry(0, new Problem({ title: "x" }, 503))).toBe(true);
    expect(shouldRetry(2, new Problem({ title: "x" }, 503))).toBe(false);
    expect(shouldRetry(0, new Problem({ title: "x" }, 404))).toBe(false);
    expect(shouldRetry(0, new TypeError("bug"))).toBe(false);
  });
});

describe("the rule of the matrix", () => {
  it("takes the highest line of either factor, never the product", () => {
    expect(levelOf("small", "crime")).toBe("high");
    expect(levelOf("high", "internal")).toBe("high");
    expect(levelOf("elevated", "internal")).toBe("medium");
    expect(levelOf("small", "discipline")).toBe("medium");
    expect(levelOf("small", "internal")).toBe("low");
  });
  it("is never below either factor", () => {
    for (const [a, likelihood] of LIKELIHOODS.entries()) {
      for (const [b, consequence] of CONSEQUENCES.entries()) {
        expect(LEVELS.indexOf(levelOf(likelihood, consequence))).toBe(Math.min(a, b));
      }
    }
  });
});

describe("messages", () => {
  it("stay three at most and longer with a way back", () => {
    ["一", "二", "三", "四"].forEach((text) => toast(text));
    expect(toasts.value.map((shown) => shown.text)).toEqual(["二", "三", "四"]);
    const id = toast("已退回", { undo: () => undefined });
    expect(toasts.value.find((shown) => shown.id === id)?.duration).toBe(8000);
    dismiss(id);
    expect(toasts.value.some((shown) => shown.id === id)).toBe(false);
    toastProblem(new Problem({ title: "没有权限", detail: "请联系纪委办。" }, 403));
    expect(toasts.value[toasts.value.length - 1]).toMatchObject({ text: "没有权限", detail: "请联系纪委办。", tone: "danger" });
  });
});

describe("shortcuts", () => {
  const save = vi.fn<() => void>();
  const next = vi.fn<() => void>();
  const Page = defineComponent({
    setup() {
      useShortcuts({ "mod+s": save, j: next });
    },
    render: () => null,
  });

  it("name a combination", () => {
    expect(comboOf(new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true }))).toBe("alt+arrowdown");
    expect(comboOf(new KeyboardEvent("keydown", { key: "K", metaKey: true, shiftKey: true }))).toBe("mod+shift+k");
  });

  it("leave letters to whoever types, and to the input method", async () => {
    const page = mount(Page, { attachTo: document.body });
    const input = document.createElement("input");
    document.body.append(input);
    const press = (target: EventTarget, init: KeyboardEventInit): void =>
      void target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
    press(input, { key: "j" });
    expect(next).not.toHaveBeenCalled();
    press(document.body, { key: "j", isComposing: true });
    expect(next).not.toHaveBeenCalled();
    press(document.body, { key: "j" });
    expect(next).toHaveBeenCalledTimes(1);
    press(input, { key: "s", ctrlKey: true });
    expect(save).toHaveBeenCalledTimes(1);
    page.unmount();
    press(document.body, { key: "j" });
    expect(next).toHaveBeenCalledTimes(1);
  });
});

describe("the copy for old browsers", () => {
  it("is deep", () => {
    const source = { a: [1, { b: new Date(0) }], m: new Map([["k", { v: 1 }]]), s: new Set([1]), n: null };
    const result = copy(source) as typeof source;
    expect(result).toEqual(source);
    expect(result.a[1]).not.toBe(source.a[1]);
    expect(result.m.get("k")).not.toBe(source.m.get("k"));
  });
});
