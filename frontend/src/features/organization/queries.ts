/** Calls of the organization room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { DepartmentKind, KeyArea, PositionTier } from "@/api/labels";
import { me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

import { pathTo } from "./tree";

export type DepartmentNode = Data<"/api/v1/departments/tree", "get">[number];
export type Department = Data<"/api/v1/departments/{department_id}", "get">;
export type DepartmentDraft = Body<"/api/v1/departments", "post">;
export type DepartmentChange = Body<"/api/v1/departments/{department_id}", "patch">;
export type Position = Data<"/api/v1/positions/{position_id}", "get">;
export type PositionItem = Data<"/api/v1/positions", "get">["items"][number];
export type PositionFilters = Query<"/api/v1/positions">;
export type PositionDraft = Body<"/api/v1/positions", "post">;
export type PositionChange = Body<"/api/v1/positions/{position_id}", "patch">;
export type Person = Data<"/api/v1/people/{person_id}", "get">;
export type PersonItem = Data<"/api/v1/people", "get">["items"][number];
export type PersonFilters = Query<"/api/v1/people">;
export type PersonDraft = Body<"/api/v1/people", "post">;
export type PersonChange = Body<"/api/v1/people/{person_id}", "patch">;
export type Appointment = Data<"/api/v1/appointments", "get">["items"][number];
export type Officer = Data<"/api/v1/officers", "get">["items"][number];
export type Oversight = Data<"/api/v1/oversights", "get">["items"][number];
export type { KeyArea, PositionTier };

const ROOM = "organization";
const PAGE = 200;
/** Lists that are shown whole end here: a single department has a handful of rows. */
const MOST_PAGES = 10;

/** After any write: levels, counts and rights of other rooms may follow from it. */
export async function refresh(): Promise<void> {
  await Promise.all(
    [ROOM, "overview", "points", "point", "timeline"].map((room) => queryClient.invalidateQueries({ queryKey: [room] })),
  );
}

async function everyPage<Item>(read: (page: number) => Promise<{ items: Item[]; total: number }>): Promise<Item[]> {
  const all: Item[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { items, total } = await read(page);
    all.push(...items);
    if (items.length === 0 || all.length >= total) break;
  }
  return all;
}

// --- departments ---------------------------------------------------------------------------------------------

export const useTree = (withRetired: () => boolean = () => false) =>
  useQuery({
    queryKey: computed(() => [ROOM, "tree", withRetired()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/departments/tree", { query: { include_retired: withRetired() }, signal }),
    ...listOptions,
  });

export const useDepartment = (id: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "department", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/departments/{department_id}", { path: { department_id: id() }, signal }),
    enabled: () => id() > 0,
  });

/** Ids of the departments that lack a head, and of those that lack a liaison. */
export const useGaps = () =>
  useQuery({
    queryKey: [ROOM, "gaps"],
    queryFn: async ({ signal }) => {
      const lacking = (query: Query<"/api/v1/departments">) =>
        everyPage((page) => api.get("/api/v1/departments", { query: { ...query, page, size: PAGE }, signal }));
      const [heads, liaisons] = await Promise.all([lacking({ without_head: true }), lacking({ without_liaison: true })]);
      return { head: new Set(heads.map(({ id }) => id)), liaison: new Set(liaisons.map(({ id }) => id)) };
    },
  });

export async function createDepartment(body: DepartmentDraft) {
  return await api.post("/api/v1/departments", { body });
}
export async function updateDepartment(department: { id: number; version: number }, body: DepartmentChange) {
  const options = { path: { department_id: department.id }, body, ifMatch: tagOf(department) };
  return await api.patch("/api/v1/departments/{department_id}", options);
}
export async function retireDepartment(department: Department, reason: string) {
  const options = { path: { department_id: department.id }, body: { reason }, ifMatch: tagOf(department) };
  return await api.post("/api/v1/departments/{department_id}/retirement", options);
}

// --- who is what, from when to when --------------------------------------------------------------------------

/** Heads, liaisons and leaders of one department, past ones included. */
export const useCharges = (departmentId: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "charges", "department", departmentId()]),
    queryFn: async ({ signal }) => {
      const query = { department_id: departmentId(), include_history: true, size: PAGE };
      const [officers, oversights] = await Promise.all([
        everyPage((page) => api.get("/api/v1/officers", { query: { ...query, page }, signal })),
        everyPage((page) => api.get("/api/v1/oversights", { query: { ...query, page }, signal })),
      ]);
      // The filter of the API takes the units below along.
      const own = <Row extends { department_id: number }>(rows: Row[]) => rows.filter((row) => row.department_id === departmentId());
      return { officers: own(officers), oversights: own(oversights) };
    },
    enabled: () => departmentId() > 0,
  });

/** Posts and charges of one person, past ones included. */
export const useCareer = (personId: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "charges", "person", personId()]),
    queryFn: async ({ signal }) => {
      const query = { person_id: personId(), include_history: true, size: PAGE };
      const [appointments, officers, oversights] = await Promise.all([
        api.get("/api/v1/appointments", { query, signal }),
        api.get("/api/v1/officers", { query, signal }),
        api.get("/api/v1/oversights", { query, signal }),
      ]);
      return { appointments: appointments.items, officers: officers.items, oversights: oversights.items };
    },
  });

export const useHolders = (positionId: () => number, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => [ROOM, "charges", "position", positionId()]),
    queryFn: async ({ signal }) => {
      const query = { position_id: positionId(), include_history: true, size: PAGE };
      return (await api.get("/api/v1/appointments", { query, signal })).items;
    },
    enabled,
  });

