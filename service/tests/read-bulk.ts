import { setTimeout as wait } from "node:timers/promises";
import type {
  BulkPosition,
  BulkReadRequest,
  CallOptions,
  RawRecord,
  ZohoClient,
} from "../src/zoho/zoho-client.ts";

/** All records of a bulk read, job after job. */
export async function readBulk(
  client: ZohoClient,
  request: Omit<BulkReadRequest, "position">,
  options: CallOptions,
): Promise<{ records: RawRecord[]; unidentified: unknown[]; jobs: number }> {
  const read = { records: [] as RawRecord[], unidentified: [] as unknown[], jobs: 0 };
  let position: BulkPosition | null = null;
  do {
    const { value } = await client.createBulkRead({ ...request, position }, options);
    const { next, rows } = await untilCompleted(client, value.jobId, options);
    const before = read.records.length + read.unidentified.length;
    for await (const batch of client.bulkReadRows(value.jobId, options)) {
      read.records.push(...batch.records);
      read.unidentified.push(...batch.unidentified);
    }
    const came = read.records.length + read.unidentified.length - before;
    if (came !== rows) throw new Error(`The job told of ${rows} rows, ${came} came`);
    read.jobs += 1;
    position = next;
  } while (position !== null);
  return read;
}

async function untilCompleted(client: ZohoClient, jobId: string, options: CallOptions) {
  for (;;) {
    const { value } = await client.bulkReadState(jobId, options);
    if (value.kind === "completed") return value;
    if (value.kind === "failed") throw new Error(value.message);
    await wait(50);
  }
}
