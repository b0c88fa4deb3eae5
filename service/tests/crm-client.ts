import { z } from "zod";
import { AdministratorBrowser } from "../../scripts/administrator-browser.ts";

/** Where a test's own consent ends; nothing listens there, the code is read off the address. */
export const testRedirect = "http://localhost/tests";

const scopes = [
  "ZohoCRM.modules.ALL",
  "ZohoCRM.settings.ALL",
  "ZohoCRM.users.READ",
  "ZohoCRM.org.READ",
  "ZohoCRM.coql.READ",
];

export type CrmRecord = { id: string } & Record<string, unknown>;

const List = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
  info: z.object({ more_records: z.boolean(), next_page_token: z.string().nullable() }),
});
const Results = z.object({
  data: z.array(z.object({ code: z.string(), details: z.object({ id: z.string() }) })),
});
const Option = z.object({
  actual_value: z.string(),
  display_value: z.string(),
  forecast_type: z.string().optional(),
  probability: z.number().nullish(),
});
const Fields = z.object({
  fields: z.array(
    z.object({ api_name: z.string(), pick_list_values: z.array(Option).default([]) }),
  ),
});

export type CrmClient = Awaited<ReturnType<typeof signInToCrm>>;

/** The CRM's API as any other client uses it, with the rights of the chosen user. */
export async function signInToCrm(
  url: string,
  client: { id: string; secret: string },
  isUser: (option: { id: string; label: string }) => boolean,
) {
  const query = new URLSearchParams({
    scope: scopes.join(","),
    client_id: client.id,
    response_type: "code",
    access_type: "offline",
    prompt: "consent",
    redirect_uri: testRedirect,
  });
  const browser = new AdministratorBrowser(isUser);
  const end = await browser.open(`${url}/oauth/v2/auth?${query}`, testRedirect);
  const form = (fields: Record<string, string>) =>
    fetch(`${url}/oauth/v2/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...fields }),
    }).then((response) => response.json());
  const granted = z.object({ refresh_token: z.string() }).parse(
    await form({
      grant_type: "authorization_code",
      redirect_uri: testRedirect,
      code: new URL(end).searchParams.get("code") ?? "",
    }),
  );
  const { access_token: token } = z
    .object({ access_token: z.string() })
    .parse(await form({ grant_type: "refresh_token", refresh_token: granted.refresh_token }));

  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/crm/v8${path}`, {
      method,
      headers: { authorization: `Zoho-oauthtoken ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return null;
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return {
    call,

    /** Every record the user may see, page after page. */
    async all(module: string, fields: string[]): Promise<CrmRecord[]> {
      const records: CrmRecord[] = [];
      let pageToken: string | null = null;
      do {
        const params = new URLSearchParams({ fields: fields.join(","), per_page: "200" });
        if (pageToken !== null) params.set("page_token", pageToken);
        const reply = await call("GET", `/${module}?${params}`);
        if (reply === null) return records;
        const { data, info } = List.parse(reply);
        records.push(...data);
        pageToken = info.more_records ? info.next_page_token : null;
      } while (pageToken !== null);
      return records;
    },

    async options(module: string, field: string): Promise<z.infer<typeof Option>[]> {
      const { fields } = Fields.parse(await call("GET", `/settings/fields?module=${module}`));
      return fields.find(({ api_name }) => api_name === field)?.pick_list_values ?? [];
    },

    async create(deal: Record<string, unknown>): Promise<string> {
      return onlyId(await call("POST", "/Deals", { data: [deal] }));
    },

    async update(id: string, change: Record<string, unknown>): Promise<void> {
      onlyId(await call("PUT", `/Deals/${id}`, { data: [change] }));
    },

    async delete(id: string): Promise<void> {
      onlyId(await call("DELETE", `/Deals/${id}`));
    },
  };
}

function onlyId(reply: unknown): string {
  const [result] = Results.parse(reply).data;
  if (result?.code !== "SUCCESS") throw new Error(`The CRM refused: ${JSON.stringify(reply)}`);
  return result.details.id;
}
