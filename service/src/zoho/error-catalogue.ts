import type { ZohoErrorKind } from "./errors.ts";

/** What a code means in plain words, and what to do. Source: CRM fact sheet §8, §2.2, §7. */
type ErrorMeaning = {
  kind: ZohoErrorKind;
  /** Whether waiting alone can help. */
  retryable: boolean;
  means: string;
  advice: string;
};

const reconnect =
  "Connect Zoho again in the console. If it comes back, check that the accounts host and the API host belong to the same data center.";
const fixValue = "Correct the value and send it again.";
const waitOnly = "Nothing to do: it is tried again by itself.";
const report = "This is a fault of ours: report it with the request id.";

const entry = (
  kind: ZohoErrorKind,
  retryable: boolean,
  means: string,
  advice: string,
): ErrorMeaning => ({ kind, retryable, means, advice });

const refusedToken = entry("auth", false, "Zoho CRM does not accept our access token.", reconnect);
const changedMeanwhile = entry(
  "conflict",
  false,
  "Somebody changed the record in Zoho CRM since it was read.",
  "Look at both values and decide which one stays.",
);
const notThere = entry("not_found", false, "Zoho CRM does not have this.", report);
const throttled = entry("throttled", true, "Zoho CRM says we call too often.", waitOnly);
const upstream = entry("upstream", true, "Zoho CRM had a fault of its own.", waitOnly);
const malformed = entry("invalid", false, "Zoho CRM did not understand the request.", report);
const badValue = entry("invalid", false, "Zoho CRM refused a value.", fixValue);
const notAvailable = entry(
  "not_available",
  false,
  "The organisation's edition or settings do not have this feature.",
  "Nothing to do unless the feature is expected: then enable it in Zoho CRM.",
);
const notAllowed = entry(
  "permission",
  false,
  "The connected CRM user may not do this.",
  "Give that user's profile the permission in Zoho CRM, or connect with a user who has it.",
);
const protectedRecord = entry(
  "locked",
  false,
  "Zoho CRM protects this record from the change.",
  "Make the change in Zoho CRM, or discard it here.",
);
const pending = entry(
  "locked",
  false,
  "The record waits for an approval or review in Zoho CRM.",
  "Have it approved in Zoho CRM, then send the change again.",
);
const staleToken = entry(
  "invalid",
  false,
  "The place in a paged read is no longer valid.",
  "Nothing to do: the read begins again from the start.",
);

const catalogue: Record<string, ErrorMeaning> = {
  INVALID_TOKEN: refusedToken,
  AUTHENTICATION_FAILURE: refusedToken,
  OAUTH_SCOPE_MISMATCH: entry(
    "scope",
    false,
    "The connection was not granted the scope that this call needs.",
    "Connect Zoho again and accept every scope that is asked for.",
  ),
  NO_PERMISSION: notAllowed,
  AUTHORIZATION_FAILED: notAllowed,
  TOO_MANY_REQUESTS: throttled,
  RATE_LIMIT_EXCEEDED: throttled,
  INTERNAL_ERROR: upstream,
  INTERNAL_SERVER_ERROR: upstream,
  BAD_GATEWAY: upstream,
  SERVICE_UNAVAILABLE: upstream,
  RECORD_LOCKED: entry(
    "locked",
    true,
    "Somebody has locked the record in Zoho CRM.",
    "Unlock it in Zoho CRM, or wait: it is tried again by itself.",
  ),
  RECORD_IN_BLUEPRINT: entry(
    "locked",
    false,
    "A Blueprint in Zoho CRM holds this field.",
    "Move the deal through its Blueprint transition in Zoho CRM, or discard the change here.",
  ),
  NOT_APPROVED: pending,
  NOT_REVIEWED: pending,
  CONVERTED_RECORD: protectedRecord,
  ID_ALREADY_CONVERTED: protectedRecord,
  CANNOT_UPDATE: protectedRecord,
  CANNOT_DELETE: protectedRecord,
  CANNOT_PERFORM_ACTION: protectedRecord,
  ALREADY_MODIFIED: changedMeanwhile,
  DUPLICATE_DATA: entry(
    "invalid",
    false,
    "Another record already has this value, which must be unique.",
    "Use another value, or change the other record first.",
  ),
  MANDATORY_NOT_FOUND: entry(
    "invalid",
    false,
    "A field that Zoho CRM requires is missing.",
    "Fill in the field and send it again.",
  ),
  MAPPING_MISMATCH: entry(
    "invalid",
    false,
    "The stage, pipeline and layout do not belong together.",
    "Choose a stage of the deal's own pipeline.",
  ),
  INVALID_DATA: badValue,
  MULTIPLE_OR_MULTI_ERRORS: badValue,
  UNABLE_TO_PARSE_DATA_TYPE: badValue,
  NOT_SUBSCRIBED: entry(
    "not_found",
    false,
    "Zoho CRM does not know this notification channel.",
    "Nothing to do: a new channel is opened and the gap is read back.",
  ),
  RESOURCE_NOT_FOUND: notThere,
  INVALID_URL_PATTERN: entry("not_found", false, "Zoho CRM does not have this address.", report),
  INVALID_HOST: entry(
    "invalid",
    false,
    "The API host is not one of Zoho's.",
    "Set ZOHO_BASE_URL to the API host of your data center.",
  ),
  INVALID_MODULE: entry(
    "not_available",
    false,
    "The CRM module is not there, or the connected user may not see it.",
    "Enable the module in Zoho CRM for the connected user's profile.",
  ),
  CURRENCIES_NOT_ENABLED: notAvailable,
  FEATURE_NOT_ENABLED: notAvailable,
  FEATURE_NOT_SUPPORTED: notAvailable,
  NOT_SUPPORTED: notAvailable,
  EXPIRED_VALUE: staleToken,
  TOKEN_BOUND_DATA_MISMATCH: staleToken,
  INVALID_QUERY: entry(
    "invalid",
    false,
    "Zoho CRM refused the query; most often a mapped field does not exist any more.",
    "Check the field map against the fields of the module.",
  ),
};

/** @param field api name, when the reply gave one */
export function meaningOf(code: string, status: number, field: string | null): ErrorMeaning {
  // A row's own id is the one value that a person cannot correct.
  if (code === "INVALID_DATA" && field === "id") {
    return entry(
      "not_found",
      false,
      "Zoho CRM does not have this record any more, or does not show it to the connected user.",
      "Look in the CRM's recycle bin, or discard the change here.",
    );
  }
  return catalogue[code] ?? meaningOfStatus(status);
}

/** For replies without a code that we know. */
export function meaningOfStatus(status: number): ErrorMeaning {
  if (status === 401) return refusedToken;
  if (status === 403) return notAllowed;
  if (status === 404) return notThere;
  if (status === 412) return changedMeanwhile;
  if (status === 429) return throttled;
  if (status === 408 || status >= 500) return upstream;
  return malformed;
}
