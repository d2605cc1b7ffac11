/** Flows out and in: pictures, BPMN that other tools open without a warning, files of OA engines, scans beside them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { type APIRequestContext, type Browser, type Download, expect, type Locator, type Page, test } from "@playwright/test";

import { expectAccessible, expectReadableInDark, get, login, post, settled, tokenOf, watchErrors } from "./cast";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FLOWABLE = file("../../../tests/fixtures/bpmn/flowable-reimbursement.bpmn20.xml");
const VIEWER = file("../../node_modules/bpmn-js/dist/bpmn-viewer.production.min.js");

interface Listed {
  items: { id: number; name: string; department_id: number; flow_version: number }[];
}
interface BpmnViewer {
  importXML(xml: string): Promise<{ warnings: unknown[] }>;
  saveXML(): Promise<{ xml: string }>;
  get(name: "elementRegistry"): { getAll(): { type: string }[] };
}

async function drawnPowers(request: APIRequestContext): Promise<Listed["items"]> {
  const { items } = await get<Listed>(request, await tokenOf(request, "office"), "/powers?size=200");
  const drawn = items.filter((power) => power.flow_version > 0);
  expect(drawn.length).toBeGreaterThan(2);
  return drawn;
}
async function oursOf(request: APIRequestContext): Promise<Listed["items"][number]> {
  const { items } = await get<Listed>(request, await tokenOf(request, "liaison"), "/powers?size=200");
  const ours = items.find((power) => power.flow_version > 0);
  if (!ours) throw new Error("the liaison has no power with a flow");
  return ours;
}

/** Opens a file in bpmn-js, on a page of its own: our content policy lets no such script in. */
async function openInEditor(browser: Browser, xml: string): Promise<{ warnings: string[]; types: string[]; saved: string }> {
  const page = await browser.newPage();
  try {
    await page.setContent("<div id='canvas' style='height: 600px'></div>");
    await page.addScriptTag({ path: VIEWER });
    return await page.evaluate(async (text) => {
      const Viewer = (window as unknown as { BpmnJS: new (options: { container: string }) => BpmnViewer }).BpmnJS;
      const viewer = new Viewer({ container: "#canvas" });
      const { warnings } = await viewer.importXML(text);
      const types = viewer.get("elementRegistry").getAll().map(({ type }) => type);
      return { warnings: warnings.map(String), types, saved: (await viewer.saveXML()).xml };
    }, xml);
  } finally {
    await page.close();
  }
}

const menu = (page: Page): Locator => page.getByRole("button", { name: /^下载/ });
async function choose(page: Page, item: string): Promise<void> {
  await menu(page).click();
  await page.getByRole("menuitem", { name: item }).click();
}
async function saved(page: Page, item: string): Promise<Download> {
  const waiting = page.waitForEvent("download");
  await choose(page, item);
  return waiting;
}
const stepName = (page: Page, number: number) => page.getByRole("textbox", { name: `第 ${number} 步 环节名称` });

test("every flow opens in bpmn-js without a warning, and comes back the same", async ({ browser, request }) => {
  const token = await tokenOf(request, "office");
  const headers = { Authorization: `Bearer ${token}` };
  for (const power of await drawnPowers(request)) {
    const answer = await request.get(`/api/v1/powers/${power.id}/flow.bpmn`, { headers });
    expect(answer.ok()).toBe(true);
    const xml = await answer.text();
    const opened = await openInEditor(browser, xml);
    expect(opened.warnings, power.name).toEqual([]);
    expect(opened.types).toEqual(expect.arrayContaining(["bpmn:Participant", "bpmn:Lane", "bpmn:StartEvent", "bpmn:EndEvent", "bpmn:SequenceFlow"]));
    const { steps } = await get<{ steps: Record<string, unknown>[] }>(request, token, `/powers/${power.id}/flow`);
    const wanted = steps.map(({ id: _id, ordinal: _ordinal, ...step }) => step);
    // As it was written, and as an editor saves it again.
    for (const text of [xml, opened.saved]) {
      const multipart = { file: { name: "流程.bpmn", mimeType: "application/xml", buffer: Buffer.from(text) } };
      const read = await request.post(`/api/v1/powers/${power.id}/flow/import`, { headers, multipart });
      expect(read.ok(), await read.text()).toBe(true);
      expect(((await read.json()) as { steps: unknown[] }).steps).toEqual(wanted);
    }
  }
});

