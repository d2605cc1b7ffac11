/** The college's own Word template: downloaded, edited, refused with places, adopted, seen in a filled form, withdrawn. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, login, settled, watchErrors } from "./cast";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lianfang-templates-"));
const KIND = "风险点登记汇总表";

async function saved(page: Page, button: string | RegExp): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).first().click()]);
  return readFileSync(await file.path());
}
/** A .docx with words of its text replaced, as somebody would in Word. */
function edit(data: Buffer, name: string, from: string, to: string): string {
  const [source, target] = [join(folder, `before-${name}`), join(folder, name)];
  writeFileSync(source, data);
  const script =
    "import sys, zipfile\n" +
    "old, new = sys.argv[3].encode(), sys.argv[4].encode()\n" +
    "with zipfile.ZipFile(sys.argv[1]) as a, zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as b:\n" +
    "    for n in a.namelist():\n" +
    "        d = a.read(n)\n" +
    "        assert n != 'word/document.xml' or old in d\n" +
    "        b.writestr(n, d.replace(old, new) if n == 'word/document.xml' else d)\n";
  execFileSync(join(ROOT, ".venv/bin/python"), ["-c", script, source, target, from, to]);
  return target;
}
function wordsOf(data: Buffer): string {
  const file = join(folder, "filled.docx");
  writeFileSync(file, data);
  const script = "import docx, sys; print('\\n'.join(p.text for p in docx.Document(sys.argv[1]).paragraphs))";
  return execFileSync(join(ROOT, ".venv/bin/python"), ["-c", script, file], { encoding: "utf8" });
}
async function upload(page: Page, file: string): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "上传并检查" }).click();
}

test("the college's own template is checked, adopted, used and withdrawn", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", "/documents");
  await page.getByRole("link", { name: "表格模板" }).first().click();
  await expect(page.getByRole("heading", { name: "表格模板", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: new RegExp(`^${KIND}`) }).click();
  await expect(page.getByText("这种表格还没有本校模板")).toBeVisible();
  await page.getByRole("button", { name: "查看名称和标记" }).click();
  await expect(page.getByText("{{ r.risk_point }}")).toBeVisible();
  await settled(page);
  await expectAccessible(page, "form templates");
  await page.getByRole("button", { name: "上传并检查" }).click();
  await expect(page.getByText("请先选择改好的模板")).toBeVisible();
  const original = await saved(page, "下载系统自带的模板");

  await upload(page, edit(original, "错误.docx", "r.manifestation", "r.manifestations"));
  await expect(page.getByText("第 1 个表第 3 行第 6 格：没有“r.manifestations”这个名称，是不是“r.manifestation”（表现形式）？")).toBeVisible();

  await upload(page, edit(original, "本校.docx", "单位负责人（签字）", "学院负责人（签章）"));
  const drawer = page.getByRole("dialog", { name: /第 1 版/ });
  await expect(drawer.getByText("检查通过，没有需要注意的地方。")).toBeVisible();
  await settled(page);
  await expectAccessible(page, "a version of a template");
  const [preview] = await Promise.all([page.waitForEvent("download"), drawer.getByRole("button", { name: /预览/ }).click()]);
  expect(preview.suggestedFilename()).toMatch(/试填\.(pdf|docx)$/);
  await drawer.getByRole("button", { name: "启用" }).click();
  await drawer.getByLabel(/为什么/).fill("按学院的签章习惯");
  await drawer.getByRole("button", { name: "启用" }).click();
  await expect(page.getByText("已启用第 1 版")).toBeVisible();
  await expect(drawer.getByText("按学院的签章习惯")).toBeVisible();

  await page.goto("/documents");
  expect(wordsOf(await saved(page, `下载空白的《${KIND}》`))).toContain("学院负责人（签章）");

  await page.goBack();
  const again = page.getByRole("dialog", { name: /第 1 版/ });
  await again.getByRole("button", { name: "撤下" }).click();
  await again.getByRole("button", { name: "撤下" }).click();
  await expect(again.getByText(/必须填写|至少|太短/)).toBeVisible();
  await again.getByLabel(/为什么/).fill("只是试一试");
  await again.getByRole("button", { name: "撤下" }).click();
  await expect(page.getByText("已撤下第 1 版，改用系统自带的模板")).toBeVisible();
  noErrors();
});

test("a department sees what is in use and uploads nothing", async ({ page }) => {
  await login(page, "head", "/document-templates?kind=department_self_check");
  await expect(page.getByText("第 2 版").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "上传并检查" })).toHaveCount(0);
  await page.getByRole("link", { name: "第 2 版" }).first().click();
  const drawer = page.getByRole("dialog", { name: /第 2 版/ });
  await expect(drawer.getByText("使用记录")).toBeVisible();
  await expect(drawer.getByRole("button", { name: "撤下" })).toHaveCount(0);
});
