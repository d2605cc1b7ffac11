/** Calls of questions and of shared knowledge. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Question = Data<"/api/v1/questions/{question_id}", "get">;
export type QuestionItem = Data<"/api/v1/questions", "get">["items"][number];
export type QuestionBody = Body<"/api/v1/questions", "post">;
export type QuestionFilters = Query<"/api/v1/questions">;
export type Knowledge = Data<"/api/v1/knowledge", "get">["items"][number];
export type KnowledgeBody = Body<"/api/v1/knowledge", "post">;
export type KnowledgeFilters = Query<"/api/v1/knowledge">;

export function useQuestions(filters: () => QuestionFilters) {
  return useQuery({
    queryKey: computed(() => ["questions", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/questions", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useQuestion(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["question", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/questions/{question_id}", { path: { question_id: id() }, signal }),
  });
}
function keep(question: Question): Question {
  queryClient.setQueryData(["question", question.id], question);
  void queryClient.invalidateQueries({ queryKey: ["questions"] });
  return question;
}
const of = (question: Question) => ({ path: { question_id: question.id }, ifMatch: tagOf(question) });

export async function ask(body: QuestionBody): Promise<Question> {
  return keep(await api.post("/api/v1/questions", { body }));
}
export async function askAgain(question: Question, body: string): Promise<Question> {
  return keep(await api.post("/api/v1/questions/{question_id}/messages", { ...of(question), body: { body } }));
}
export async function answer(question: Question, body: string): Promise<Question> {
  return keep(await api.post("/api/v1/questions/{question_id}/answers", { ...of(question), body: { body } }));
}
export async function closeQuestion(question: Question): Promise<Question> {
  return keep(await api.post("/api/v1/questions/{question_id}/closure", of(question)));
}

export function useKnowledge(filters: () => KnowledgeFilters) {
  return useQuery({
    queryKey: computed(() => ["knowledge", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/knowledge", { query: filters(), signal }),
    ...listOptions,
  });
}
async function renew(question?: number | null): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ["knowledge"] });
  if (question) await queryClient.invalidateQueries({ queryKey: ["question", question] });
}
export async function share(body: KnowledgeBody): Promise<void> {
  await api.post("/api/v1/knowledge", { body });
  await renew(body.question_id);
}
export async function updateKnowledge(entry: Knowledge, body: Body<"/api/v1/knowledge/{knowledge_id}", "patch">): Promise<void> {
  await api.patch("/api/v1/knowledge/{knowledge_id}", { path: { knowledge_id: entry.id }, body, ifMatch: tagOf(entry) });
  await renew();
}
export async function withdrawKnowledge(entry: Knowledge, reason: string): Promise<void> {
  const options = { path: { knowledge_id: entry.id }, body: { reason }, ifMatch: tagOf(entry) };
  await api.post("/api/v1/knowledge/{knowledge_id}/withdrawal", options);
  await renew();
}
