import type { CrmRoute } from "../crm-request.ts";
import { moduleScope } from "../module-data.ts";
import { createRecord, type FieldValues } from "../record-operations.ts";
import { rowDone, rowRefused, rowsReply } from "../records/row-results.ts";
import { actorOf } from "../records/write-records.ts";
import { target } from "./record-locks.ts";

/** A new record with the writable values of another, except those that must be unique. */
export const cloneRoute: CrmRoute = {
  method: "POST",
  path: "/:module/:id/actions/clone",
  scopes: moduleScope("CREATE"),
  credits: 1,
  wrapFaults: "data",
  handle(request) {
    const { module, record } = target(request);
    const values: FieldValues = {};
    for (const field of request.org.fields[module].values()) {
      const value = record[field.api_name];
      if (field.api_writable && !field.unique && value !== undefined)
        values[field.api_name] = value;
    }
    if (module === "Deals" && record.Layout !== undefined) values.Layout = record.Layout;
    const outcome = createRecord(request.org, module, values, actorOf(request));
    const result =
      outcome.kind === "refused"
        ? rowRefused(request, outcome, "$.data[0]")
        : rowDone(request, outcome.record, "record added", 201);
    return rowsReply(request, [result]);
  },
};
