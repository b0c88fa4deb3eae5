import { formatInstant } from "../crm-time.ts";
import type { User } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { userRef } from "../wire-record.ts";

/** The model keeps no history of settings and users; all are told as if they came with the organisation. */
const MADE_AT = Date.UTC(2023, 0, 2, 9) / 1000;

/** Who made and last changed a setting, and when. */
export function madeWithOrg(org: OrgState, user: User) {
  const by = userRef(org, org.users.keys().next().value, false);
  const at = formatInstant(MADE_AT, user.time_zone);
  return { created_by: by, created_time: at, modified_by: by, modified_time: at };
}
