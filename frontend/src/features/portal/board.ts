/** The calls of the public pages. They carry no session on purpose: whoever is signed in reads what everybody reads. */
import { urlOf } from "@/api/client";
import { offline, problemOf } from "@/api/problem";
import type { Data, Query } from "@/api/types";

const LIST = "/api/v1/public/powers";
const ONE = "/api/v1/public/powers/{code}";
export type PublicPage = Data<typeof LIST, "get">;
export type PublicItem = PublicPage["items"][number];
export type PublicPower = Data<typeof ONE, "get">;
export type PublicStep = PublicPower["steps"][number];

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url, { credentials: "omit", headers: { Accept: "application/json" } }).catch(() => {
    throw offline();
  });
  if (!answer.ok) throw await problemOf(answer);
  return answer.json() as Promise<T>;
}
export const readList = (query: Query<typeof LIST>): Promise<PublicPage> => read(urlOf(LIST, {}, query));
export const readPower = (code: string): Promise<PublicPower> => read(urlOf(ONE, { code }));
export const pictureOf = (code: string, dark: boolean): string =>
  urlOf("/api/v1/public/powers/{code}/flow.svg", { code }, { theme: dark ? "dark" : "" });
export const imageOf = (code: string): string => urlOf("/api/v1/public/powers/{code}/flow.png", { code });
/** Only an ornament: the pages do without it. */
export const readCollege = (): Promise<string> =>
  read<{ college_name: string }>("/api/v1/site").then(
    (site) => site.college_name,
    () => "",
  );
