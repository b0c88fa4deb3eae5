import { CrmFault } from "../crm-fault.ts";
import type { CrmRequest } from "../crm-request.ts";
import { isReadableModule, type ModuleData, moduleData } from "../module-data.ts";
import { isObject } from "../request-body.ts";
import type { BulkJob } from "./bulk-jobs.ts";

export type JobRequest = {
  data: ModuleData;
  fields: string[] | null;
  criteria: unknown;
  page: number;
  pageToken: string | null;
  callback: BulkJob["callback"];
  query: Record<string, unknown>;
};

/** @throws CrmFault for what is wrong with the body of a job */
export function readJobRequest(request: CrmRequest): JobRequest {
  const { body } = request;
  if (body === undefined)
    throw new CrmFault(400, "REQUEST_BODY_IS_EMPTY", "the request body is empty");
  if (!isObject(body)) {
    throw new CrmFault(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" });
  }
  const { query } = body;
  if (!isObject(query)) throw missing("query");
  const fileType = body.file_type ?? "csv";
  if (fileType !== "csv") throw invalid("file_type", { supported_values: ["csv"] });
  const fields = readFields(query.fields);
  const page = query.page ?? 1;
  if (typeof page !== "number" || !Number.isInteger(page) || page < 1) {
    throw invalid("page", { expected_data_type: "integer" });
  }
  const token = query.page_token ?? null;
  if (token !== null && typeof token !== "string") {
    throw invalid("page_token", { expected_data_type: "string" });
  }
  return {
    data: readModule(request, query.module),
    fields,
    criteria: query.criteria ?? null,
    page,
    pageToken: token,
    callback: readCallback(body.callback),
    query,
  };
}

function readModule(request: CrmRequest, raw: unknown): ModuleData {
  const name = isObject(raw) ? raw.api_name : raw;
  if (name === undefined) throw missing("module");
  if (["Notes", "Attachments", "Emails"].includes(String(name))) {
    throw new CrmFault(400, "MODULE_NOT_SUPPORTED", "the module is not supported", {
      api_name: "module",
    });
  }
  if (typeof name !== "string" || !isReadableModule(name)) {
    throw new CrmFault(400, "MODULE_NOT_AVAILABLE", "the module is not available", {
      api_name: "module",
    });
  }
  return moduleData(request.org, request.user, name);
}

function readFields(raw: unknown): string[] | null {
  if (raw === undefined || raw === null) return null;
  const isList = Array.isArray(raw) && raw.every((name) => typeof name === "string");
  if (!isList) throw invalid("fields", { expected_data_type: "jsonarray" });
  return raw.length === 0 ? null : raw;
}

function readCallback(raw: unknown): BulkJob["callback"] {
  if (raw === undefined || raw === null) return null;
  if (!isObject(raw) || typeof raw.url !== "string" || !URL.canParse(raw.url)) {
    throw new CrmFault(400, "INVALID_CALLBACK_URL", "the callback url is not valid");
  }
  if (raw.method !== "post") {
    throw new CrmFault(400, "INVALID_CALLBACK_METHOD", "the callback method is not valid", {
      supported_callback_methods: ["post"],
    });
  }
  return { url: raw.url, method: "post" };
}

function missing(name: string): CrmFault {
  return new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", { api_name: name });
}

function invalid(name: string, details: Record<string, unknown>): CrmFault {
  return new CrmFault(400, "INVALID_DATA", "invalid data", { api_name: name, ...details });
}
