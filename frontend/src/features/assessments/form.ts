/** The two calls of the public form. They carry no session on purpose: whoever is signed in answers as anonymously as others. */
import { newKey, urlOf } from "@/api/client";
import { offline, problemOf } from "@/api/problem";
import type { Body, Data } from "@/api/types";

const PATH = "/api/v1/public/opinions/{token}";
export type OpinionForm = Data<typeof PATH, "get">;
export type Submission = Body<typeof PATH, "post">;

async function call(token: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(urlOf(PATH, { token }), { ...init, credentials: "omit" }).catch(() => {
    throw offline();
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}
export async function readForm(token: string): Promise<OpinionForm> {
  return (await call(token, { headers: { Accept: "application/json" } })).json() as Promise<OpinionForm>;
}
/** `key` makes a second try after a broken connection harmless; it is made anew for each filled form. */
export async function sendForm(token: string, body: Submission, key: string): Promise<void> {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "Idempotency-Key": key };
  await call(token, { method: "POST", headers, body: JSON.stringify(body) });
}
export { newKey };
