import { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../clock.ts";

const Move = z.strictObject({
  /** An instant with an offset. */
  set: z.iso.datetime({ offset: true }).optional(),
  advance_ms: z.int().optional(),
  frozen: z.boolean().optional(),
});

export function clockRoutes(clock: Clock) {
  const state = () => ({ now: new Date(clock.nowMs()).toISOString(), frozen: clock.isFrozen() });
  return new Hono()
    .get("/", (c) => c.json(state()))
    .put("/", async (c) => {
      const move = Move.parse(await c.req.json());
      if (move.set !== undefined) clock.setMs(Date.parse(move.set));
      if (move.advance_ms !== undefined) clock.advanceMs(move.advance_ms);
      if (move.frozen === true) clock.freeze();
      if (move.frozen === false) clock.resume();
      return c.json(state());
    });
}