test("a flow is downloaded as a picture and as BPMN; its own file changes nothing", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const power = await oursOf(request);
  await login(page, "liaison", `/powers/${power.id}/flow`);
  await settled(page);
  const png = await saved(page, "下载图片（PNG）");
  expect(png.suggestedFilename()).toBe(`${power.name}权力运行流程图.png`);
  expect(readFileSync(await png.path()).subarray(1, 4).toString()).toBe("PNG");
  const svg = await saved(page, "下载矢量图（SVG）");
  expect(readFileSync(await svg.path(), "utf-8")).toContain("<svg");
  const bpmn = await saved(page, "下载 BPMN 2.0");
  expect(bpmn.suggestedFilename()).toBe(`${power.name}权力运行流程图.bpmn`);

  await choose(page, "导入 BPMN…");
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=file]").setInputFiles({ name: "流程.bpmn", mimeType: "application/xml", buffer: readFileSync(await bpmn.path()) });
  await dialog.getByRole("button", { name: "放进编辑器" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "保存", exact: true })).toBeDisabled();
  noErrors();
});

test("a file of an OA engine is looked at, put into the editor, taken back and saved", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const token = await tokenOf(request, "liaison");
  const { department_id } = await oursOf(request);
  const power = await post<{ id: number }>(request, token, "/powers", { department_id, name: "差旅费报销（导入演练）" });
  await login(page, "liaison", `/powers/${power.id}/flow`);
  await settled(page);
  await choose(page, "导入 BPMN…");
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=file]").setInputFiles({ name: "流程.xml", mimeType: "text/xml", buffer: Buffer.from("<html></html>") });
  await expect(dialog.getByText(/里面没有 BPMN 流程/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "放进编辑器" })).toBeDisabled();

  await dialog.locator("input[type=file]").setInputFiles(FLOWABLE);
  await expect(dialog.getByText("“差旅费报销”：读出 11 个环节")).toBeVisible();
  await expect(dialog.getByText(/条件是程序表达式/)).toBeVisible();
  await expectAccessible(page, "import of a flow");
  await expectReadableInDark(page, "import of a flow");
  await dialog.getByRole("button", { name: "放进编辑器" }).click();
  await expect(stepName(page, 2)).toHaveValue("填写报销单");
  await page.getByRole("button", { name: "撤销" }).first().click();
  await expect(page.getByText("还没有写流程")).toBeVisible();
  await page.getByRole("button", { name: "重做" }).click();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存为第 1 版")).toBeVisible();
  await page.reload();
  await expect(stepName(page, 3)).toHaveValue("部门负责人审批");
  noErrors();
  // Other journeys count the powers of this department.
  const headers = { Authorization: `Bearer ${token}`, "If-Match": '"v2"' };
  expect((await request.post(`/api/v1/powers/${power.id}/retirement`, { headers, data: { reason: "演练结束" } })).ok()).toBe(true);
});

test("a scan is kept beside the flow and can be put back", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const power = await oursOf(request);
  await login(page, "liaison", `/powers/${power.id}/flow`);
  await settled(page);
  await choose(page, "手绘图与扫描件…");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("还没有上传")).toBeVisible();
  await dialog.locator("input[type=file]").setInputFiles({ name: "旧流程图.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 scan") });
  await expect(dialog.getByText("旧流程图.pdf", { exact: true })).toBeVisible();
  await expectAccessible(page, "scans of a flow");
  const [scan] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "下载 旧流程图.pdf" }).click()]);
  expect(readFileSync(await scan.path(), "utf-8")).toBe("%PDF-1.7 scan");
  await dialog.getByRole("button", { name: "去掉 旧流程图.pdf" }).click();
  await expect(dialog.getByText("还没有上传")).toBeVisible();
  noErrors();
});

test("on a phone the picture is looked at in a window of its own", async ({ page, request }) => {
  const power = await oursOf(request);
  await page.setViewportSize({ width: 390, height: 844 });
  await login(page, "liaison", `/powers/${power.id}/flow`);
  await settled(page);
  await choose(page, "查看流程图");
  const dialog = page.getByRole("dialog");
  const picture = dialog.getByRole("img", { name: `${power.name}权力运行流程图` });
  await expect(picture).toBeVisible();
  await expectAccessible(page, "picture on a phone");
  const narrow = (await picture.boundingBox())?.width ?? 0;
  await dialog.getByRole("button", { name: "原始大小" }).click();
  await expect.poll(async () => (await picture.boundingBox())?.width ?? 0).toBeGreaterThan(narrow);
});
