import { CrmFault } from "./crm-fault.ts";
import type { CrmReply, CrmRequest } from "./crm-request.ts";
import { parseInstant } from "./crm-time.ts";

/** The instant of a condition header in epoch seconds; null when it is not sent. */
export function instantHeader(
  request: CrmRequest,
  name: "If-Modified-Since" | "If-Unmodified-Since",
): number | null {
  const text = request.header(name);
  if (text === undefined || text === "") return null;
  const seconds = parseInstant(text.trim());
  if (seconds === null) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      param_name: name,
      expected_data_type: "datetime",
    });
  }
  return seconds;
}

export function isSince(request: CrmRequest, seconds: number, since: number): boolean {
  return request.org.behaviour.modifiedSinceInclusive ? seconds >= since : seconds > since;
}

/** The empty answer to a read that carried If-Modified-Since. */
export function nothingSince(request: CrmRequest): CrmReply {
  return { status: request.org.behaviour.notModifiedWhenNothing ? 304 : 204 };
}
