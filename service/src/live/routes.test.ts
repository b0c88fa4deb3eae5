import type { LiveEvent } from "@pulse/shared/live/live-event";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AppEnv } from "../http.ts";
import { type LiveRoutePorts, liveRoutes } from "./routes.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const HEARTBEAT_MS = 20_000;

/** Opens a stream; `read` gives what has come through it since the last call. */
async function aStream(ports: Partial<LiveRoutePorts>) {
  let tell: (event: LiveEvent) => void = () => {};
  const routes = liveRoutes({
    listen: (_, listener) => {
      tell = listener;
      return () => {};
    },
    status: async () => null,
    isStillSignedIn: async () => true,
    ...ports,
  });
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      const viewer = {
        orgId: "1",
        userId: "2",
        name: "",
        isAdministrator: false,
        credentialId: "",
      };
      c.set("viewer", viewer);
      await next();
    })
    .route("/", routes);
  const response = await app.request("/events");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return { tell: (event: LiveEvent) => tell(event), read: () => reader?.read() };
}

it("keeps the stream while the database does not answer", async () => {
  const down = async () => Promise.reject(new Error("connection refused"));
  const { tell, read } = await aStream({ status: down, isStillSignedIn: down });
  expect((await read())?.value).toContain("event: hello");

  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect((await read())?.value).toBe(": still here\n\n");

  tell({ type: "deals-changed", data_version: "7" });
  expect((await read())?.value).toContain('"data_version":"7"');
});

it("ends the stream when the session has ended", async () => {
  const { read } = await aStream({ isStillSignedIn: async () => false });
  await read();
  await vi.advanceTimersByTimeAsync(HEARTBEAT_MS);
  expect((await read())?.value).toContain("event: signed-out");
  expect((await read())?.done).toBe(true);
});
