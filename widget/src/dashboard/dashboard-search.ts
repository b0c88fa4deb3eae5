import { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import { DealSort } from "@pulse/shared/pipeline/live-pipeline";
import { z } from "zod";

/** A link written by hand, or by an older page, loses what is not understood and keeps the rest. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .union([z.array(z.unknown()), z.string().transform((one) => [one])])
    .transform((values) => values.flatMap((value) => item.safeParse(value).data ?? []))
    .transform((values) => (values.length === 0 ? undefined : [...new Set(values)]))
    .optional()
    .catch(undefined);
}

/** The dashboard's view as it stands in the address: the same names as in the service's query. */
export const DashboardSearch = z.object({
  search: z
    .string()
    .max(200)
    .transform((text) => (text.trim() === "" ? undefined : text))
    .optional()
    .catch(undefined),
  outcome: listOf(DealOutcome),
  territory: listOf(z.string()),
  service_line: listOf(z.string()),
  stage: listOf(z.string()),
  owner: listOf(z.string()),
  sort: DealSort.optional().catch(undefined),
  order: z.enum(["asc", "desc"]).optional().catch(undefined),
});
export type DashboardSearch = z.output<typeof DashboardSearch>;

export type ListFilter = "outcome" | "territory" | "service_line" | "stage" | "owner";
export const listFilters: readonly ListFilter[] = [
  "outcome",
  "territory",
  "service_line",
  "stage",
  "owner",
];

export function hasFilters(search: DashboardSearch): boolean {
  return search.search !== undefined || listFilters.some((name) => search[name] !== undefined);
}

/** The same order, every deal. */
export function withoutFilters({ sort, order }: DashboardSearch): DashboardSearch {
  return { sort, order };
}

/** @param values an empty list takes the filter away */
export function withList(
  search: DashboardSearch,
  name: ListFilter,
  values: readonly string[],
): DashboardSearch {
  return DashboardSearch.parse({ ...search, [name]: values });
}

/** What one click on a name does: adds it to the filter, or takes it out again. */
export function toggled(search: DashboardSearch, name: ListFilter, value: string): DashboardSearch {
  const chosen: readonly string[] = search[name] ?? [];
  return withList(
    search,
    name,
    chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
  );
}
