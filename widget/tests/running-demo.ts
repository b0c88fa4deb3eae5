import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const root = fileURLToPath(new URL("../..", import.meta.url));

const Demo = z.object({
  service_url: z.url(),
  simulator_url: z.url(),
  console_url: z.url(),
  deal_page_url: z.url(),
  home_page_url: z.url(),
  docs_url: z.url(),
  api_token: z.string(),
  zoho: z.object({
    client_id: z.string(),
    client_secret: z.string(),
    refresh_token: z.string(),
    accounts_url: z.url(),
    api_url: z.url(),
  }),
});
export type Demo = z.infer<typeof Demo>;

/** What `npm start` brings up, on free ports and a folder of its own, with the virtual reps still. */
export async function startDemo(): Promise<{ demo: Demo; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "pulse-demo-"));
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(await freePort()),
      SIMULATOR_PORT: String(await freePort()),
      DEMO_LIVE: "0",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    await endOf(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  for (;;) {
    const written = await readFile(join(dataDir, "demo.json"), "utf8").catch(() => null);
    if (written !== null) return { demo: Demo.parse(JSON.parse(written)), stop };
    if (child.exitCode !== null) throw new Error(`npm start ended:\n${output}`);
    await wait(200);
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** The stand-in's API as any client with the demo's credentials calls it. */
export async function crmClient({ zoho }: Demo) {
  const reply = await fetch(`${zoho.accounts_url}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: zoho.client_id,
      client_secret: zoho.client_secret,
      refresh_token: zoho.refresh_token,
    }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await reply.json());
  return {
    async updateDeal(id: string, values: Record<string, unknown>): Promise<void> {
      const response = await fetch(`${zoho.api_url}/crm/v8/Deals`, {
        method: "PUT",
        headers: { authorization: `Zoho-oauthtoken ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ data: [{ id, ...values }], trigger: [] }),
      });
      const { data } = z
        .object({ data: z.array(z.object({ code: z.string() })) })
        .parse(await response.json());
      if (data[0]?.code !== "SUCCESS") throw new Error(`The CRM refused: ${data[0]?.code}`);
    },
  };
}
