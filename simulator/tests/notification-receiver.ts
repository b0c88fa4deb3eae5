import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  path: string;
  body: {
    ids: string[];
    operation: string;
    module: string;
    channel_id: string;
    token: string | null;
    resource_uri: string;
    server_time: number;
    query_params: Record<string, string>;
    affected_fields: Record<string, string[]>[];
    affected_values?: { record_id: string; values: Record<string, unknown> }[];
  };
};

/** Listens for notifications on a free port and answers each with a status. */
export async function receiveNotifications(status = 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => {
      text += part;
    });
    request.on("end", () => {
      received.push({ path: request.url ?? "", body: JSON.parse(text) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
