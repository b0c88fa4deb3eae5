import {
  type CallAnswer,
  type CallFailure,
  describeFailure,
  type HealthCheck,
} from "./health-check.ts";

/**
 * Whether the CRM accepts who we are, judged by what became of calls made for other checks too. An
 * answer proves it, and so does a refusal for want of a scope or a permission: that token was
 * accepted. A CRM that cannot be asked proves nothing either way, which is a warning, not a failure.
 */
export function checkAuthentication(answers: readonly CallAnswer<unknown>[]): HealthCheck {
  const failures = answers.flatMap((answer) => (answer.kind === "failed" ? [answer.failure] : []));
  const refused = failures.find(({ kind }) => kind === "auth");
  if (refused !== undefined) return check("critical", describeFailure(refused), "refused", refused);

  const isProven = answers.some(({ kind }) => kind === "answered") || failures.some(isAfterTheDoor);
  if (isProven) return check("healthy", "Zoho CRM accepts our access token.", null, null);

  const [first] = failures;
  if (first === undefined) {
    return check("warning", "No call was made that would show it.", "not_checked", null);
  }
  return check(
    "warning",
    `It could not be checked. ${describeFailure(first)}`,
    first.kind === "throttled" ? "throttled" : "not_checked",
    first,
  );
}

/** What the CRM says only to a token it knows. */
function isAfterTheDoor({ kind }: CallFailure): boolean {
  return ["scope", "permission", "not_available", "invalid", "not_found", "locked"].includes(kind);
}

function check(
  status: HealthCheck["status"],
  message: string,
  reason: string | null,
  failure: CallFailure | null,
): HealthCheck {
  const details = failure === null ? {} : { code: failure.code };
  return { name: "authentication", status, message, details, reason };
}
