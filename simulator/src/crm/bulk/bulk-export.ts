import { resolveColumn } from "../coql/columns.ts";
import { CrmFault } from "../crm-fault.ts";
import type { CrmRequest } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { CrmId, StoredRecord, StoredValue } from "../model.ts";
import type { ModuleData } from "../module-data.ts";
import { noBounds, walk } from "../select-records.ts";
import { mayRead } from "../wire-record.ts";
import type { BulkResult } from "./bulk-jobs.ts";
import { csvLine } from "./csv.ts";
import { zipOne } from "./zip-file.ts";

/** Rows of one job. */
export const ROWS_PER_JOB = 200_000;

export type CsvColumn = { header: string; cell(record: StoredRecord): string | null };

/** @throws CrmFault FIELD_NOT_AVAILABLE for a column nobody knows */
export function csvColumns(
  request: CrmRequest,
  data: ModuleData,
  names: string[] | null,
): CsvColumn[] {
  const { org, user } = request;
  const all = [...data.fields.values()]
    .filter((field) => field.data_type !== "subform")
    .map((field) => field.api_name)
    .filter((name) => mayRead(org, user, data.name, name));
  const subform = names?.find((name) => data.fields.get(name)?.data_type === "subform");
  if (subform !== undefined) {
    throw new CrmFault(400, "FIELD_NOT_SUPPORTED", "the field is not supported", {
      api_name: subform,
    });
  }
  const wanted = (names ?? all).filter((name) => name.toLowerCase() !== "id");
  const columns = wanted.map((name) => {
    const at = { line: 1, column: 1 };
    try {
      const column = resolveColumn(request, data, { path: name.split("."), text: name, at });
      const isTime = column.field.data_type === "datetime";
      return {
        header: name,
        cell: (record: StoredRecord) => cellText(column.read(record), isTime, user.time_zone),
      };
    } catch (fault) {
      if (!(fault instanceof CrmFault)) throw fault;
      throw new CrmFault(400, "FIELD_NOT_AVAILABLE", "the field is not available", {
        api_name: name,
      });
    }
  });
  return [
    { header: org.behaviour.bulkIdHeader, cell: (record) => record.id },
    ...columns,
    ...(names === null ? hiddenColumns(user.time_zone) : []),
  ];
}

/** A job over all fields gives times that no field describes. Fact sheet, section 3.13. */
function hiddenColumns(timeZone: string): CsvColumn[] {
  const unfilled = [
    "System_Modified_Time",
    "User_Related_Activity_Time",
    "System_Related_Activity_Time",
  ];
  return [
    {
      header: "User_Modified_Time",
      cell: (record) => cellText(record.Modified_Time ?? null, true, timeZone),
    },
    ...unfilled.map((header) => ({ header, cell: () => null })),
  ];
}

/** Lookups are bare ids, empty cells are null, several values are joined with semicolons. */
function cellText(value: StoredValue, isTime: boolean, timeZone: string): string | null {
  if (value === null) return null;
  if (isTime && typeof value === "number") return formatInstant(value, timeZone);
  return Array.isArray(value) ? value.join(";") : String(value);
}

export type Export = {
  jobId: CrmId;
  data: ModuleData;
  columns: CsvColumn[];
  matches(record: StoredRecord): boolean;
  /** Rows up to this id belong to earlier pages. */
  after: CrmId | null;
  skip: number;
  pageToken(after: CrmId): string;
};

/** Reads the rows of one page by ascending id and packs them. */
export function runExport(job: Export): BulkResult {
  const lines = [csvLine(job.columns.map((column) => column.header))];
  const range =
    job.after === null ? noBounds.id : { low: { time: 0, id: job.after, after: true }, high: null };
  let toSkip = job.skip;
  let last: CrmId | null = null;
  let moreRecords = false;
  for (const record of walk(job.data.store, "id", range, false)) {
    if (!job.data.visible(record) || !job.matches(record)) continue;
    if (toSkip > 0) {
      toSkip--;
      continue;
    }
    if (lines.length > ROWS_PER_JOB) {
      moreRecords = true;
      break;
    }
    lines.push(csvLine(job.columns.map((column) => column.cell(record))));
    last = record.id;
  }
  const content = Buffer.from(`${lines.join("\n")}\n`, "utf8");
  return {
    zip: zipOne(`${job.jobId}.csv`, content),
    rows: lines.length - 1,
    moreRecords,
    nextPageToken: moreRecords && last !== null ? job.pageToken(last) : null,
  };
}
