import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

let dataDir: string;
let started: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stand-in-"));
});
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  started = [];
  await rm(dataDir, { recursive: true, force: true });
});

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      SIMULATOR_PORT: "0",
      DEMO_DEALS: "20",
      DEMO_LIVE: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let errors = "";
  child.stderr.on("data", (part) => {
    errors += part;
  });
  return { child, errors: () => errors };
}

async function start(env: Record<string, string> = {}) {
  const { child, errors } = run({ SIMULATOR_CONTROL: "1", ...env });
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const url: string = JSON.parse(line).listening;
    return { child, url, errors };
  }
  throw new Error(`the stand-in did not start: ${errors()}`);
}

async function stop(
  child: ChildProcess,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, "exit");
  return code;
}

const tokens = async (url: string) =>
  (await (await fetch(`${url}/_sim/tokens`, { method: "POST" })).json()) as {
    access_token: string;
    refresh_token: string;
  };
const get = (url: string, path: string, token: string) =>
  fetch(`${url}/crm/v8${path}`, { headers: { authorization: `Zoho-oauthtoken ${token}` } });

it.each([
  ["SIMULATOR_PORT", "80a"],
  ["SIMULATOR_PORT", "65536"],
  ["DEMO_DEALS", "1000001"],
  ["DEMO_LIVE", "yes"],
  ["SIMULATOR_URL", "localhost"],
  ["SIMULATOR_CLIENTS", '[{"client_id":"x","client_secret":"very secret"}]'],
])("says in one line that %s=%s is wrong, and ends", async (name, value) => {
  const { child, errors } = run({ [name]: value });
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  const lines = errors().trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${name} `));
  expect(errors()).not.toContain("very secret");
});

it("names the port that is taken", async () => {
  const taken = createServer().listen(0);
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { child, errors } = run({ SIMULATOR_PORT: port });
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(errors()).toContain(`SIMULATOR_PORT ${port} cannot be used`);
  taken.close();
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "ends cleanly on %s and goes on where it was",
  async (signal) => {
    const first = await start();
    const { access_token: token } = await tokens(first.url);
    const edit = await fetch(`${first.url}/crm/v8/Deals`, {
      method: "POST",
      headers: { authorization: `Zoho-oauthtoken ${token}` },
      body: JSON.stringify({ data: [{ Deal_Name: "kept", Stage: "Qualification" }] }),
    });
    const { data } = (await edit.json()) as { data: { details: { id: string } }[] };
    const path = `/Deals/${data[0]?.details.id}`;
    const oldest = await (
      await get(first.url, "/Deals?fields=id&per_page=1&sort_order=asc", token)
    ).json();
    const gone = (oldest as { data: { id: string }[] }).data[0]?.id;
    await fetch(`${first.url}/crm/v8/Deals/${gone}`, {
      method: "DELETE",
      headers: { authorization: `Zoho-oauthtoken ${token}` },
    });
    expect(await stop(first.child, signal)).toBe(0);
    expect(await readdir(join(dataDir, "simulator"))).toEqual(["snapshot.json"]);

    const second = await start();
    expect(await (await get(second.url, path, token)).json()).toMatchObject({
      data: [{ Deal_Name: "kept" }],
    });
    expect((await get(second.url, `/Deals/${gone}`, token)).status).toBe(204);
    expect(await (await get(second.url, "/Deals/actions/count", token)).json()).toEqual({
      count: 20,
    });
    expect(await stop(second.child)).toBe(0);
  },
);

it("sets the state of another seed or size aside, and says so", async () => {
  const first = await start();
  const { access_token: token } = await tokens(first.url);
  await stop(first.child);
  const second = await start({ DEMO_DEALS: "21" });
  expect(second.errors()).toContain("set aside: it belongs to DEMO_SEED=1 DEMO_DEALS=20");
  expect((await get(second.url, "/org", token)).status).toBe(401);
});

it("starts afresh from a file it cannot read", async () => {
  const first = await start();
  await stop(first.child);
  const file = join(dataDir, "simulator", "snapshot.json");
  await writeFile(file, (await readFile(file, "utf8")).slice(0, 50));
  const second = await start();
  expect(second.errors()).toContain("set aside");
  await stop(second.child);
});

it("takes a client from the environment and answers under the address it is given", async () => {
  const registered = [
    {
      client_id: "1000.OWN",
      client_secret: "s",
      name: "Own",
      redirect_uris: ["http://localhost:1/x"],
    },
  ];
  const { url } = await start({
    SIMULATOR_CLIENTS: JSON.stringify(registered),
    SIMULATOR_URL: "https://crm.example.test/",
  });
  const { refresh_token } = await tokens(url);
  const response = await fetch(`${url}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: "1000.OWN",
      client_secret: "s",
      refresh_token,
    }),
  });
  expect(await response.json()).toMatchObject({ api_domain: "https://crm.example.test" });
});

it("lets virtual reps work, and rest", async () => {
  const { url } = await start({ DEMO_LIVE: "1" });
  const live = async () => (await (await fetch(`${url}/_sim/live`)).json()) as { running: boolean };
  expect(await live()).toMatchObject({ running: true, counts: { done: 0, refused: 0 } });
  await fetch(`${url}/_sim/live`, { method: "PUT", body: JSON.stringify({ running: false }) });
  expect((await live()).running).toBe(false);
});
