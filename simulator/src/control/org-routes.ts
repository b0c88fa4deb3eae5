import { Hono } from "hono";
import { z } from "zod";
import type { OrgState } from "../crm/org-state.ts";
import { dataCentres, type Place } from "../data-centres.ts";
import { notFound } from "./control-app.ts";

const OrgChange = z.strictObject({
  mc_status: z.boolean().optional(),
  edition: z.enum(["free", "standard", "professional", "enterprise", "ultimate"]).optional(),
  time_zone: z.string().optional(),
  hierarchy_type: z.enum(["Role_Hierarchy", "Reporting_To_Hierarchy"]).optional(),
  type: z.enum(["production", "sandbox", "developer"]).optional(),
});

const UserChange = z.strictObject({
  status: z.enum(["active", "inactive"]).optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  role: z.string().optional(),
  profile: z.string().optional(),
  reporting_to: z.string().nullable().optional(),
  time_zone: z.string().optional(),
});

const sharing = z.enum(["private", "public_read_only", "public_read_write"]);

const Sharing = z.strictObject({
  Deals: sharing.optional(),
  Accounts: sharing.optional(),
  Contacts: sharing.optional(),
});

/** Settings an administrator would change on the CRM's own pages. */
export function orgRoutes({ org, place }: { org: OrgState; place: Place }) {
  return new Hono()
    .get("/", (c) => c.json({ info: org.info, sharing: org.sharing, location: place.location }))
    .patch("/", async (c) => {
      Object.assign(org.info, defined(OrgChange.parse(await c.req.json())));
      return c.json(org.info);
    })
    .patch("/sharing", async (c) => {
      Object.assign(org.sharing, defined(Sharing.parse(await c.req.json())));
      return c.json(org.sharing);
    })
    .put("/location", async (c) => {
      const known = Object.keys(dataCentres) as (keyof typeof dataCentres)[];
      place.location = z.object({ location: z.enum(known) }).parse(await c.req.json()).location;
      return c.json({ location: place.location });
    })
    .patch("/users/:id", async (c) => {
      const user = org.users.get(c.req.param("id"));
      if (user === undefined) return notFound(c);
      const changed = { ...user, ...defined(UserChange.parse(await c.req.json())) };
      org.users.set(user.id, changed);
      return c.json(changed);
    })
    .put("/profiles/:id/hidden_fields", async (c) => {
      const { id } = c.req.param();
      if (!org.profiles.has(id)) return notFound(c);
      const { fields } = z.object({ fields: z.array(z.string()) }).parse(await c.req.json());
      org.hiddenFields.set(id, new Set(fields));
      return c.json({ fields });
    })
    .post("/currencies/:iso/rates", async (c) => {
      const currency = org.currencies.find((entry) => entry.iso_code === c.req.param("iso"));
      if (currency === undefined) return notFound(c);
      const rate = z
        .object({ from: z.iso.date(), rate: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/) })
        .parse(await c.req.json());
      currency.rates = [...currency.rates.filter((other) => other.from !== rate.from), rate].sort(
        (a, b) => (a.from < b.from ? -1 : 1),
      );
      return c.json(currency);
    });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that were not sent. */
export function defined<T extends object>(values: T): Defined<T> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}
