import { z } from "zod";

/** From the stage's forecast type; `unknown` when the stage is not in the organisation's stage list. */
export const DealOutcome = z.enum(["open", "won", "lost", "unknown"]);
export type DealOutcome = z.infer<typeof DealOutcome>;
