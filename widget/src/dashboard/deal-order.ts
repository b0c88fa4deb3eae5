import type { DealSort } from "@pulse/shared/pipeline/live-pipeline";
import type { DashboardSearch } from "./dashboard-search.ts";

export type DealOrder = { sort: DealSort; order: "asc" | "desc" };

/** Newest change first, unless the address says otherwise. */
export function dealOrder({ sort, order }: DashboardSearch): DealOrder {
  return { sort: sort ?? "modified_time", order: order ?? "desc" };
}

/** A click on another column starts with that column's useful end; on the same one it turns round. */
export function orderAfterClick(
  current: DealOrder,
  sort: DealSort,
  firstOrder: "asc" | "desc",
): DealOrder {
  if (current.sort !== sort) return { sort, order: firstOrder };
  return { sort, order: current.order === "asc" ? "desc" : "asc" };
}
