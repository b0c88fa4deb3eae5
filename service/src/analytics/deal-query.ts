import type { LivePipelineQuery } from "@pulse/shared/pipeline/live-pipeline";

/** Whose deals may be looked at; every query of deals takes one. */
export type DealScope = { kind: "all" } | { kind: "owners"; ownerIds: ReadonlySet<string> };

export type DealFilters = Pick<
  LivePipelineQuery,
  "search" | "outcome" | "territory" | "service_line" | "stage" | "owner"
>;

export type DealPageRequest = {
  filters: DealFilters;
  sort: LivePipelineQuery["sort"];
  order: LivePipelineQuery["order"];
  limit: number;
  /** Behind which deal the page begins; null for the first page. */
  after: PagePlace | null;
};

/** A place in the sorted list: the sort value (as text, null when the deal has none) and the id. */
export type PagePlace = { value: string | null; id: string };
