/** Every registered page, with a real address and somebody who may see it. */
import type { APIRequestContext } from "@playwright/test";

import { features } from "../../src/features";
import { publicEntry } from "../../src/features/portal/entry";
import { get, type Person, post, tokenOf } from "./cast";
import { RECORD_MAKERS } from "./makers";

interface Entry {
  id: number;
  year?: number;
}
interface Listed {
  items: Entry[];
}

/** Whose eyes: the first person with the permission; the office sees most. */
const WATCHERS: readonly (readonly [RegExp, Person])[] = [
  [/^(?:users|clients):/, "system"],
  [/^grants:/, "security"],
  [/^audit:/, "audit"],
  [/^reviews:(?:decide|department)$/, "head"],
];
/** Pages whose content only shows to somebody else than the permission suggests. */
const BY_NAME: Readonly<Record<string, Person>> = { "submission-list": "liaison", "sheet-carry": "liaison" };

/** The list of which a record page shows an entry; by default the page's own path without the parameter. */
const LISTS: Readonly<Record<string, string>> = {
  "risk-inventory": "/risk-inventories",
  "risk-point": "/risk-points",
  year: "/work-years",
  // A department that is not the root.
  "department-merger": "/groups/gaps",
  "year-comparison": "/work-years",
  "pledge-duty": "/pledge-duties",
  "sheet-carry": "/work-years",
};
/** What stands in the address of a record; by default its number. */
const KEYS: Readonly<Record<string, "year">> = { year: "year", "year-comparison": "year", "sheet-carry": "year" };

async function openYear(request: APIRequestContext): Promise<Entry> {
  return post(request, await tokenOf(request, "office"), "/work-years", { year: new Date().getFullYear() });
}
async function makeCampaign(request: APIRequestContext): Promise<Entry> {
  return post(request, await tokenOf(request, "office"), "/campaigns", { year: new Date().getFullYear() });
}
/** Begun by the office for the first unit that owes something; a campaign is started when none runs. */
async function beginSubmission(request: APIRequestContext): Promise<Entry> {
  const token = await tokenOf(request, "office");
  const owed = () => get<{ items: { deliverable_id: number; department_id: number }[] }>(request, token, "/obligations?size=1");
  if (!(await owed()).items.length) {
    const { id } = await makeCampaign(request);
    const headers = { Authorization: `Bearer ${token}`, "Idempotency-Key": crypto.randomUUID(), "If-Match": '"v1"' };
    await request.post(`/api/v1/campaigns/${id}/launch`, { headers });
  }
  const [first] = (await owed()).items;
  return post(request, token, "/submissions", { deliverable_id: first?.deliverable_id, department_id: first?.department_id });
}

/** The plan of the liaison's department; the second one is answered with the first. */
async function planned(request: APIRequestContext): Promise<{ id: number }> {
  const token = await tokenOf(request, "liaison");
  const { items } = await get<Listed>(request, token, "/measure-plans?size=1");
  if (items[0]) return items[0];
  const me = await get<{ appointments: { department_id: number }[] }>(request, token, "/people/me");
  const body = { department_id: me.appointments[0]?.department_id, year: new Date().getFullYear() };
  return post(request, token, "/measure-plans", body);
}

/** 附件一 of the liaison's department, when nobody has begun it. */
async function catalogue(request: APIRequestContext): Promise<Entry> {
  const token = await tokenOf(request, "liaison");
  const me = await get<{ appointments: { department_id: number }[] }>(request, token, "/people/me");
  const body = { department_id: me.appointments[0]?.department_id, year: new Date().getFullYear() };
  return post(request, token, "/power-catalogues", body);
}

/** What the demo has none of is made. */
const MAKERS: Readonly<Record<string, (request: APIRequestContext, token: string) => Promise<Entry>>> = {
  ...RECORD_MAKERS,
  "api-client": async (request, token) => {
    const users = await get<Listed>(request, token, "/users?size=1");
    const body = { name: "学校 OA", scopes: ["organization:read", "changes:read"], owner_id: users.items[0]?.id };
    return post(request, token, "/api-clients", body);
  },
  campaign: makeCampaign,
  submission: beginSubmission,
  year: openYear,
  "year-comparison": openYear,
  "sheet-carry": openYear,
  "power-catalogue": catalogue,
  "measure-plan": planned,
  measure: async (request) => {
    const { id } = await planned(request);
    const body = { plan_id: id, kind: "openness", title: "选用结果在校内公示" };
    return post(request, await tokenOf(request, "liaison"), "/measures", body);
  },
};

export interface Visit {
  name: string;
  path: string;
  person: Person | null;
}

function watcher(name: string, permission: string | readonly string[] | undefined): Person {
  const needed = typeof permission === "string" ? permission : permission?.[0];
  return BY_NAME[name] ?? WATCHERS.find(([pattern]) => needed && pattern.test(needed))?.[1] ?? "office";
}

/** `/powers/:id(\\d+)/flow` → /powers/7/flow with the first power of the list. */
async function address(request: APIRequestContext, name: string, path: string, person: Person): Promise<string> {
  if (!path.includes(":")) return path;
  const list = LISTS[name] ?? (path.split("/:")[0] ?? "");
  const page = await get<Listed>(request, await tokenOf(request, person), `${list}?size=1`);
  const first = page.items[0] ?? (await MAKERS[name]?.(request, await tokenOf(request, person)));
  if (!first) throw new Error(`${name}: the demo has nothing in ${list}`);
  return path.replace(/:\w+(?:\([^)]*\))?/, String(first[KEYS[name] ?? "id"]));
}

export async function everyVisit(request: APIRequestContext): Promise<Visit[]> {
  const visits: Visit[] = [];
  for (const feature of features) {
    for (const route of [...(feature.bare ?? []), ...(feature.routes ?? [])]) {
      if (route.redirect) continue;
      const name = String(route.name);
      const person = route.meta?.public ? null : watcher(name, route.meta?.permission);
      visits.push({ name, person, path: person ? await address(request, name, route.path, person) : route.path });
    }
  }
  const [first] = (await (await request.get("/api/v1/public/powers?size=1")).json()).items as { code: string }[];
  for (const { name, path } of publicEntry) visits.push({ name: String(name), person: null, path: path.replace(":code", first?.code ?? "") });
  return visits;
}
