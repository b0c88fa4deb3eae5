import type { Temporal } from "temporal-polyfill";
import type { ApiCapabilities } from "./api-version.ts";
import { callCost } from "./call-cost.ts";
import { completeRecords, type ReadSlice, readInChunks } from "./complete-records.ts";
import { sliceFields } from "./field-slices.ts";
import type { ApiReply, Transport } from "./transport.ts";
import { readRecords, WireCount, WireDeleted } from "./wire-records.ts";
import { readList, unexpectedReply } from "./wire-scalars.ts";
import type { CallOptions, ModuleName, ZohoClient } from "./zoho-client.ts";
import { formatInstant } from "./zoho-time.ts";

type ListCalls = Pick<ZohoClient, "countRecords" | "recordPage" | "deletedRecords">;

const PER_PAGE = 200;
/** Length of a list call's `ids`; no page states the limit, a query's IN list has this one. */
const IDS_PER_CALL = 100;

export function createListCalls(transport: Transport, limits: ApiCapabilities): ListCalls {
  function list(
    module: ModuleName,
    query: Record<string, string>,
    headers: Record<string, string>,
    options: CallOptions,
  ): Promise<ApiReply> {
    return transport.send(
      {
        method: "GET",
        path: `/${module}`,
        // By default the list hides records that wait for approval, and converted ones.
        query: { ...query, approved: "both", converted: "both" },
        headers,
        weight: "heavy",
        credits: callCost.read,
        repeatable: true,
      },
      options,
    );
  }

  /** A page token belongs to one field list, so only the first slice pages; the others follow its ids. */
  function sliceReader(module: ModuleName, options: CallOptions): ReadSlice {
    return (fields, ids) =>
      readInChunks(ids, IDS_PER_CALL, async (chunk) => {
        const query = { fields: fields.join(","), ids: chunk.join(","), per_page: `${PER_PAGE}` };
        const reply = await list(module, query, {}, options);
        return { value: readRecords(reply).records, servedAt: reply.servedAt };
      });
  }

  return {
    async countRecords(module, options) {
      const reply = await transport.send(
        {
          method: "GET",
          path: `/${module}/actions/count`,
          weight: "light",
          credits: callCost.read,
          repeatable: true,
        },
        options,
      );
      if (reply.body === null) return { value: 0, servedAt: reply.servedAt };
      const count = WireCount.safeParse(reply.body);
      if (!count.success) throw unexpectedReply(reply, ["count"]);
      return { value: count.data.count, servedAt: reply.servedAt };
    },

    async recordPage({ module, fields, position, sortBy, sortOrder, ...rest }, options) {
      const [firstSlice = [], ...otherSlices] = sliceFields(fields, limits.maxListFields);
      const reply = await list(
        module,
        {
          fields: firstSlice.join(","),
          per_page: `${rest.perPage ?? PER_PAGE}`,
          sort_by: sortBy,
          sort_order: sortOrder,
          ...("page" in position
            ? { page: `${position.page}` }
            : { page_token: position.pageToken }),
        },
        modifiedSince(rest.modifiedSince ?? null),
        options,
      );
      const { records, unidentified, info } = readRecords(reply);
      return {
        value: {
          records: await completeRecords(
            transport,
            { module, fields, records, otherSlices },
            sliceReader(module, options),
            options,
          ),
          unidentified,
          moreRecords: info.moreRecords ?? false,
          nextPageToken: info.nextPageToken,
          pageTokenExpiresAt: info.pageTokenExpiresAt,
          notModified: reply.status === 304,
        },
        servedAt: reply.servedAt,
      };
    },

    async deletedRecords({ module, since, page }, options) {
      const reply = await transport.send(
        {
          method: "GET",
          path: `/${module}/deleted`,
          query: { type: "all", page: `${page}`, per_page: `${PER_PAGE}` },
          headers: modifiedSince(since),
          weight: "light",
          credits: callCost.deletedList,
          repeatable: true,
        },
        options,
      );
      return {
        value: {
          records: readList(reply, "data", WireDeleted),
          moreRecords: readRecords(reply).info.moreRecords ?? false,
        },
        servedAt: reply.servedAt,
      };
    },
  };
}

function modifiedSince(since: Temporal.Instant | null): Record<string, string> {
  return since === null ? {} : { "if-modified-since": formatInstant(since) };
}
