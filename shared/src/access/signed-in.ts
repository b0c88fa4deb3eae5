import { z } from "zod";
import { CurrencyCode } from "../wire/scalars.ts";

/** Who is signed in: the reply of `GET /api/auth/me`. */
export const SignedIn = z.object({
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    profile: z.string().nullable(),
    role: z.string().nullable(),
    is_administrator: z.boolean(),
  }),
  org: z.object({
    id: z.string(),
    name: z.string(),
    time_zone: z.string(),
    home_currency: CurrencyCode,
    reporting_currency: CurrencyCode,
    crm_url: z.url().describe("Home page of the CRM"),
  }),
  sees: z.enum(["all", "own_and_subordinates"]).describe("Which deals this person is shown"),
});
export type SignedIn = z.infer<typeof SignedIn>;

/** `GET /api/auth/state`: the only thing a signed-out browser may know. */
export const AuthState = z.object({
  signed_in: z.boolean(),
  org_connected: z
    .boolean()
    .describe("False on a new installation: an administrator has to connect Zoho first"),
  zoho_host: z.string().describe("Host that will ask for the password"),
});
export type AuthState = z.infer<typeof AuthState>;

export const ApiTokenRequest = z.object({ name: z.string().trim().min(1).max(80) });
export const ApiTokenReply = z.object({
  token: z.string().describe("Shown once; only its hash is stored"),
  name: z.string(),
});
