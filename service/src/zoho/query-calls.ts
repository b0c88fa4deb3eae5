import type { ApiCapabilities } from "./api-version.ts";
import { callCost } from "./call-cost.ts";
import { completeRecords, earliest, type ReadSlice, readInChunks } from "./complete-records.ts";
import { type Condition, changedAfter, everyRecord, idBetween, idIn, selectQuery } from "./coql.ts";
import { sliceFields } from "./field-slices.ts";
import type { ApiReply, Transport } from "./transport.ts";
import { readRecords } from "./wire-records.ts";
import type {
  CallOptions,
  RawRecord,
  RecordBatch,
  RecordSelection,
  Served,
  ZohoClient,
} from "./zoho-client.ts";

type QueryCalls = Pick<
  ZohoClient,
  "idBounds" | "recordsInIdRange" | "changedRecords" | "recordsByIds"
>;

/** Up to so many rows a query costs one credit. */
const CHEAPEST_ROWS = 200;

/** Reads by COQL: what is committed, in an order of our choice, up to 2,000 rows a call. */
export function createQueryCalls(transport: Transport, limits: ApiCapabilities): QueryCalls {
  type Query = RecordSelection & { where: Condition; orderBy: string; limit: number };

  function query(request: Query, options: CallOptions): Promise<ApiReply> {
    return transport.send(
      {
        method: "POST",
        path: "/coql",
        body: { select_query: selectQuery(request) },
        weight: "heavy",
        credits: callCost.query(request.limit),
        repeatable: true,
      },
      options,
    );
  }

  async function select(request: Query, options: CallOptions): Promise<Served<RecordBatch>> {
    const limit = Math.min(request.limit, limits.maxCoqlRows);
    const [fields = [], ...otherSlices] = sliceFields(request.fields, limits.maxCoqlFields);
    const reply = await query({ ...request, fields, limit }, options);
    const { records, unidentified, info } = readRecords(reply);
    return {
      value: {
        records: await completeRecords(
          transport,
          { ...request, records, otherSlices },
          sliceReader(request, options),
          options,
        ),
        unidentified,
        // A full page may have more behind it whatever the flag says: one call more, nothing lost.
        more: info.moreRecords === true || records.length + unidentified.length >= limit,
      },
      servedAt: reply.servedAt,
    };
  }

  function sliceReader(request: RecordSelection, options: CallOptions): ReadSlice {
    return (fields, ids) =>
      readInChunks(ids, limits.maxCoqlIn, async (chunk): Promise<Served<RawRecord[]>> => {
        const reply = await query(
          { ...request, fields, where: idIn(chunk), orderBy: "id asc", limit: CHEAPEST_ROWS },
          options,
        );
        return { value: readRecords(reply).records, servedAt: reply.servedAt };
      });
  }

  return {
    async idBounds(module, options) {
      const outermost = (orderBy: string) =>
        select({ module, fields: [], where: everyRecord, orderBy, limit: 1 }, options);
      const [first, last] = await Promise.all([outermost("id asc"), outermost("id desc")]);
      const lowest = first.value.records[0]?.id;
      const highest = last.value.records[0]?.id;
      const servedAt = earliest([first.servedAt, last.servedAt]);
      if (lowest === undefined || highest === undefined) return { value: null, servedAt };
      return { value: { lowest, highest }, servedAt };
    },

    recordsInIdRange: ({ afterId, untilId, ...request }, options) =>
      select({ ...request, where: idBetween(afterId, untilId), orderBy: "id asc" }, options),

    changedRecords: ({ after, ...request }, options) =>
      select(
        { ...request, where: changedAfter(after), orderBy: "Modified_Time asc, id asc" },
        options,
      ),

    async recordsByIds({ ids, ...request }, options) {
      const [fields = [], ...otherSlices] = sliceFields(request.fields, limits.maxCoqlFields);
      const readSlice = sliceReader(request, options);
      const { value, servedAt } = await readSlice(fields, [...new Set(ids)]);
      const records = await completeRecords(
        transport,
        { ...request, records: value, otherSlices },
        readSlice,
        options,
      );
      return { value: records, servedAt };
    },
  };
}
