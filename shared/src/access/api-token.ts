import { z } from "zod";
import { InstantText } from "../wire/scalars.ts";

/** `GET /api/admin/api-tokens`: tokens without their secrets, newest first. */
export const ApiTokenList = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      user_id: z.string().describe("The CRM user it acts as"),
      user_name: z.string().nullable(),
      created_at: InstantText,
      last_used_at: InstantText.nullable().describe("To the minute; null when never used"),
    }),
  ),
});
export type ApiTokenList = z.infer<typeof ApiTokenList>;

export const ApiTokenId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe("As listed");
