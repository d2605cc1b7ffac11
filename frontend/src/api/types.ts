/** Types of a call, read off the generated OpenAPI `paths`: path, parameters, body and answer. */
import type { paths } from "./schema";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that have this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never;
type Parameters<O> = O extends { parameters: infer Q } ? Q : never;
type Content<C> = C extends { "application/json": infer J } ? J : FormData | Blob | string;

type Place<K extends string, V> = [Exclude<V, undefined>] extends [never]
  ? { [N in K]?: undefined }
  : undefined extends V
    ? { [N in K]?: V }
    : { [N in K]: V };

type PathPart<O> = Parameters<O> extends { path: infer V } ? { path: V } : { path?: undefined };
type QueryPart<O> = Parameters<O> extends { query: infer V } ? { query: V } : Place<"query", Parameters<O> extends { query?: infer V } ? V | undefined : undefined>;
type BodyPart<O> = O extends { requestBody: { content: infer C } }
  ? { body: Content<C> }
  : O extends { requestBody?: { content: infer C } }
    ? { body?: Content<C> }
    : { body?: undefined };

export interface Extras {
  signal?: AbortSignal;
  /** Sent as If-Match: the `etag` of the copy that was edited. */
  ifMatch?: string;
  /** Repeat a call safely; POST makes one of its own when none is given. */
  idempotencyKey?: string;
  /** Let the call outlive the page (drafts flushed on pagehide; 64 KiB at most). */
  keepalive?: boolean;
  headers?: Record<string, string>;
  /** Milliseconds until the call is given up; 30 s unless told, 0 = never. */
  timeout?: number;
}

export type Options<P extends keyof paths, M extends Method> = PathPart<Operation<P, M>> &
  QueryPart<Operation<P, M>> &
  BodyPart<Operation<P, M>> &
  Extras;

type Success = 200 | 201 | 202 | 203 | 204 | 207;
type Answer<R> = R extends { content: { "application/json": infer D } } ? D : undefined;

/** What a successful call answers; undefined for 204. */
export type Data<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? { [S in keyof R & Success]: Answer<R[S]> }[keyof R & Success] : never;

/** Options may be left out when none is required. */
export type Arguments<O> = Record<string, never> extends O ? [options?: O] : [options: O];

/** The body of an operation, e.g. `Body<"/api/v1/users", "post">`. */
export type Body<P extends keyof paths, M extends Method> = Exclude<Options<P, M>["body"], undefined>;
/** The query of a list, e.g. `Query<"/api/v1/users">`. */
export type Query<P extends keyof paths> = Exclude<Options<P, "get">["query"], undefined>;
