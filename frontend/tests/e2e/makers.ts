/** Records a fresh demo college may lack, made by the office for the pages that show one. */
import type { APIRequestContext } from "@playwright/test";

import { get, post } from "./cast";

type Made = Promise<{ id: number }>;
type Maker = (request: APIRequestContext, token: string) => Made;
interface Rows<T> {
  items: T[];
}

async function firstDepartment(request: APIRequestContext, token: string): Promise<number> {
  const found = await get<Rows<{ id: number }>>(request, token, "/departments?kind=office&size=1");
  return found.items[0]?.id ?? 0;
}

const notice: Maker = async (request, token) => {
  const department_id = await firstDepartment(request, token);
  const body = { department_id, title: "关于报送岗位名录的通知", body: "请按时报送岗位名录。", is_for_all: true };
  return post(request, token, "/notices", body);
};
const meeting: Maker = async (request, token) => {
  const people = await get<Rows<{ id: number }>>(request, token, "/people?size=3");
  const body = {
    department_id: await firstDepartment(request, token),
    kind: "training",
    title: "联络员培训",
    held_at: "2026-09-10T14:30:00+08:00",
    attendee_ids: people.items.map(({ id }) => id),
  };
  return post(request, token, "/meetings", body);
};
const question: Maker = async (request, token) => {
  const department_id = await firstDepartment(request, token);
  return post(request, token, "/questions", { department_id, topic: "risks", title: "怎样填表", body: "兼岗怎样填表？" });
};

/** Somebody without a post follows in one that has an approved sheet. */
export async function makeHandover(request: APIRequestContext, token: string, person: number): Made {
  const sheets = await get<Rows<{ position_id: number | null }>>(request, token, "/risk-inventories?kind=position&state=approved&size=50");
  const held = await get<Rows<{ position_id: number }>>(request, token, `/appointments?person_id=${person}`);
  const own = new Set(held.items.map(({ position_id }) => position_id));
  const free = sheets.items.find(({ position_id }) => position_id !== null && !own.has(position_id));
  if (!free) throw new Error("the demo has no approved sheet of another post");
  await post(request, token, "/appointments", { person_id: person, position_id: free.position_id, is_primary: false });
  const made = await get<Rows<{ id: number }>>(request, token, `/handovers?position_id=${free.position_id}&size=1`);
  return { id: made.items[0]?.id ?? 0 };
}
const handover: Maker = async (request, token) => {
  const people = await get<Rows<{ id: number }>>(request, token, "/people?has_account=true&size=1");
  return makeHandover(request, token, people.items[0]?.id ?? 0);
};

const group: Maker = async (request, token) => {
  const people = await get<Rows<{ id: number; department_id: number }>>(request, token, "/people?size=3");
  const [leader, ...others] = people.items;
  const members = [{ person_id: leader?.id, role: "leader" }, ...others.map(({ id }) => ({ person_id: id, role: "member" }))];
  return post(request, token, "/groups", { department_id: await firstDepartment(request, token), document_number: "示院〔2026〕3号", members });
};

/** Everything at a post that has an approved sheet is to be looked at again. */
const adjustment: Maker = async (request, token) => {
  const sheets = await get<Rows<{ position_id: number | null }>>(request, token, "/risk-inventories?kind=position&state=approved&size=50");
  const position_ids = sheets.items.flatMap(({ position_id }) => position_id ?? []).slice(0, 1);
  const effective_on = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return post(request, token, "/adjustments", { trigger: "other", title: "上级文件调整了限额", effective_on, position_ids });
};
const recheck: Maker = async (request, token) => {
  const { id } = await adjustment(request, token);
  const tasks = await get<Rows<{ id: number }>>(request, token, `/rechecks?adjustment_id=${id}&size=1`);
  return { id: tasks.items[0]?.id ?? 0 };
};

const drive: Maker = async (request, token) => {
  const opens = new Date();
  const body = {
    department_id: await firstDepartment(request, token),
    year: opens.getFullYear(),
    form: "questionnaire",
    title: "服务对象意见征求",
    questions: [{ kind: "single", text: "办事流程是否公开透明？", options: ["透明", "不透明"] }],
    opens_at: opens.toISOString(),
    closes_at: new Date(opens.getTime() + 7 * 86_400_000).toISOString(),
  };
  const { id } = await post<{ id: number }>(request, token, "/opinion-drives", body);
  const headers = { Authorization: `Bearer ${token}`, "Idempotency-Key": crypto.randomUUID(), "If-Match": '"v1"' };
  await request.post(`/api/v1/opinion-drives/${id}/opening`, { headers });
  return { id };
};
/** By the meeting of the leadership the demo has held: a point, and a position against the rule. */
const decision: Maker = async (request, token) => {
  const [meetings, points, posts] = await Promise.all(
    ["/meetings?kind=leadership_team&size=1", `/risk-points?size=1&state=approved&year=${new Date().getFullYear()}`, "/positions?size=1"].map((path) => get<Rows<{ id: number }>>(request, token, path)),
  );
  const body = {
    meeting_id: meetings?.items[0]?.id,
    items: [{ risk_point_id: points?.items[0]?.id, likelihood: "small", consequence: "discipline" }],
    overrides: [{ position_id: posts?.items[0]?.id, level: "high", reason: "经手大额款项" }],
  };
  return post(request, token, "/leadership-decisions", body);
};
const scale: Maker = async (request, token) => {
  const grades = [
    { label: "高", at_least: 2, counts_as: "high" },
    { label: "低", at_least: 0, counts_as: "low" },
  ];
  return post(request, token, "/level-scales", { name: "岗位廉政风险量表", scores: { tier: [0, 1, 2] }, grades });
};

export const RECORD_MAKERS: Readonly<Record<string, Maker>> = {
  notice,
  meeting,
  "meeting-record": meeting,
  question,
  handover,
  group,
  adjustment,
  recheck,
  "opinion-drive": drive,
  "leadership-decision": decision,
  "level-scale": scale,
};

/** A meeting of the leadership with minutes, as the meetings' own journey records it through the page. */
export async function recordMeeting(request: APIRequestContext, token: string, title: string): Promise<void> {
  const { items } = await get<Rows<{ id: number; parent_id: number | null }>>(request, token, "/departments?size=200");
  const me = await get<{ id: number }>(request, token, "/people/me");
  const college = items.find((unit) => unit.parent_id === null)?.id;
  const held_at = new Date(Date.now() - 86_400_000).toISOString();
  const body = { department_id: college, kind: "leadership_team", title, held_at, attendee_ids: [me.id] };
  const made = await post<{ id: number; version: number }>(request, token, "/meetings", body);
  const headers = { Authorization: `Bearer ${token}`, "If-Match": `"v${made.version}"`, "Idempotency-Key": crypto.randomUUID() };
  const data = { minutes: "研究认定风险等级和防控措施。", attendees: [{ person_id: me.id, attendance: "present" }] };
  const answer = await request.post(`/api/v1/meetings/${made.id}/record`, { headers, data });
  if (!answer.ok()) throw new Error(await answer.text());
}
