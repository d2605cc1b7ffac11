/** A working group, a liaison from report to confirmation, the rotation clock, and a department renamed and merged. */
import { expect, type APIRequestContext, type Page, test } from "@playwright/test";

import { get, login, post, settled, tokenOf, watchErrors } from "./cast";
import { unfold } from "./steps";

test.describe.configure({ mode: "serial" });
const OLD = "校舍管理处";
const NEW = "校园空间管理处";
const TARGET = "校园保障处";
let ended = 0;

const dialog = (page: Page) => page.getByRole("dialog");
async function typeInto(page: Page, scope: ReturnType<Page["getByRole"]>, name: RegExp, text: string, at = 0): Promise<void> {
  await scope.getByRole("combobox", { name }).nth(at).fill(text);
  await page.getByRole("option", { name: new RegExp(text) }).first().click();
}
async function makeDepartments(request: APIRequestContext): Promise<void> {
  const token = await tokenOf(request, "office");
  const { items } = await get<{ items: { id: number; parent_id: number | null }[] }>(request, token, "/departments?size=200");
  const parent_id = items.find((unit) => unit.parent_id === null)?.id;
  const unit = (code: string, name: string) => post<{ id: number }>(request, token, "/departments", { code, name, kind: "office", parent_id });
  ended = (await unit("XSGL", OLD)).id;
  await unit("XYBZ", TARGET);
  await post(request, token, "/positions", { code: "XSGL-01", name: "校舍调配岗", tier: "general", department_id: ended, is_key: true });
}

test("the liaison sets up the working group of his department and keeps its list", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "liaison", "/groups?view=gaps");
  await settled(page);
  await expect(page.getByRole("button", { name: "为“财务处”成立小组" })).toHaveCount(0);
  await page.getByRole("button", { name: "为“教务处”成立小组" }).click();
  const form = dialog(page);
  await form.getByRole("textbox", { name: /成立文号/ }).fill("示院教〔2026〕3号");
  await form.getByRole("button", { name: "成立小组", exact: true }).click();
  await expect(form.getByText("请至少确定一名组长。")).toBeVisible();
  await typeInto(page, form, /人员/, "陈处长");
  await typeInto(page, form, /人员/, "李联络", 1);
  await form.getByRole("button", { name: "成立小组", exact: true }).click();
  await page.waitForURL(/\/groups\/\d+/);
  const members = page.getByRole("list", { name: "成员" });
  await expect(members.getByRole("listitem")).toHaveCount(2);
  await expect(members).toContainText("组长");

  await page.getByRole("button", { name: "增加成员" }).click();
  await typeInto(page, dialog(page), /人员/, "王老师");
  await dialog(page).getByRole("button", { name: "增加成员" }).click();
  await expect(members.getByRole("listitem")).toHaveCount(3);
  await page.getByRole("button", { name: /王老师.* 退出小组/ }).click();
  await dialog(page).getByRole("button", { name: "退出" }).click();
  await expect(page.getByText("已记下最后一天")).toBeVisible();
  noErrors();
});

test("others read the list, and cannot change it", async ({ page }) => {
  await login(page, "staff", "/groups");
  await page.getByRole("link", { name: /教务处/ }).first().click();
  await page.waitForURL(/\/groups\/\d+/);
  await expect(page.getByRole("list", { name: "成员" })).toContainText("陈处长");
  await expect(page.getByRole("button", { name: "增加成员" })).toHaveCount(0);
});

test("a reported liaison is confirmed by the office, another one is not", async ({ page }) => {
  await login(page, "liaison", "/liaisons");
  for (const name of ["赵乙申", "钱乙酉"]) {
    await page.getByRole("button", { name: "报送联络员", exact: true }).click();
    await typeInto(page, dialog(page), /部门/, "教务处");
    await typeInto(page, dialog(page), /人员/, name);
    await dialog(page).getByRole("button", { name: "报送联络员" }).click();
    await expect(page.getByText(`已报送 ${name}`)).toBeVisible();
  }
  await page.goto("/liaisons?view=waiting");
  await expect(page.getByRole("link", { name: "赵乙申" })).toBeVisible();
  await expect(page.getByRole("button", { name: /确认 赵乙申/ })).toHaveCount(0);

  await page.context().clearCookies();
  await login(page, "office", "/liaisons?view=waiting");
  await page.getByRole("button", { name: "确认 赵乙申 为教务处联络员" }).click();
  await expect(page.getByText("已确认 赵乙申")).toBeVisible();
  await page.getByRole("button", { name: "不予确认 钱乙酉" }).click();
  await dialog(page).getByRole("textbox", { name: /原因/ }).fill("本部门已有联络员");
  await dialog(page).getByRole("button", { name: "不予确认" }).click();
  await expect(page.getByText("已不予确认 钱乙酉")).toBeVisible();
  await page.getByText("未予确认", { exact: true }).click();
  await expect(page.getByText("本部门已有联络员")).toBeVisible();
});

