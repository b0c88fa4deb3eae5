import { type CallAnswer, describeFailure, type HealthCheck } from "./health-check.ts";

/**
 * Whether the CRM's deals have every field we are told to read.
 *
 * @param required api names
 * @param metadata the module's fields; an empty list means that the CRM gave no metadata at all,
 * which it does with a success status
 */
export function checkFields(
  required: readonly string[],
  metadata: CallAnswer<readonly { apiName: string }[]>,
): HealthCheck {
  if (metadata.kind === "failed" && metadata.failure.kind === "bad_reply") {
    return noMetadata(required, describeFailure(metadata.failure));
  }
  if (metadata.kind === "failed") {
    const { failure } = metadata;
    return check(
      failure.retryable ? "warning" : "critical",
      `The fields of the deals could not be read. ${describeFailure(failure)}`,
      failure.kind === "scope" ? "missing_scope" : "not_readable",
      { code: failure.code },
    );
  }
  const known = metadata.value.map(({ apiName }) => apiName);
  if (known.length === 0) {
    return noMetadata(
      required,
      "Check that the connected user's profile may see the Deals module.",
    );
  }
  const missing = required.filter((name) => !known.includes(name));
  if (missing.length === 0) {
    return check("healthy", `All ${required.length} fields are there.`, null, {});
  }
  return check(
    "critical",
    `Fields missing in Zoho CRM: ${missing.join(", ")}. Create them, give the connected user's profile access to them, or map others.`,
    "missing_fields",
    { missing, similar: similarNames(missing, known) },
  );
}

/** Also when the answer was none that can be read: either way nothing is known of the fields. */
function noMetadata(required: readonly string[], advice: string): HealthCheck {
  const message = `Zoho CRM gave no metadata for the deals. ${advice}`;
  return check("critical", message, "no_metadata", { missing: [...required] });
}

/** Names that differ only in case or punctuation: most often a field that was made by hand. */
function similarNames(missing: string[], known: string[]): Record<string, string[]> {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return Object.fromEntries(
    missing
      .map((name) => [name, known.filter((other) => plain(other) === plain(name))] as const)
      .filter(([, similar]) => similar.length > 0),
  );
}

function check(
  status: HealthCheck["status"],
  message: string,
  reason: string | null,
  details: Record<string, unknown>,
): HealthCheck {
  return { name: "field_configuration", status, message, details, reason };
}
