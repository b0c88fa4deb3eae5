import { Hono } from "hono";
import { z } from "zod";
import { isModuleName } from "../crm/module-data.ts";
import type { OrgState } from "../crm/org-state.ts";
import {
  createRecord,
  deleteRecord,
  type RecordOutcome,
  restoreRecord,
  updateRecord,
} from "../crm/record-operations.ts";
import { parseRow } from "../crm/wire-values.ts";
import { notFound } from "./control-app.ts";

const Action = z.object({
  action: z.enum(["create", "update", "delete", "restore"]),
  id: z.string().optional(),
  /** As in a write call of the API. */
  values: z.record(z.string(), z.unknown()).default({}),
  /** Whoever acts; the first user when absent. */
  user: z.string().optional(),
  source: z
    .enum([
      "crm_ui",
      "crm_api",
      "crm_mobile",
      "mass_update",
      "workflow",
      "blueprint",
      "findandmerge",
      "import",
      "system",
    ])
    .default("crm_ui"),
});

/** Changes made by people on the CRM's pages, and the true history of all changes. */
export function recordRoutes(org: OrgState) {
  return new Hono()
    .get("/:module", (c) => {
      const { module } = c.req.param();
      if (!isModuleName(module)) return notFound(c);
      // As stored: what readers will see once nothing lags.
      const store = org.records[module];
      const ids = (c.req.query("ids") ?? "").split(",").filter(Boolean);
      return c.json({ records: ids.map((id) => store.latest(id)), count: store.size });
    })
    .post("/:module", async (c) => {
      const { module } = c.req.param();
      if (!isModuleName(module)) return notFound(c);
      const { action, id = "", values: raw, source, ...wish } = Action.parse(await c.req.json());
      const user = wish.user ?? org.users.keys().next().value ?? "";
      if (!org.users.has(user)) return notFound(c);
      const { values, refusals } = parseRow(org, module, raw, org.records[module].latest(id));
      if (refusals.length > 0) return c.json({ kind: "refused", refusals }, 400);
      const actor = { user, source };
      const outcomes: Record<typeof action, () => RecordOutcome> = {
        create: () => createRecord(org, module, values, actor),
        update: () => updateRecord(org, module, id, values, actor),
        delete: () => deleteRecord(org, module, id, actor),
        restore: () => restoreRecord(org, id, actor),
      };
      const outcome = outcomes[action]();
      return c.json(outcome, outcome.kind === "done" ? 200 : 400);
    })
    .get("/:module/changes", (c) => {
      const { module } = c.req.param();
      if (!isModuleName(module)) return notFound(c);
      const recordId = c.req.query("record_id");
      const after = Number(c.req.query("after_ms") ?? 0);
      const all = recordId === undefined ? org.history.all() : org.history.of(module, recordId);
      const changes = all.filter((change) => change.module === module && change.atMs > after);
      return c.json({ changes });
    });
}
