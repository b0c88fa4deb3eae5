import { type Logger, pino } from "pino";

/** Structured logs with ids and counts. What could carry a secret is cut out, wherever it stands. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: "pipeline-pulse" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        "authorization",
        "cookie",
        "token",
        "refreshToken",
        "accessToken",
        "*.authorization",
        "*.cookie",
        "*.token",
      ],
      censor: "(hidden)",
    },
    serializers: { error: describeError, err: describeError },
  });
}

/** Database errors carry the statement's parameters, which are customers' records: they stay out. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const shown = "params" in error && error.cause instanceof Error ? error.cause : error;
  return {
    type: shown.name,
    code: "code" in shown ? shown.code : undefined,
    message: shown.message,
    cause: shown.cause instanceof Error ? shown.cause.message : undefined,
    stack: shown.stack,
  };
}
