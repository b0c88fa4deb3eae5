import { invalidId } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import { type CrmReply, type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { instantHeader, isSince, nothingSince } from "../if-modified.ts";
import type { CrmId, StoredRecord } from "../model.ts";
import { type ModuleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { secondsOf } from "../record-store.ts";
import { fullWriter, listWriter } from "../wire-record.ts";
import { checkFields, splitList } from "./list-params.ts";

/** Get a record by its id: whole, or the fields asked for. An id nobody has is 204. */
export const getRecordRoute: CrmRoute = {
  method: "GET",
  path: "/:module/:id",
  scopes: moduleScope("READ"),
  credits: 1,
  handle(request) {
    const data = readableModuleOf(request);
    const record = visibleRecord(data, idInPath(request));
    return record === null ? noContent : readOne(request, data, record);
  },
};

export function idInPath(request: CrmRequest): CrmId {
  const id = request.params.id ?? "";
  if (!isCrmId(id)) throw invalidId({ resource_path_index: 1 });
  return id;
}

export function visibleRecord(data: ModuleData, id: CrmId): StoredRecord | null {
  const record = data.store.get(id);
  return record !== null && data.visible(record) ? record : null;
}

function readOne(request: CrmRequest, data: ModuleData, record: StoredRecord): CrmReply {
  const since = instantHeader(request, "If-Modified-Since");
  if (since !== null && !isSince(request, secondsOf(record, "Modified_Time"), since)) {
    return nothingSince(request);
  }
  const fields = checkFields(request, data, splitList(request.query.get("fields")));
  const write =
    fields.length === 0
      ? fullWriter(request.org, request.user, data)
      : listWriter(request.org, request.user, data, fields, true);
  return { status: 200, body: { data: [write(record)] } };
}