export type ChargeKind = "head" | "liaison" | "supervising" | "contact";
export async function createCharge(kind: ChargeKind, department_id: number, person_id: number, started_on: string | null) {
  if (kind === "head" || kind === "liaison") {
    return await api.post("/api/v1/officers", { body: { kind, department_id, person_id, started_on } });
  }
  return await api.post("/api/v1/oversights", { body: { kind, department_id, leader_id: person_id, started_on } });
}
export async function createAppointment(body: Body<"/api/v1/appointments", "post">) {
  return await api.post("/api/v1/appointments", { body });
}

export interface Term {
  kind: "appointments" | "officers" | "oversights";
  id: number;
  version: number;
}
export async function endTerm(term: Term, ended_on: string | null): Promise<void> {
  const rest = { body: { ended_on }, ifMatch: tagOf(term) };
  if (term.kind === "appointments") {
    await api.post("/api/v1/appointments/{appointment_id}/ending", { path: { appointment_id: term.id }, ...rest });
  } else if (term.kind === "officers") {
    await api.post("/api/v1/officers/{officer_id}/ending", { path: { officer_id: term.id }, ...rest });
  } else {
    await api.post("/api/v1/oversights/{oversight_id}/ending", { path: { oversight_id: term.id }, ...rest });
  }
}

// --- positions -----------------------------------------------------------------------------------------------

export const usePositions = (filters: () => PositionFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "positions", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/positions", { query: filters(), signal }),
    ...listOptions,
  });

/** With a past year as it was then. */
export const usePosition = (id: () => number, year: () => number | undefined = () => undefined) =>
  useQuery({
    queryKey: computed(() => [ROOM, "position", id(), year()]),
    queryFn: ({ signal }) => api.get("/api/v1/positions/{position_id}", { path: { position_id: id() }, query: { year: year() }, signal }),
  });

export async function createPosition(body: PositionDraft) {
  return await api.post("/api/v1/positions", { body });
}
export async function updatePosition(position: Position, body: PositionChange) {
  const options = { path: { position_id: position.id }, body, ifMatch: tagOf(position) };
  return await api.patch("/api/v1/positions/{position_id}", options);
}
export async function retirePosition(position: Position, reason: string) {
  const options = { path: { position_id: position.id }, body: { reason }, ifMatch: tagOf(position) };
  return await api.post("/api/v1/positions/{position_id}/retirement", options);
}

// --- people --------------------------------------------------------------------------------------------------

export const usePeople = (filters: () => PersonFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "people", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/people", { query: filters(), signal }),
    ...listOptions,
  });

export const usePerson = (id: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "person", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/people/{person_id}", { path: { person_id: id() }, signal }),
  });

export async function createPerson(body: PersonDraft) {
  return await api.post("/api/v1/people", { body });
}
export async function updatePerson(person: { id: number; version: number }, body: PersonChange) {
  return await api.patch("/api/v1/people/{person_id}", { path: { person_id: person.id }, body, ifMatch: tagOf(person) });
}
export async function departPerson(person: Person, left_on: string | null) {
  const options = { path: { person_id: person.id }, body: { left_on }, ifMatch: tagOf(person) };
  return await api.post("/api/v1/people/{person_id}/departure", options);
}

// --- choices -------------------------------------------------------------------------------------------------

async function findUnits(text: string, kind: DepartmentKind | undefined, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, kind, size: 50 }, signal });
  return items.map((department) => ({ value: String(department.id), label: department.name, hint: department.code }));
}
export const findDepartments = (text: string, signal: AbortSignal): Promise<Choice[]> => findUnits(text, undefined, signal);
export const findParties = (text: string, signal: AbortSignal): Promise<Choice[]> => findUnits(text, "party_organization", signal);
export async function findPeople(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/people", { query: { q: text || undefined, size: 50 }, signal });
  return items.map((person) => ({
    value: String(person.id),
    label: person.name,
    hint: [person.department_name, person.job_title].filter(Boolean).join(" · "),
  }));
}
export async function findPositions(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, size: 50 }, signal });
  return items.map((position) => ({ value: String(position.id), label: position.name, hint: position.department_name }));
}
export async function findUsers(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/users", { query: { q: text || undefined, status: "active", size: 50 }, signal });
  return items.map((user) => ({ value: String(user.id), label: user.display_name, hint: user.username }));
}

/** Whether the permission reaches this department; the server asks again. Unknown departments count as out of reach. */
export function reaches(permission: string, tree: readonly DepartmentNode[], departmentId: number): boolean {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === permission);
  if (!reach) return false;
  if (reach.is_school) return true;
  const granted = new Set(reach.department_ids);
  return pathTo(tree, departmentId).some((above) => granted.has(above.id));
}

/** The headers a file of this kind may have. */
export const useColumns = (kind: () => "positions" | "departments" | "people") =>
  useQuery({
    queryKey: computed(() => [ROOM, "columns", kind()]),
    queryFn: ({ signal }) => api.get(`/api/v1/${kind()}/bulk/columns`, { signal }),
    staleTime: Infinity,
  });

/** What happened to a record, newest first. */
export const useStory = (kind: () => "department" | "position" | "person", id: () => number) =>
  useQuery({
    queryKey: computed(() => ["timeline", kind(), id()]),
    queryFn: async ({ signal }) => {
      const query = { subject_kind: kind(), subject_id: id(), size: 30 };
      return (await api.get("/api/v1/events", { query, signal })).items;
    },
    enabled: () => id() > 0,
  });
