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
    serializers: { error: pino.stdSerializers.err },
  });
}
