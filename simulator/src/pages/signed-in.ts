import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { isAdministrator } from "../crm/visibility.ts";
import { fullName } from "../crm/wire-record.ts";

const COOKIE = "crm_user";

/** Whoever the switch was last set to, else the first administrator. The stand-in has no passwords. */
export function signedInUser(org: OrgState, c: Context): User {
  const chosen = org.users.get(getCookie(c, COOKIE) ?? "");
  if (chosen?.status === "active") return chosen;
  const users = [...org.users.values()].filter((one) => one.status === "active");
  const user = users.find((one) => isAdministrator(org, one)) ?? users[0];
  if (user === undefined) throw new Error("nobody is active in this organisation");
  return user;
}

/** @returns false for somebody who cannot sign in */
export function signIn(org: OrgState, c: Context, userId: string): boolean {
  if (org.users.get(userId)?.status !== "active") return false;
  setCookie(c, COOKIE, userId, { path: "/crm", httpOnly: true, sameSite: "Lax" });
  return true;
}

export function activeUsers(org: OrgState): User[] {
  return [...org.users.values()]
    .filter((user) => user.status === "active")
    .sort((a, b) => fullName(a).localeCompare(fullName(b), "en"));
}
