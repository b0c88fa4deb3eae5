import { z } from "zod";

/** RFC 9457 problem document; `code` is stable, `title` and `detail` are for people. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().describe("Stable machine-readable cause"),
  detail: z.string().describe("What happened, what is safe, and what to do").optional(),
  request_id: z.string(),
  errors: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .describe("For invalid input: one entry per faulty field")
    .optional(),
});
export type Problem = z.infer<typeof Problem>;