test("the office nudges a department without a liaison", async ({ page, request }) => {
  await makeDepartments(request);
  await login(page, "office", "/liaisons");
  await page.getByRole("link", { name: `催办${OLD}` }).click();
  await page.waitForURL(/\/nudges/);
  await expect(dialog(page)).toContainText(OLD);
  await expect(dialog(page)).not.toContainText("NaN");
});

test("a limit set on a key post starts its clock", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const token = await tokenOf(request, "office");
  const { items } = await get<{ items: { id: number }[] }>(request, token, "/positions?q=校舍调配岗");
  const people = await get<{ items: { id: number }[] }>(request, token, "/people?q=孙丁午");
  const body = { person_id: people.items[0]?.id, position_id: items[0]?.id, is_primary: false, started_on: "2020-01-01" };
  await post(request, token, "/appointments", body);
  await login(page, "office", "/rotations");
  await page.getByRole("button", { name: "设定年限" }).first().click();
  await typeInto(page, dialog(page), /重点岗位/, "校舍调配岗");
  await unfold(dialog(page).getByRole("combobox", { name: /轮岗年限/ }));
  await page.getByRole("option", { name: "5 年", exact: true }).click();
  await dialog(page).getByRole("button", { name: "设定年限" }).click();
  await expect(page.getByText("“校舍调配岗”满 5 年轮岗")).toBeVisible();
  await page.getByRole("link", { name: "已超期" }).click();
  const row = page.getByRole("row", { name: /校舍调配岗/ });
  await expect(row).toContainText("已超期");
  await expect(row).toContainText("6 年");
  await page.getByRole("link", { name: "即将到期" }).click();
  await expect(row).toHaveCount(0);
  noErrors();
});

test("a department is renamed, and its old name stays on record", async ({ page }) => {
  await login(page, "office", `/departments/${ended}`);
  await page.getByRole("button", { name: /更多/ }).first().click();
  await page.getByRole("menuitem", { name: "更改名称" }).click();
  await dialog(page).getByRole("textbox", { name: /新名称/ }).fill(NEW);
  await dialog(page).getByRole("textbox", { name: /原因/ }).fill("机构调整");
  await dialog(page).getByRole("button", { name: "更改名称" }).click();
  await expect(page.getByText(`已更名为“${NEW}”`)).toBeVisible();
  const names = page.getByRole("list", { name: "名称沿革" });
  await expect(names).toContainText(OLD);
  await expect(names).toContainText("机构调整");
});

test("a department comes under a party organisation beside the unit above it", async ({ page, request }) => {
  const noErrors = watchErrors(page);
  const token = await tokenOf(request, "office");
  const { parent_id } = await get<{ parent_id: number }>(request, token, `/departments/${ended}`);
  const party = { code: "DZZ-JG", name: "机关第一党总支", kind: "party_organization", parent_id };
  await post(request, token, "/departments", party);
  await login(page, "office", `/departments/${ended}`);
  await page.getByRole("button", { name: "修改" }).first().click();
  await typeInto(page, dialog(page), /所属党组织/, party.name);
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await page.getByRole("link", { name: `隶属 ${party.name}` }).click();
  await expect(page.getByRole("heading", { name: party.name })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: NEW })).toBeVisible();
  noErrors();
});

test("merged step by step, it stays readable and its posts go along", async ({ page }) => {
  const noErrors = watchErrors(page);
  await login(page, "office", `/departments/${ended}`);
  await page.getByRole("button", { name: /更多/ }).first().click();
  await page.getByRole("menuitem", { name: "并入其他部门" }).click();
  await page.waitForURL(/\/merger/);
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("请选择并入哪个部门。")).toBeVisible();
  await typeInto(page, page.getByRole("main"), /并入的部门/, TARGET);
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("heading", { name: `随同并入“${TARGET}”` })).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("textbox", { name: /原因/ }).fill("机构改革，示院〔2026〕18号");
  await page.getByRole("textbox", { name: /输入/ }).fill(OLD);
  await page.getByRole("button", { name: "确认合并" }).click();
  await expect(page.getByText(`请输入要撤并的部门名称“${NEW}”。`)).toBeVisible();
  await page.getByRole("textbox", { name: /输入/ }).fill(NEW);
  await page.getByRole("button", { name: "确认合并" }).click();
  await page.waitForURL(new RegExp(`/departments/${ended}`));
  await expect(page.getByText("已并入", { exact: true })).toBeVisible();
  const main = page.getByRole("main");
  await main.getByRole("link", { name: TARGET, exact: true }).first().click();
  await expect(page.getByRole("list", { name: "并入本部门的有" })).toContainText(NEW);
  await page.getByRole("link", { name: "查看岗位" }).click();
  await expect(page.getByRole("link", { name: /校舍调配岗/ })).toBeVisible();
  noErrors();
});
