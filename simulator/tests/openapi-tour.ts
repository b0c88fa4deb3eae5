import type { Caller, Reply } from "./crm-call.ts";
import type { StandIn } from "./stand-in.ts";

/** One call and the endpoint of the API files that describes it. */
export type Stop = { endpoint: string; call: string; reply: Reply };

type Visit = (
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** An id of the right form that belongs to nothing. */
const NOBODY = "5725767000000000001";

/** Calls every described endpoint, for its successes and for its refusals. */
export async function tour(standIn: StandIn, caller: Caller): Promise<Stop[]> {
  const stops: Stop[] = [];
  const visit: Visit = async (endpoint, method, path, body, headers) => {
    const reply = await caller.send(method, path, body, headers);
    stops.push({ endpoint: `${method} ${endpoint}`, call: `${method} ${path}`, reply });
    return reply;
  };
  const deals = await records(visit);
  await actions(visit, deals);
  await massUpdate(visit, caller, deals[0]);
  await locks(visit, deals[0]);
  await queries(visit);
  await bulk(standIn, visit);
  await organisation(visit);
  await fields(visit);
  await layouts(visit);
  await variables(visit);
  await recycleBin(visit);
  await channels(visit);
  return stops;
}

const list = "/crm/v8/{module_api_name}";

async function records(visit: Visit): Promise<[string, string, string]> {
  const fields = "fields=Deal_Name,Stage,Tag,Owner,Created_By,Modified_Time";
  const read = await visit(list, "GET", `/Deals?${fields}&per_page=3`);
  const [id = "", second = "", third = ""] = read.rows().map((row) => String(row.id));
  const tooMany = Array.from({ length: 51 }, (_, i) => `Field_${i}`).join(",");
  for (const path of [
    "/Deals",
    "/Nowhere?fields=id",
    "/Deals?fields=id&page=1&page_token=x",
    "/Deals?fields=id&page=11",
    "/Deals?fields=id&page_token=x",
    "/Deals?fields=id&per_page=x",
    "/Deals?fields=id&sort_by=Amount",
    `/Deals?fields=${tooMany}`,
  ]) {
    await visit(list, "GET", path);
  }
  await visit(list, "GET", "/Deals?fields=id", undefined, {
    "If-Modified-Since": "2099-01-01T00:00:00Z",
  });
  for (const one of [id, "abc", NOBODY]) await visit(`${list}/{id}`, "GET", `/Deals/${one}`);

  const good = { Deal_Name: "Seen by the checker", Stage: "Qualification" };
  for (const body of [
    { data: [good] },
    { data: [{ Stage: "Qualification" }] },
    { data: [{}] },
    { data: [{ ...good, Stage: "No such stage" }] },
    { data: [{ ...good, Amount: "much" }, good] },
    {},
    { data: Array.from({ length: 101 }, () => good) },
  ]) {
    await visit(list, "POST", "/Deals", body);
  }
  await visit(list, "PUT", "/Deals", { data: [{ id, Amount: 1 }, { id: NOBODY }] });
  const late = { "If-Unmodified-Since": "2020-01-01T00:00:00Z" };
  await visit(`${list}/{id}`, "PUT", `/Deals/${id}`, { data: [{ Amount: 2 }] });
  await visit(`${list}/{id}`, "PUT", `/Deals/${id}`, { data: [{ Amount: 3 }] }, late);
  await visit(`${list}/upsert`, "POST", "/Deals/upsert", {
    data: [good, { ...good, Deal_Name: "Not seen before" }],
  });
  await visit(`${list}/upsert`, "POST", "/Deals/upsert", {
    data: [good],
    duplicate_check_fields: ["No_Such_Field"],
  });
  await visit(list, "DELETE", `/Deals?ids=${second},${NOBODY}`);
  await visit(list, "DELETE", "/Deals");
  await visit(`${list}/{id}`, "DELETE", `/Deals/${third}`);
  await visit(`${list}/{id}`, "DELETE", `/Deals/${third}`);
  for (const type of ["all", "recycle", "other"]) {
    await visit(`${list}/deleted`, "GET", `/Deals/deleted?type=${type}`);
  }
  for (const query of [
    "criteria=(Stage:equals:Qualification)&per_page=3",
    "criteria=(Stage:sounds_like:Qualification)",
    "word=a&page=11",
    "",
  ]) {
    await visit(`${list}/search`, "GET", `/Deals/search?${query}`);
  }
  return [id, second, third];
}

async function actions(visit: Visit, [id]: [string, string, string]): Promise<void> {
  for (const query of ["", "?cvid=1&word=x", "?criteria=(Stage"]) {
    await visit(`${list}/actions/count`, "GET", `/Deals/actions/count${query}`);
  }
  const full = "/actions/fetch_full_data";
  await visit(`${list}${full}`, "GET", `/Deals${full}?ids=${id}&fields=Description`);
  await visit(`${list}/{id}${full}`, "GET", `/Deals/${id}${full}?fields=Description`);
  await visit(`${list}/{id}${full}`, "GET", `/Deals/${id}${full}`);
  await visit(`${list}/{id}/actions/clone`, "POST", `/Deals/${id}/actions/clone`, { data: [{}] });
  await visit(`${list}/{id}/actions/clone`, "POST", `/Deals/${NOBODY}/actions/clone`);
  const related = `${list}/{record_id}/{related_list_api_name}`;
  await visit(related, "GET", `/Deals/${id}/Stage_History?fields=Stage,Moved_To__s`);
  await visit(related, "GET", `/Deals/${id}/Stage_History`);
  const timeline = "/crm/v8/{module}/{record_id}/__timeline";
  await visit(timeline, "GET", `/Deals/${id}/__timeline`);
  await visit(timeline, "GET", `/Deals/${NOBODY}/__timeline`);
  await visit(timeline, "GET", `/Deals/${id}/__timeline?sort_by=Amount`);
}

async function massUpdate(visit: Visit, caller: Caller, id: string): Promise<void> {
  const endpoint = `${list}/actions/mass_update`;
  const path = "/Deals/actions/mass_update";
  const views = await caller.get("/settings/custom_views?module=Deals");
  const cvid = views.at("custom_views.0.id");
  const data = [{ Next_Step: "Set by the checker" }];
  const job = await visit(endpoint, "POST", path, { data, cvid });
  await visit(endpoint, "POST", path, { data, cvid });
  await visit(endpoint, "POST", path, { data, ids: [id] });
  await visit(endpoint, "GET", `${path}?job_id=${job.at("data.0.details.job_id")}`);
  await visit(endpoint, "GET", `${path}?job_id=1`);
}

async function locks(visit: Visit, id: string): Promise<void> {
  const endpoint = "/crm/v8/{module_name}/{record_id}/Locking_Information__s";
  const path = `/Deals/${id}/Locking_Information__s`;
  await visit(endpoint, "GET", path);
  await visit(endpoint, "POST", path, { data: [{ Locked_Reason__s: "Being checked" }] });
  const lock = (await visit(endpoint, "GET", path)).at("data.0.id");
  await visit(`${list}/{id}`, "PUT", `/Deals/${id}`, { data: [{ Amount: 4 }] });
  const one = `${endpoint}/{lock_id}`;
  await visit(one, "GET", `${path}/${lock}`);
  await visit(one, "PUT", `${path}/${lock}`, { data: [{ Locked_Reason__s: "Still" }] });
  await visit(one, "DELETE", `${path}/${lock}`);
  await visit(one, "DELETE", `${path}/${lock}`);
}

async function queries(visit: Visit): Promise<void> {
  for (const query of [
    "select id, Deal_Name from Deals where id is not null limit 3",
    "selec id",
    "select id from Deals",
    "select No_Such_Field from Deals where id is not null",
    "select id from Deals where id is not null limit 2001",
    "select id as a, Stage as a from Deals where id is not null",
    "select id, id from Deals where id is not null",
    "select id as from from Deals where id is not null",
    "select id from Nowhere where id is not null",
    "select id from Deals where Amount > 'much'",
    "select id from Deals where Description = 'x'",
    "select id from Deals where Owner like 'x'",
    "select id from Deals where Deal_Name = 'x",
  ]) {
    await visit("/crm/v8/coql", "POST", "/coql", { select_query: query });
  }
  await visit("/crm/v8/coql", "POST", "/coql", {});
}

async function bulk(standIn: StandIn, visit: Visit): Promise<void> {
  const path = "/crm/bulk/v8/read";
  const one = `${path}/{job_id}`;
  const module = { api_name: "Deals" };
  const criteria = {
    group_operator: "and",
    group: [
      { field: { api_name: "Stage" }, comparator: "equal", value: "Qualification" },
      { field: { api_name: "Amount" }, comparator: "greater_than", value: 1 },
    ],
  };
  const added = await visit(path, "POST", path, {
    query: { module, fields: ["Deal_Name"], criteria },
  });
  const job = `${path}/${added.at("data.0.details.id")}`;
  await visit(one, "GET", job);
  await visit(`${one}/result`, "GET", `${job}/result`);
  await standIn.control("PUT", "/clock", { advance_ms: 60_000 });
  await visit(one, "GET", job);
  await visit(`${one}/result`, "GET", `${job}/result`);
  await visit(one, "GET", `${path}/1`);
  for (const body of [
    { query: { module: { api_name: "Nowhere" } } },
    { query: { module: { api_name: "Notes" } } },
    { query: { module, fields: ["No_Such_Field"] } },
    { query: { module, criteria: {} } },
    { query: { module, page: 2 } },
    { query: { module }, callback: { url: "nowhere", method: "post" } },
    { query: { module }, callback: { url: "https://example.com/", method: "get" } },
  ]) {
    await visit(path, "POST", path, body);
  }
}

async function organisation(visit: Visit): Promise<void> {
  await visit("/crm/v8/org", "GET", "/org");
  await visit("/crm/v8/settings/fiscal_year", "GET", "/settings/fiscal_year");
  const currency = await visit("/crm/v8/org/currencies", "GET", "/org/currencies");
  for (const id of [currency.at("currencies.0.id"), NOBODY]) {
    await visit("/crm/v8/org/currencies/{id}", "GET", `/org/currencies/${id}`);
  }
  const users = await visit("/crm/v8/users", "GET", "/users?type=AllUsers");
  await visit("/crm/v8/users", "GET", "/users?type=Nobody");
  for (const id of [users.at("users.0.id"), NOBODY]) {
    await visit("/crm/v8/users/{user}", "GET", `/users/${id}`);
  }
  await visit("/crm/v8/users/actions/count", "GET", "/users/actions/count");
  for (const [key, parameter] of [
    ["roles", "role_id"],
    ["profiles", "id"],
  ] as const) {
    const found = await visit(`/crm/v8/settings/${key}`, "GET", `/settings/${key}`);
    for (const id of [found.at(`${key}.0.id`), NOBODY]) {
      await visit(`/crm/v8/settings/${key}/{${parameter}}`, "GET", `/settings/${key}/${id}`);
    }
  }
  const modules = "/crm/v8/settings/modules";
  await visit(modules, "GET", "/settings/modules");
  await visit(modules, "GET", "/settings/modules?status=gone");
  await visit(`${modules}/{api_name}`, "GET", "/settings/modules/Deals");
  await visit(`${modules}/{api_name}`, "GET", "/settings/modules/Nowhere");
  const lists = "/crm/v8/settings/related_lists";
  const related = await visit(lists, "GET", "/settings/related_lists?module=Deals");
  const listId = related.at("related_lists.0.id");
  await visit(lists, "GET", "/settings/related_lists");
  await visit(`${lists}/{id}`, "GET", `/settings/related_lists/${listId}?module=Deals`);
}

async function fields(visit: Visit): Promise<void> {
  const all = "/crm/v8/settings/fields";
  const one = `${all}/{field}`;
  const path = "/settings/fields";
  for (const module of ["Deals", "Accounts", "Contacts", "DealHistory", "Nowhere"]) {
    await visit(all, "GET", `${path}?module=${module}`);
  }
  await visit(all, "GET", path);
  await visit(all, "GET", `${path}?module=Deals&type=odd`);
  const wish = { field_label: "Checker Key", data_type: "text", length: 100 };
  const made = await visit(all, "POST", `${path}?module=Deals`, { fields: [wish] });
  const id = made.at("fields.0.details.id");
  for (const body of [
    { fields: [wish] },
    { fields: [{ data_type: "text" }] },
    { fields: [{ field_label: "Odd", data_type: "odd" }] },
    {},
  ]) {
    await visit(all, "POST", `${path}?module=Deals`, body);
  }
  const renamed = { id, field_label: "Checker Key 2" };
  await visit(one, "GET", `${path}/${id}?module=Deals`);
  await visit(one, "PATCH", `${path}/${id}?module=Deals`, { fields: [renamed] });
  await visit(all, "PATCH", `${path}?module=Deals`, { fields: [renamed] });
  await visit(one, "DELETE", `${path}/${id}?module=Deals`);
  await visit(one, "DELETE", `${path}/${id}?module=Deals`);
}

async function layouts(visit: Visit): Promise<void> {
  const all = "/crm/v8/settings/layouts";
  const found = await visit(all, "GET", "/settings/layouts?module=Deals");
  const layout = found.at("layouts.0.id");
  await visit(all, "GET", "/settings/layouts");
  for (const id of [layout, "abc", NOBODY]) {
    await visit(`${all}/{id}`, "GET", `/settings/layouts/${id}?module=Deals`);
  }
  const pipelines = "/crm/v8/settings/pipeline";
  const path = "/settings/pipeline";
  const pipeline = await visit(pipelines, "GET", `${path}?layout_id=${layout}`);
  for (const id of [pipeline.at("pipeline.0.id"), NOBODY]) {
    await visit(`${pipelines}/{id}`, "GET", `${path}/${id}?layout_id=${layout}`);
  }
  await visit(pipelines, "GET", path);
  await visit(pipelines, "GET", `${path}?layout_id=${NOBODY}`);
}

async function variables(visit: Visit): Promise<void> {
  const all = "/crm/v8/settings/variables";
  const one = `${all}/{id}`;
  const path = "/settings/variables";
  await visit(all, "GET", path);
  const wish = { name: "Cursor", api_name: "Cursor", type: "text", value: "1" };
  const made = await visit(all, "POST", path, { variables: [wish] });
  const id = made.at("variables.0.details.id");
  await visit(all, "POST", path, { variables: [wish] });
  await visit(all, "POST", path, { variables: [{}] });
  await visit(all, "GET", path);
  await visit(one, "GET", `${path}/${id}?group=General`);
  await visit(one, "PUT", `${path}/${id}`, { variables: [{ value: "2" }] });
  await visit(all, "PUT", path, { variables: [{ id, value: "3" }] });
  await visit(one, "DELETE", `${path}/${id}`);
  await visit(one, "DELETE", `${path}/${id}`);
  await visit(all, "DELETE", `${path}?ids=${id}`);
}

async function recycleBin(visit: Visit): Promise<void> {
  const all = "/crm/v8/settings/recycle_bin";
  const one = `${all}/{record_id}`;
  const path = "/settings/recycle_bin";
  const found = await visit(all, "GET", path);
  const [first, second] = found.rows("recycle_bin").map((entry) => entry.id);
  await visit(one, "GET", `${path}/${first}`);
  await visit(one, "GET", `${path}/${NOBODY}`);
  await visit(all, "DELETE", `${path}?ids=${first},${NOBODY}`);
  await visit(all, "DELETE", path);
  await visit(one, "DELETE", `${path}/${second}`);
  await visit(one, "DELETE", `${path}/${second}`);
}

async function channels(visit: Visit): Promise<void> {
  const endpoint = "/crm/v8/actions/watch";
  const path = "/actions/watch";
  await visit(endpoint, "GET", path);
  const field = (name: string) => ({ field: { api_name: name } });
  const channel = {
    channel_id: "1000000068001",
    events: ["Deals.all"],
    notify_url: "http://127.0.0.1:9/notify",
    token: "opaque",
  };
  const conditioned = {
    ...channel,
    notification_condition: [
      {
        type: "field_selection",
        module: { api_name: "Deals" },
        field_selection: { group_operator: "or", group: [field("Stage"), field("Amount")] },
      },
    ],
  };
  await visit(endpoint, "POST", path, { watch: [channel] });
  for (const wrong of [
    { token: "x".repeat(51) },
    { events: ["Deals.renamed"] },
    { events: undefined },
  ]) {
    await visit(endpoint, "POST", path, { watch: [{ ...channel, ...wrong }] });
  }
  await visit(endpoint, "POST", path, {});
  await visit(endpoint, "PUT", path, { watch: [conditioned] });
  await visit(endpoint, "PUT", path, { watch: [{ ...channel, channel_id: "5" }] });
  const part = { channel_id: channel.channel_id, events: ["Deals.create"] };
  await visit(endpoint, "PATCH", path, { watch: [part] });
  await visit(endpoint, "GET", path);
  await visit(endpoint, "DELETE", `${path}?channel_ids=${channel.channel_id}`);
  await visit(endpoint, "DELETE", `${path}?channel_ids=${channel.channel_id}`);
  await visit(endpoint, "DELETE", path);
}
