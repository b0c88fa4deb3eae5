import type { MiddlewareHandler } from "hono";
import type { Clock } from "./clock.ts";

/** One request as it came in and what became of it. Tokens and bodies are not kept. */
export type LoggedRequest = {
  number: number;
  /** Milliseconds since the epoch, by the virtual clock. */
  at_ms: number;
  method: string;
  path: string;
  query: Record<string, string>;
  client_id: string | null;
  user_id: string | null;
  status: number;
  credits: number;
  /** By the real clock. */
  took_ms: number;
  /** Other calls of the same application that were open when this one came. */
  concurrent: number;
  /** Kind of the fault that was put in its way. */
  fault: string | null;
};

/** What the parts a request passes through note for the log. */
export type LogVariables = {
  credits?: number;
  clientId?: string;
  userId?: string;
  concurrent?: number;
  fault?: string;
};

export type RequestLog = {
  middleware: MiddlewareHandler<{ Variables: LogVariables }>;
  entries(): readonly LoggedRequest[];
  clear(): void;
};

const LOG_SIZE = 50_000;

export function createRequestLog(clock: Clock): RequestLog {
  let entries: LoggedRequest[] = [];
  let number = 0;
  return {
    entries: () => entries,
    clear: () => {
      entries = [];
    },
    middleware: async (c, next) => {
      const url = new URL(c.req.url);
      const started = performance.now();
      const entry: LoggedRequest = {
        number: ++number,
        at_ms: clock.nowMs(),
        method: c.req.method,
        path: url.pathname,
        query: Object.fromEntries([...url.searchParams].filter(([name]) => !isSecret(name))),
        client_id: null,
        user_id: null,
        status: 0,
        credits: 0,
        took_ms: 0,
        concurrent: 0,
        fault: null,
      };
      entries.push(entry);
      if (entries.length > LOG_SIZE) entries.splice(0, LOG_SIZE / 10);
      try {
        await next();
        entry.status = c.res.status;
      } finally {
        entry.credits = c.get("credits") ?? 0;
        entry.client_id = c.get("clientId") ?? null;
        entry.user_id = c.get("userId") ?? null;
        entry.concurrent = c.get("concurrent") ?? 0;
        entry.fault = c.get("fault") ?? null;
        entry.took_ms = Math.round(performance.now() - started);
      }
    },
  };
}

function isSecret(name: string): boolean {
  return ["client_secret", "refresh_token", "code", "token", "access_token"].includes(name);
}
