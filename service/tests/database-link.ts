import { connect, createServer, type Server, type Socket } from "node:net";
import { freePort } from "./running.ts";

/** The line to a database server, which a test can cut and mend. It begins cut. */
export async function openDatabaseLink(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  const own = new URL(databaseUrl);
  own.host = `127.0.0.1:${await freePort()}`;
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  function join(client: Socket): void {
    const database = connect({ host: hostname, port: Number(port) });
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }

  return {
    url: own.href,

    async mend(): Promise<void> {
      const listening = createServer(join);
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once("error", reject);
        listening.listen(Number(own.port), "127.0.0.1", () => resolve());
      });
    },

    /** Connections end and no new one is accepted. */
    async cut(): Promise<void> {
      const listening = server;
      server = null;
      const closed = new Promise<void>((resolve) => {
        if (listening === null) resolve();
        else listening.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
