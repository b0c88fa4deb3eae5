import { ZohoError } from "./errors.ts";
import { BadCsv, parseCsv } from "./parse-csv.ts";
import { BadArchive, unzipOne } from "./unzip.ts";
import type { ErrorPlace } from "./wire-error.ts";
import type { RawRecord } from "./zoho-client.ts";

/** As many as one page of a query, which the store takes in one piece. */
const BATCH_ROWS = 2_000;

type Batch = { records: RawRecord[]; unidentified: unknown[] };

/**
 * The records of a zipped CSV in batches. A row whose cells are not as many as the header's cannot be
 * told apart field by field: it is kept as unidentified, never read one column off.
 *
 * @throws ZohoError when the file is cut off, damaged or lacks an id column
 */
export async function* bulkRows(
  archive: AsyncIterable<Uint8Array>,
  place: ErrorPlace,
): AsyncGenerator<Batch, void, void> {
  try {
    const rows = parseCsv(unzipOne(archive));
    let header: string[] | null = null;
    let batch: Batch = { records: [], unidentified: [] };
    for await (const cells of rows) {
      if (header === null) {
        header = readHeader(cells, place);
        continue;
      }
      const record = toRecord(header, cells);
      if (record === null) batch.unidentified.push(cells);
      else batch.records.push(record);
      if (batch.records.length + batch.unidentified.length >= BATCH_ROWS) {
        yield batch;
        batch = { records: [], unidentified: [] };
      }
    }
    if (header === null) throw badFile("the file is empty", place);
    if (batch.records.length + batch.unidentified.length > 0) yield batch;
  } catch (error) {
    if (!(error instanceof BadArchive) && !(error instanceof BadCsv)) throw error;
    throw badFile(error.message, place, error);
  }
}

/** Api names as asked for; the id's column, which nobody asks for, is spelled `Id` there. */
function readHeader(cells: string[], place: ErrorPlace): string[] {
  const header = cells.map((cell) => {
    const name = cell.trim();
    return name.toLowerCase() === "id" ? "id" : name;
  });
  if (!header.includes("id")) throw badFile("the file has no id column", place);
  return header;
}

function toRecord(header: string[], cells: string[]): RawRecord | null {
  if (cells.length !== header.length) return null;
  const record: Record<string, string | null> = {};
  for (const [at, name] of header.entries()) record[name] = cells[at] || null;
  const { id } = record;
  return typeof id === "string" && /^\d{1,19}$/.test(id) ? { ...record, id } : null;
}

function badFile(what: string, { method, path, status }: ErrorPlace, cause?: unknown): ZohoError {
  return new ZohoError({
    kind: "bad_reply",
    code: "unreadable_file",
    retryable: true,
    message: `Zoho CRM's file cannot be read: ${what}. (unreadable_file, ${method} ${path}, HTTP ${status})`,
    advice: "Nothing to do: the file is fetched again. If it stays, a new job is made.",
    status,
    cause,
  });
}
