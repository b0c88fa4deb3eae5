import { z } from "zod";
import { meaningOf } from "./error-catalogue.ts";
import { ZohoError } from "./errors.ts";

/**
 * One result item or one error as the CRM writes them: alone, or in a list under `data`, `watch`, or
 * another plural. Everything beside `code` may be missing, and more may be there.
 */
export const WireItem = z.looseObject({
  code: z.string(),
  status: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  details: z.looseObject({}).optional().catch(undefined),
});
export type WireItem = z.infer<typeof WireItem>;

/** Where an error happened; a status of 200 can carry one too. */
export type ErrorPlace = { status: number; method: string; path: string };

export function errorFromItem(item: WireItem, place: ErrorPlace): ZohoError {
  const details = item.details ?? {};
  const first = firstOfSeveral(details);
  const field = text(first.api_name) ?? text(first.param_name) ?? null;
  const meaning = meaningOf(item.code, place.status, field);
  return new ZohoError({
    kind: meaning.kind,
    code: item.code,
    retryable: meaning.retryable,
    advice: meaning.advice,
    message: describe(meaning.means, item.code, field, place),
    status: place.status,
    field,
    jsonPath: text(first.json_path),
    expectedType: text(first.expected_data_type),
    zohoMessage: plain(item.message),
    details,
  });
}

/** A row with several faults hides them one level deeper; the first one speaks for it. */
function firstOfSeveral(details: Record<string, unknown>): Record<string, unknown> {
  const { errors } = details;
  if (!Array.isArray(errors)) return details;
  const first: unknown = errors[0];
  const inner = z.looseObject({ details: z.looseObject({}).optional() }).safeParse(first);
  if (!inner.success) return details;
  return { ...inner.data, ...inner.data.details };
}

export function describe(
  means: string,
  code: string,
  field: string | null,
  place: ErrorPlace,
): string {
  const about = field === null ? "" : ` Field ${field}.`;
  return `${means}${about} (${code}, ${place.method} ${place.path}, HTTP ${place.status})`;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The CRM's own words, for people: no markup, no page of it. */
function plain(message: string | undefined): string | null {
  if (message === undefined) return null;
  return message
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
