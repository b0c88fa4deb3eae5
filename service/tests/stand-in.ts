import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const main = fileURLToPath(new URL("../../simulator/src/main.ts", import.meta.url));

export type StandIn = {
  url: string;
  client: { id: string; secret: string };
  redirectUri: string;
  /** Asks its control, `/_sim`, and gives the reply's JSON. */
  control(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<unknown>;
  /** Every call so far to the API and the accounts server, as the stand-in saw it. */
  requests(): Promise<LoggedRequest[]>;
  stop(): Promise<void>;
};

const LoggedRequest = z.object({
  number: z.number(),
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  status: z.number(),
  credits: z.number(),
  concurrent: z.number(),
  fault: z.string().nullable(),
});
export type LoggedRequest = z.infer<typeof LoggedRequest>;

/** Starts the stand-in CRM as a process of its own, on a free port, in a folder of its own. */
export async function startStandIn(given: { deals: number }): Promise<StandIn> {
  const dataDir = await mkdtemp(join(tmpdir(), "stand-in-"));
  const client = { id: "1000.CLIENT", secret: "a-secret-for-tests" };
  const redirectUri = "http://127.0.0.1:9/callback";
  const child = spawn(process.execPath, [main], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      SIMULATOR_PORT: "0",
      SIMULATOR_CONTROL: "1",
      DATA_DIR: dataDir,
      DEMO_LIVE: "0",
      DEMO_DEALS: String(given.deals),
      SIMULATOR_CLIENTS: JSON.stringify([
        {
          client_id: client.id,
          client_secret: client.secret,
          name: "Tests",
          redirect_uris: [redirectUri],
        },
      ]),
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
  const { listening } = JSON.parse(String(first.value)) as { listening: string };
  const control: StandIn["control"] = async (method, path, body) => {
    const response = await fetch(`${listening}/_sim${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    url: listening,
    client,
    redirectUri,
    control,
    async requests() {
      const reply = await control("GET", "/requests");
      return z.object({ requests: z.array(LoggedRequest) }).parse(reply).requests;
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Plays the browser: chooses a user on the consent page, accepts, and brings back what it gets. */
export async function consent(
  authorizationUrl: string,
  chooseUser: (labels: string[]) => number,
): Promise<URL> {
  const page = await (await fetch(authorizationUrl)).text();
  const options = [...page.matchAll(/<option value="([^"]+)">([^<]*)</g)];
  const chosen = options[chooseUser(options.map(([, , label = ""]) => label.trim()))];
  const answer = await fetch(authorizationUrl, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ user: chosen?.[1] ?? "", decision: "accept" }),
  });
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`consent was refused: HTTP ${answer.status}`);
  return new URL(location);
}
