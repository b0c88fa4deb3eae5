import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { fixedToken } from "../src/zoho/token-source.ts";
import type { CallOptions } from "../src/zoho/zoho-client.ts";

/** The client over real sockets: what a lost, cut, late or refused answer becomes. */

const options: CallOptions = { purpose: "delta" };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(listener: RequestListener): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  stops.push(stop);
  return { url: `http://127.0.0.1:${port}`, stop };
}

function clientOf(url: string, attemptTimeoutMs = 5_000) {
  const waits: number[] = [];
  const client = createZohoClient({
    apiVersion: "v8",
    tokens: fixedToken({ token: "tok-A", apiOrigin: url }),
    limits: { attemptTimeoutMs },
    timing: {
      nowMs: () => Date.now(),
      random: () => 0,
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        waits.push(ms);
      },
    },
  });
  return { client, waits };
}

const json = (body: unknown) => JSON.stringify(body);
const update = (client: ReturnType<typeof clientOf>["client"]) =>
  client.updateRecords("Deals", [{ id: "1" }], { trigger: [] }, { purpose: "write_back" });

it.each([
  {
    name: "the connection is reset",
    fail: (socket: Socket) => socket.resetAndDestroy(),
  },
  {
    name: "the answer is cut off",
    fail: (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"count":');
      socket.end();
    },
  },
])("asks again for a read when $name, and never sends a write twice", async ({ fail }) => {
  let requests = 0;
  const { url } = await serve((request, response) => {
    requests += 1;
    if (requests === 1) {
      request.resume();
      request.on("end", () => fail(request.socket));
    } else response.end(json({ count: 3 }));
  });
  const { client } = clientOf(url);
  expect((await client.countRecords("Deals", options)).value).toBe(3);
  expect(requests).toBe(2);

  requests = 0;
  expect((await update(client)).value).toMatchObject([
    { kind: "unknown", id: "1", error: { kind: "unreachable", code: "reply_lost" } },
  ]);
  expect(requests).toBe(1);
});

it("gives up an attempt that takes too long, body included", async () => {
  let requests = 0;
  const { url } = await serve((_, response) => {
    requests += 1;
    // The head comes at once; without the time limit the body would be waited for for ever.
    if (requests === 1) response.writeHead(200).write('{"count":');
    else response.end(json({ count: 1 }));
  });
  const { client, waits } = clientOf(url, 200);
  expect((await client.countRecords("Deals", options)).value).toBe(1);
  expect(waits).toHaveLength(1);

  requests = 0;
  expect((await update(client)).value).toMatchObject([
    { kind: "unknown", error: { code: "timeout", outcomeUnknown: true } },
  ]);
});

it("knows that nothing was sent when nobody listens", async () => {
  const { url, stop } = await serve((_, response) => response.end());
  await stop();
  const { client, waits } = clientOf(url);
  await expect(update(client)).rejects.toMatchObject({
    kind: "unreachable",
    code: "connection_failed",
    outcomeUnknown: false,
    retryable: true,
  });
  expect(waits).toHaveLength(3);
});

it("ends at once when the caller aborts a call under way", async () => {
  const abort = new AbortController();
  const { url } = await serve(() => abort.abort(new Error("shutting down")));
  const { client } = clientOf(url);
  const call = client.countRecords("Deals", { ...options, signal: abort.signal });
  await expect(call).rejects.toThrow("shutting down");
  expect(client.usage().inFlight).toBe(0);
});

it("does not follow a redirect, which would carry the token away", async () => {
  const visited: string[] = [];
  const elsewhere = await serve((request, response) => {
    visited.push(String(request.headers.authorization));
    response.end(json({ count: 1 }));
  });
  const { url } = await serve((_, response) => {
    response.writeHead(302, { location: elsewhere.url }).end();
  });
  const { client } = clientOf(url);
  await expect(client.countRecords("Deals", options)).rejects.toMatchObject({
    kind: "unreachable",
  });
  expect(visited).toEqual([]);
});

it("keeps text of every script, however the packets fall", async () => {
  const name = "Zürich 東京 🚀 👩‍💻";
  const bytes = Buffer.from(json({ data: [{ id: "1", Deal_Name: name }] }));
  const { url } = await serve((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    for (const byte of bytes) response.write(Buffer.of(byte));
    response.end();
  });
  const { client } = clientOf(url);
  const { value } = await client.recordsByIds(
    { module: "Deals", fields: ["Deal_Name"], ids: ["1"] },
    options,
  );
  expect(value).toEqual([{ id: "1", Deal_Name: name }]);
});
