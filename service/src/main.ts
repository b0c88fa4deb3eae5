import { setTimeout as wait } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { composeService } from "./compose.ts";
import { parseConfig } from "./config.ts";
import { FolderInUse } from "./db/folder-lock.ts";
import { openDatabase } from "./db/open-database.ts";
import { createLogger } from "./log.ts";

/** Whoever asks us to stop usually ends us after half a minute. */
const STOP_WITHIN_MS = 25_000;

const parsed = parseConfig(process.env);
if (parsed.kind === "invalid") {
  console.error("Pipeline Pulse cannot start with this environment:");
  for (const fault of parsed.faults) console.error(`  ${fault}`);
  process.exit(1);
}
const { config } = parsed;
const log = createLogger(config.logLevel);

const database = await openDatabase(config.databaseUrl).catch((error: unknown) => {
  console.error(
    error instanceof FolderInUse ? error.message : `Cannot open the database: ${error}`,
  );
  process.exit(1);
});
const service = composeService(config, database, log);

const server = serve({ fetch: service.app.fetch, port: config.port }, ({ port }) => {
  log.info({ port, url: config.appBaseUrl }, "listening");
});
server.once("error", (error) => {
  const inUse = "code" in error && error.code === "EADDRINUSE";
  console.error(
    inUse
      ? `Port ${config.port} is taken. Stop what uses it, or give PORT another number.`
      : `Cannot listen on port ${config.port}: ${error.message}`,
  );
  process.exit(1);
});

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort());
}
stopping.signal.addEventListener("abort", async () => {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  server.close();
  await service.stop();
  // Replies under way have had their time; event streams never end by themselves.
  if ("closeAllConnections" in server) server.closeAllConnections();
  await database.close().catch((error: unknown) => log.error({ error }, "database_close_failed"));
  process.exit(0);
});

// The routes already answer, with 503, while the database is being waited for.
for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
  try {
    await service.start();
    log.info({ attempt }, "ready");
    break;
  } catch (error) {
    log.error({ error, attempt }, "start_failed");
    await wait(Math.min(30_000, 1_000 * attempt), undefined, { signal: stopping.signal }).catch(
      () => {},
    );
  }
}
