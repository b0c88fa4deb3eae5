import { Hono } from "hono";
import { defaultBehaviour } from "../crm/behaviour.ts";
import type { OrgState } from "../crm/org-state.ts";

/** The switches for what Zoho leaves open. */
export function behaviourRoutes({ behaviour }: OrgState) {
  return new Hono()
    .get("/", (c) => c.json(behaviour))
    .patch("/", async (c) => {
      const wanted: unknown = await c.req.json();
      if (typeof wanted !== "object" || wanted === null) {
        return c.json({ error: "an object of switches is needed" }, 400);
      }
      const unknown = Object.entries(wanted).filter(([name, value]) => !suits(name, value));
      if (unknown.length > 0) {
        const names = unknown.map(([name]) => name).join(", ");
        return c.json({ error: `no switch takes this value: ${names}` }, 400);
      }
      Object.assign(behaviour, wanted);
      return c.json(behaviour);
    })
    .delete("/", (c) => {
      Object.assign(behaviour, defaultBehaviour);
      return c.json(behaviour);
    });
}

/** Same kind of value as the default; the few that may be null take text as well. */
function suits(name: string, value: unknown): boolean {
  if (!Object.hasOwn(defaultBehaviour, name)) return false;
  const usual: unknown = Reflect.get(defaultBehaviour, name);
  if (usual === null || value === null) return usual === null || name === "notifyOnRestore";
  return typeof usual === typeof value && Array.isArray(usual) === Array.isArray(value);
}
