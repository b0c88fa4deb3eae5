import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Simulator } from "../app.ts";
import { FaultRule, type FaultRules } from "../faults/fault-rules.ts";
import type { RequestLog } from "../request-log.ts";
import { behaviourRoutes } from "./behaviour-routes.ts";
import { clockRoutes } from "./clock-routes.ts";
import { orgRoutes } from "./org-routes.ts";
import { recordRoutes } from "./record-routes.ts";
import { schemaRoutes } from "./schema-routes.ts";
import { tokenRoutes } from "./token-routes.ts";

export type ControlDeps = {
  simulator: Pick<Simulator, "org" | "tokens" | "credits" | "notifier" | "place" | "reps">;
  rules: FaultRules;
  log: RequestLog;
  clients: { client_id: string }[];
};

/** `/_sim`: what a test needs to move, break and question the stand-in. See README.md. */
export function controlApp(deps: ControlDeps) {
  const { simulator, rules, log } = deps;
  const app = new Hono().basePath("/_sim");
  app.onError((fault, c) => {
    if (fault instanceof z.ZodError) return c.json({ error: z.prettifyError(fault) }, 400);
    if (fault instanceof SyntaxError) return c.json({ error: "the body is not JSON" }, 400);
    throw fault;
  });
  app.route("/clock", clockRoutes(simulator.org.clock));
  app.route("/behaviour", behaviourRoutes(simulator.org));
  app.route("/org", orgRoutes(simulator));
  app.route("/tokens", tokenRoutes(deps));
  app.route("/records", recordRoutes(simulator.org));
  app.route("/schema", schemaRoutes(simulator.org));

  app.get("/faults", (c) => c.json({ faults: rules.all() }));
  app.post("/faults", async (c) => c.json(rules.add(FaultRule.parse(await c.req.json())), 201));
  app.delete("/faults", (c) => {
    rules.clear();
    return c.json({ faults: [] });
  });
  app.delete("/faults/:id", (c) =>
    rules.remove(Number(c.req.param("id"))) ? c.json({ removed: true }) : notFound(c),
  );

  app.get("/requests", (c) => {
    const after = Number(c.req.query("after") ?? 0);
    const path = new RegExp(c.req.query("path") ?? "");
    const requests = log.entries().filter((entry) => entry.number > after && path.test(entry.path));
    return c.json({ requests });
  });
  app.delete("/requests", (c) => {
    log.clear();
    return c.json({ requests: [] });
  });

  app.get("/credits", (c) => c.json(creditState(simulator)));
  app.put("/credits", async (c) => {
    const { allowance } = z
      .object({ allowance: z.int().nonnegative().nullable() })
      .parse(await c.req.json());
    simulator.credits.setAllowance(allowance);
    return c.json(creditState(simulator));
  });

  app.get("/notifications", (c) =>
    c.json({ idle: simulator.notifier.isIdle(), deliveries: simulator.notifier.deliveries() }),
  );

  app.get("/live", (c) => c.json(liveState(simulator)));
  app.put("/live", async (c) => {
    const { running } = z.object({ running: z.boolean() }).parse(await c.req.json());
    const reps = simulator.reps();
    if (running) reps?.resume();
    else reps?.pause();
    return c.json(liveState(simulator));
  });
  return app;
}

export function notFound(c: Context) {
  return c.json({ error: "there is no such thing" }, 404);
}

function creditState({ credits }: ControlDeps["simulator"]) {
  return { used: credits.used(), allowance: credits.allowance() };
}

function liveState({ reps }: ControlDeps["simulator"]) {
  const running = reps();
  return { running: running?.isRunning() ?? false, counts: running?.counts() ?? null };
}
