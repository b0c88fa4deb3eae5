import { Hono } from "hono";
import { z } from "zod";
import { isModuleName } from "../crm/module-data.ts";
import type { OrgState } from "../crm/org-state.ts";
import { notFound } from "./control-app.ts";
import { defined } from "./org-routes.ts";

const FieldChange = z.strictObject({
  api_name: z.string().min(1).optional(),
  field_label: z.string().min(1).optional(),
  data_type: z
    .enum([
      "text",
      "textarea",
      "picklist",
      "integer",
      "double",
      "currency",
      "boolean",
      "date",
      "datetime",
    ])
    .optional(),
  length: z.int().positive().optional(),
  system_mandatory: z.boolean().optional(),
  api_writable: z.boolean().optional(),
  unique: z.boolean().optional(),
});

const OptionChange = z.strictObject({
  display_value: z.string().optional(),
  actual_value: z.string().optional(),
  type: z.enum(["used", "unused"]).optional(),
  probability: z.int().min(0).max(100).optional(),
  forecast_type: z.enum(["Open", "Closed Won", "Closed Lost"]).optional(),
});

/** Edits of fields and options that the API itself does not offer, or not so bluntly. */
export function schemaRoutes(org: OrgState) {
  return new Hono()
    .patch("/:module/fields/:name", async (c) => {
      const { module, name } = c.req.param();
      const field = isModuleName(module) ? org.fields[module].get(name) : undefined;
      if (!isModuleName(module) || field === undefined) return notFound(c);
      const changed = { ...field, ...defined(FieldChange.parse(await c.req.json())) };
      org.fields[module].delete(name);
      org.fields[module].set(changed.api_name, changed);
      return c.json(changed);
    })
    .delete("/:module/fields/:name", (c) => {
      const { module, name } = c.req.param();
      return isModuleName(module) && org.fields[module].delete(name)
        ? c.json({ removed: true })
        : notFound(c);
    })
    .patch("/:module/fields/:name/options/:id", async (c) => {
      const { module, name, id } = c.req.param();
      const field = isModuleName(module) ? org.fields[module].get(name) : undefined;
      const option = field?.pick_list_values.find((candidate) => candidate.id === id);
      if (option === undefined) return notFound(c);
      Object.assign(option, defined(OptionChange.parse(await c.req.json())));
      return c.json(option);
    })
    .patch("/pipelines/:id", async (c) => {
      const pipeline = org.pipelines.find((candidate) => candidate.id === c.req.param("id"));
      if (pipeline === undefined) return notFound(c);
      const change = z
        .strictObject({
          display_value: z.string().optional(),
          stages: z.array(z.string()).optional(),
        })
        .parse(await c.req.json());
      Object.assign(pipeline, defined(change));
      return c.json(pipeline);
    })
    .put("/Deals/blueprint", async (c) => {
      const { stages } = z.object({ stages: z.array(z.string()) }).parse(await c.req.json());
      org.blueprintStages = new Set(stages);
      return c.json({ stages });
    });
}
