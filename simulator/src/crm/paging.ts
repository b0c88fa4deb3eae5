import { invalidParam, wrongPattern } from "./crm-fault.ts";

export const MAX_PER_PAGE = 200;

/** Reads a whole positive number from the query. */
export function positiveParam(
  query: URLSearchParams,
  name: string,
  limits: { fallback: number; max: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return limits.fallback;
  if (!/^-?\d+$/.test(text)) throw wrongPattern(name);
  const value = Number(text);
  if (value < 1) throw invalidParam(name, { minimum: 1 });
  if (value > limits.max) throw invalidParam(name, { limit: limits.max });
  return value;
}

export function pageParams(query: URLSearchParams): { page: number; perPage: number } {
  return {
    page: positiveParam(query, "page", { fallback: 1, max: Number.MAX_SAFE_INTEGER }),
    perPage: positiveParam(query, "per_page", { fallback: MAX_PER_PAGE, max: MAX_PER_PAGE }),
  };
}

/** One of a fixed set of words. */
export function choiceParam<T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw invalidParam(name, { supported_values: choices });
  return chosen;
}
