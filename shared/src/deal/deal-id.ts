import { z } from "zod";

/** A Zoho record id: 16 to 19 digits, larger than a JS number can hold, so always text. */
export const DealId = z
  .string()
  .regex(/^\d{1,19}$/)
  .describe("Zoho record id");
export type DealId = z.infer<typeof DealId>;
