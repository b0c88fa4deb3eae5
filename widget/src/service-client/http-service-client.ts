import { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import { LivePipeline, type LivePipelineParams } from "@pulse/shared/pipeline/live-pipeline";
import { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import { SyncReply } from "@pulse/shared/sync/sync-run";
import { SyncStatus } from "@pulse/shared/sync/sync-status";
import { Problem } from "@pulse/shared/wire/problem";
import type { z } from "zod";
import { openEventSource } from "./event-source.ts";
import type { ServiceClient } from "./service-client.tsx";
import { ReplyUnreadable, ServiceProblem, ServiceUnreachable } from "./service-error.ts";

/** Every write carries it; no foreign page can send it without being asked for permission first. */
const WRITE_HEADERS = { "content-type": "application/json", "x-pulse-request": "1" };

/** Talks to the service that served this page, with its cookie session. */
export function createHttpServiceClient(
  fetchReply: typeof fetch = (...args) => fetch(...args),
): ServiceClient {
  async function get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
    cache: RequestCache = "default",
  ): Promise<z.infer<Schema>> {
    return read(await send(fetchReply, path, { signal, cache }), path, schema);
  }

  return {
    authState: (signal) => get("/api/auth/state", AuthState, signal, "no-store"),
    async signedIn(signal) {
      try {
        return await get("/api/auth/me", SignedIn, signal, "no-store");
      } catch (error) {
        if (error instanceof ServiceProblem && error.status === 401) return null;
        throw error;
      }
    },
    async signOut() {
      await send(fetchReply, "/api/auth/sign-out", { method: "POST", headers: WRITE_HEADERS });
    },
    livePipeline: (params, signal) =>
      get(`/api/zoho/live-pipeline${queryText(params)}`, LivePipeline, signal),
    filterOptions: (signal) => get("/api/pipeline/filters", FilterOptions, signal),
    // Ages are counted from the moment of the answer, so it must be a new one.
    syncStatus: (signal) => get("/api/zoho/status", SyncStatus, signal, "no-store"),
    async startSync(mode) {
      const path = "/api/zoho/sync";
      const reply = await send(fetchReply, path, {
        method: "POST",
        headers: WRITE_HEADERS,
        body: JSON.stringify({ mode }),
      });
      return read(reply, path, SyncReply);
    },
    rejectedRecords: (signal) => get("/api/zoho/rejected", RejectedRecords, signal, "no-store"),
    openEvents: (listener) => openEventSource("/api/events", listener),
  };
}

/** Lists become repeated keys; what is absent is left out. */
function queryText(params: LivePipelineParams): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

async function send(fetchReply: typeof fetch, path: string, init: RequestInit): Promise<Response> {
  let reply: Response;
  try {
    reply = await fetchReply(path, { credentials: "same-origin", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ServiceUnreachable(error);
  }
  if (reply.ok) return reply;

  const problem = Problem.safeParse(await reply.json().catch(() => null));
  if (problem.success) throw new ServiceProblem(problem.data);
  // A proxy answers for a service that is down; only the service writes problem documents.
  if (reply.status >= 502 && reply.status <= 504) throw new ServiceUnreachable();
  throw new ReplyUnreadable(path);
}

async function read<Schema extends z.ZodType>(
  reply: Response,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  let body: unknown;
  try {
    body = await reply.json();
  } catch (error) {
    // A connection that breaks in the middle of a body, or a page where JSON belongs.
    if (error instanceof SyntaxError) throw new ReplyUnreadable(path, error);
    throw error instanceof DOMException ? error : new ServiceUnreachable(error);
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ReplyUnreadable(path, parsed.error);
  return parsed.data;
}
