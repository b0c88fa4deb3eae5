import type { ApiCall } from "./api-call.ts";
import { callCost } from "./call-cost.ts";
import { ZohoError } from "./errors.ts";
import type { Transport } from "./transport.ts";
import { readWriteResults, unknownRow, type WriteResult } from "./write-result.ts";
import type { CallOptions, Served, ZohoClient } from "./zoho-client.ts";
import { formatInstant } from "./zoho-time.ts";

type WriteCalls = Pick<ZohoClient, "updateRecords" | "insertRecords">;

const MAX_ROWS = 100;
/** From here on a write counts among the heavy calls. */
const HEAVY_ROWS = 11;

/** Writes are sent once: a second one would run the customer's automations again. */
export function createWriteCalls({ send }: Transport): WriteCalls {
  async function write(
    call: Pick<ApiCall, "method" | "path" | "headers" | "body">,
    ids: readonly (string | null)[],
    options: CallOptions,
  ): Promise<Served<WriteResult[]>> {
    if (ids.length > MAX_ROWS) throw new Error(`a write takes at most ${MAX_ROWS} rows`);
    const rows = ids.map((id, index) => ({ index, id }));
    if (rows.length === 0) return { value: [], servedAt: null };
    try {
      const reply = await send(
        {
          ...call,
          weight: rows.length >= HEAVY_ROWS ? "heavy" : "light",
          credits: callCost.write(rows.length),
          repeatable: false,
          itemised: true,
        },
        options,
      );
      return { value: readWriteResults(reply, rows), servedAt: reply.servedAt };
    } catch (error) {
      if (!(error instanceof ZohoError) || !error.outcomeUnknown) throw error;
      return { value: rows.map((row) => unknownRow(row, error)), servedAt: null };
    }
  }

  return {
    updateRecords: (module, rows, { trigger, ifUnmodifiedSince }, options) =>
      write(
        {
          method: "PUT",
          path: `/${module}`,
          headers:
            ifUnmodifiedSince === undefined
              ? {}
              : { "if-unmodified-since": formatInstant(ifUnmodifiedSince) },
          body: { data: rows, trigger },
        },
        rows.map((row) => row.id),
        options,
      ),

    insertRecords: (module, rows, { trigger }, options) =>
      write(
        { method: "POST", path: `/${module}`, body: { data: rows, trigger } },
        rows.map(() => null),
        options,
      ),
  };
}
