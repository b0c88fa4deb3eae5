import { z } from "zod";
import { DealOutcome } from "../deal/deal-outcome.ts";

/** What the grid's filters offer: values present in the mirror or known to the CRM's own lists. */
export const FilterOptions = z.object({
  territories: z.array(z.string()),
  service_lines: z.array(z.string()),
  stages: z
    .array(z.object({ name: z.string(), outcome: DealOutcome }))
    .describe("In pipeline order"),
  owners: z.array(z.object({ id: z.string(), name: z.string(), is_active: z.boolean() })),
});
export type FilterOptions = z.infer<typeof FilterOptions>;
