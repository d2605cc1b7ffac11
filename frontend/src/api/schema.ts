/** Written by hand until the server's OpenAPI document exists; `npm run gen` replaces this file. */
interface Operation<Body, Data> {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
  requestBody: Body extends undefined ? undefined : { content: { "application/json": Body } };
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": Data } } };
}
export interface Grant {
  role: string;
  department_id: number | null;
  department_name: string | null;
}
export interface MeOut {
  id: number;
  username: string;
  display_name: string;
  roles: Grant[];
  permissions: string[];
  person: { id: number; name: string } | null;
}
export interface TokenOut {
  access_token: string;
  token_type: string;
  expires_in: number;
}
export interface paths {
  "/api/v1/auth/login": { post: Operation<{ username: string; password: string }, TokenOut> };
  "/api/v1/auth/password": { post: Operation<{ current_password: string; new_password: string }, null> };
  "/api/v1/auth/logout": { post: Operation<undefined, null> };
  "/api/v1/me": { get: Operation<undefined, MeOut> };
}
