import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Caller, call, callerOf, type Reply } from "./crm-call.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export type StandIn = {
  url: string;
  dataDir: string;
  client: { id: string; secret: string };
  redirectUri: string;
  /** A call of `/_sim`, which must go well. */
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  /** A caller of the CRM with a token of its own: the first administrator, with every scope. */
  as(wish?: { user?: string; scopes?: string[] }): Promise<Caller & { refreshToken: string }>;
  stop(): Promise<void>;
};

/** Starts the stand-in as a process of its own, on a free port and in a folder of its own. */
export async function startStandIn(
  given: { deals?: number; env?: Record<string, string> } = {},
): Promise<StandIn> {
  const dataDir = await mkdtemp(join(tmpdir(), "stand-in-"));
  const client = { id: "1000.TESTS", secret: "a-secret-for-tests" };
  const redirectUri = "http://127.0.0.1:9/callback";
  const child = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      SIMULATOR_PORT: "0",
      SIMULATOR_CONTROL: "1",
      DATA_DIR: dataDir,
      DEMO_LIVE: "0",
      DEMO_DEALS: String(given.deals ?? 60),
      SIMULATOR_CLIENTS: JSON.stringify([
        {
          client_id: client.id,
          client_secret: client.secret,
          name: "Tests",
          redirect_uris: [redirectUri],
        },
      ]),
      ...given.env,
    },
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await Promise.race([
    lines.next(),
    exited.then(() => {
      throw new Error("the stand-in ended before it listened");
    }),
  ]);
  const { listening: url } = JSON.parse(String(first.value)) as { listening: string };

  async function control(method: string, path: string, body?: unknown): Promise<Reply> {
    const reply = await call(url, method, `/_sim${path}`, body === undefined ? {} : { body });
    if (reply.status >= 300) throw new Error(`${method} /_sim${path}: ${reply.text}`);
    return reply;
  }

  return {
    url,
    dataDir,
    client,
    redirectUri,
    control,
    async as(wish = {}) {
      const given = await control("POST", "/tokens", wish);
      const caller = callerOf(url, String(given.at("access_token")));
      return { ...caller, refreshToken: String(given.at("refresh_token")) };
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
