import { flushPromises, mount } from "@vue/test-utils";
import { describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";

import { Problem } from "@/api/problem";
import ConfirmDialog from "@/ui/ConfirmDialog.vue";
import Dialog from "@/ui/Dialog.vue";
import { openDialogs, overlayTarget } from "@/ui/overlay";

describe("Dialog", () => {
  it("opens, names itself, focuses its first field and becomes the place for popups", async () => {
    const page = mount(Dialog, {
      props: { open: false, title: "登记处置", detail: "只有经办人能看到。" },
      slots: { default: "<input name='first'>" },
      attachTo: document.body,
    });
    expect(overlayTarget.value).toBe("body");
    await page.setProps({ open: true });
    await flushPromises();
    const dialog = page.get("dialog").element;
    expect(dialog.open).toBe(true);
    expect(page.get(`[id="${page.get("dialog").attributes("aria-labelledby") ?? ""}"]`).text()).toBe("登记处置");
    expect(document.activeElement?.getAttribute("name")).toBe("first");
    expect(dialog.contains(overlayTarget.value as Node)).toBe(true);
    await page.setProps({ open: false });
    await flushPromises();
    expect(dialog.open).toBe(false);
    expect(openDialogs.value).toHaveLength(0);
    page.unmount();
  });

  it("leaves by its button, Escape and the backdrop unless it must not", async () => {
    const page = mount(Dialog, { props: { open: true, title: "密钥" }, attachTo: document.body });
    await flushPromises();
    await page.get("dialog").trigger("pointerdown");
    expect(page.emitted("update:open")).toEqual([[false]]);
    await page.setProps({ open: true, dismissible: false });
    await page.get("dialog").trigger("pointerdown");
    await page.get("dialog").trigger("cancel");
    expect(page.emitted("update:open")).toHaveLength(1);
    expect(page.find("header button").exists()).toBe(false);
    page.unmount();
    expect(openDialogs.value).toHaveLength(0);
  });
});

describe("ConfirmDialog", () => {
  const open = (action: () => Promise<unknown>) =>
    mount(ConfirmDialog, {
      props: { open: true, title: "停用接口客户端", verb: "停用", word: "oa-sync", action },
      attachTo: document.body,
    });

  it("acts only after the word is typed", async () => {
    const action = vi.fn<() => Promise<void>>().mockResolvedValue();
    const page = open(action);
    const button = page.findAll("button").find((candidate) => candidate.text() === "停用");
    expect(button?.attributes("disabled")).toBeDefined();
    await page.get("form").trigger("submit");
    expect(action).not.toHaveBeenCalled();
    await page.get("input").setValue(" oa-sync ");
    await button?.trigger("click");
    await flushPromises();
    expect(action).toHaveBeenCalledTimes(1);
    expect(page.emitted("done")).toHaveLength(1);
    page.unmount();
  });

  it("stays and says why it failed", async () => {
    const page = open(() => Promise.reject(new Problem({ title: "与当前状态冲突", request_id: "ab12" }, 409)));
    await page.get("input").setValue("oa-sync");
    await page.get("form").trigger("submit");
    await flushPromises();
    await nextTick();
    expect(page.get("[role=alert]").text()).toContain("与当前状态冲突");
    expect(page.get("[role=alert]").text()).toContain("ab12");
    expect(page.emitted("update:open")).toBeUndefined();
    page.unmount();
  });
});
