import { z } from "zod";
import type { ApiCall } from "./api-call.ts";
import { bulkRows } from "./bulk-rows.ts";
import { callCost } from "./call-cost.ts";
import type { ApiReply, Transport } from "./transport.ts";
import { errorFromItem, WireItem } from "./wire-error.ts";
import {
  readList,
  unexpectedReply,
  wireFlag,
  wireId,
  wireNumber,
  wireText,
} from "./wire-scalars.ts";
import type {
  BulkCondition,
  BulkPosition,
  BulkReadRequest,
  BulkReadState,
  ZohoClient,
} from "./zoho-client.ts";
import { formatInstant } from "./zoho-time.ts";

type BulkCalls = Pick<ZohoClient, "createBulkRead" | "bulkReadState" | "bulkReadRows">;

const Created = z.looseObject({ id: wireId });

const WireJob = z.looseObject({
  state: z.string(),
  result: z
    .looseObject({
      page: wireNumber,
      count: wireNumber,
      more_records: wireFlag,
      next_page_token: wireText,
      error_message: wireText,
    })
    .nullish()
    .catch(null),
});

/** Reads of very many records: a job, its state, a zip with a CSV. Source: CRM fact sheet §3.13 */
export function createBulkCalls({ send, download }: Transport): BulkCalls {
  const base = { api: "crm/bulk", weight: "light" } as const;
  const read = { ...base, method: "GET", credits: callCost.read, repeatable: true } as const;

  return {
    async createBulkRead(request, options) {
      const call: ApiCall = {
        ...base,
        method: "POST",
        path: "/read",
        body: toWire(request),
        credits: callCost.bulkJob,
        repeatable: false,
      };
      const reply = await send(call, options);
      const [item] = readList(reply, "data", WireItem);
      if (item !== undefined && item.status !== "success") throw errorFromItem(item, reply.place);
      const created = Created.safeParse(item?.details);
      if (!created.success) throw unexpectedReply(reply, ["data", 0, "details", "id"]);
      return { value: { jobId: created.data.id }, servedAt: reply.servedAt };
    },

    async bulkReadState(jobId, options) {
      const reply = await send({ ...read, path: `/read/${jobId}` }, options);
      const [job] = readList(reply, "data", WireJob);
      if (job === undefined) throw unexpectedReply(reply, ["data", 0]);
      return { value: toState(job, reply), servedAt: reply.servedAt };
    },

    bulkReadRows(jobId, options) {
      const call: ApiCall = { ...read, path: `/read/${jobId}/result` };
      return bulkRows(download(call, options), { method: "GET", path: call.path, status: 200 });
    },
  };
}

function toWire({ module, fields, conditions, position, callbackUrl }: BulkReadRequest) {
  const criteria = conditions.map(toCriterion);
  return {
    ...(callbackUrl === undefined ? {} : { callback: { url: callbackUrl, method: "post" } }),
    query: {
      module: { api_name: module },
      fields: fields.filter((field) => field !== "id"),
      ...(criteria.length === 0
        ? {}
        : {
            criteria:
              criteria.length === 1 ? criteria[0] : { group_operator: "and", group: criteria },
          }),
      ...(position !== null && "pageToken" in position
        ? { page_token: position.pageToken }
        : { page: position?.page ?? 1 }),
    },
    file_type: "csv",
  };
}

function toCriterion({ field, comparator, value }: BulkCondition) {
  return {
    field: { api_name: field },
    comparator,
    value: typeof value === "string" ? value : formatInstant(value),
  };
}

function toState({ state, result }: z.infer<typeof WireJob>, reply: ApiReply): BulkReadState {
  if (state === "FAILURE") {
    return { kind: "failed", message: result?.error_message ?? "The CRM gives no reason." };
  }
  if (state !== "COMPLETED") return { kind: "waiting", stage: state };
  const rows = result?.count ?? null;
  if (rows === null) throw unexpectedReply(reply, ["data", 0, "result", "count"]);
  return { kind: "completed", rows, next: nextPosition(result) };
}

/** Versions before v7 know no page tokens for jobs: there the next page is the next number. */
function nextPosition(result: z.infer<typeof WireJob>["result"]): BulkPosition | null {
  if (result?.more_records !== true) return null;
  if (result.next_page_token !== null) return { pageToken: result.next_page_token };
  return { page: (result.page ?? 1) + 1 };
}
