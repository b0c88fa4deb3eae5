import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres } from "./embedded-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Server address without a database name; ends with a slash. */
    postgresUrl: string;
    /** A folder for all tests of one run, removed at its end. */
    sharedFolder: string;
  }
}

/** One real Postgres server for all integration tests; each file makes databases of its own on it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "pulse-postgres-"));
  const server = await startPostgres(folder);
  keepExitCode();
  project.provide("postgresUrl", server.url);
  project.provide("sharedFolder", folder);
  return async () => {
    await server.stop();
    // A program whose test ran out of time may be writing its last.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

/**
 * The package that runs the server ends this process with 0 once there is nothing left to do, which
 * would turn a red run green for whoever looks at the exit code.
 */
function keepExitCode(): void {
  process.prependOnceListener("beforeExit", () => {
    const { exitCode } = process;
    process.once("exit", () => {
      process.exitCode = exitCode;
    });
  });
}
