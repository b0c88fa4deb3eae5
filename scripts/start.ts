import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { buildConsole } from "./build-console.ts";
import { demoAdministrator, SCRIPTS_REDIRECT, type Status } from "./demo-access.ts";
import { demoSecrets } from "./demo-secrets.ts";
import { requireFreePort } from "./free-port.ts";
import { ManagedProcess } from "./managed-process.ts";

/**
 * `npm start`: the stand-in CRM and the service as two processes that meet over HTTP only, connected
 * through the sign-in pages a person would use. What it prints at the end is all somebody needs.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const isDevelopment = process.argv.includes("--dev");

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const environment = z
  .object({
    PORT: port(8000),
    SIMULATOR_PORT: port(8100),
    DATA_DIR: z.string().min(1).default(".data"),
  })
  .safeParse(process.env);
if (!environment.success) {
  for (const { path, message } of environment.error.issues) {
    console.error(
      `${path.join(".")}: got ${JSON.stringify(process.env[String(path[0])])}; ${message}`,
    );
  }
  process.exit(1);
}

const settings = environment.data;
const dataDir = resolve(root, settings.DATA_DIR);
const urls = {
  service: `http://localhost:${settings.PORT}`,
  simulator: `http://localhost:${settings.SIMULATOR_PORT}`,
};
const demoFile = join(dataDir, "demo.json");
const EarlierAccess = z.object({
  api_token: z.string(),
  zoho: z.object({ refresh_token: z.string() }),
});

const stopping = new AbortController();
const processes: ManagedProcess[] = [];
let lastShown = "";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void stop(0));
}
try {
  await start();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Error ? error.message : String(error));
    await stop(1);
  }
}

async function start(): Promise<void> {
  await requireFreePort("PORT", settings.PORT);
  await requireFreePort("SIMULATOR_PORT", settings.SIMULATOR_PORT);
  const secrets = await demoSecrets(dataDir);
  const earlier = await readEarlierAccess();
  await rm(demoFile, { force: true });
  console.log("Building the console…");
  if (!isDevelopment) await buildConsole(root);

  const shared = { DATA_DIR: dataDir };
  await bringUp(
    "stand-in CRM",
    "simulator/src/main.ts",
    `${urls.simulator}/oauth/serverinfo`,
    15_000,
    {
      ...shared,
      SIMULATOR_PORT: String(settings.SIMULATOR_PORT),
      SIMULATOR_CONTROL: process.env.SIMULATOR_CONTROL ?? "1",
      SIMULATOR_CLIENTS: JSON.stringify([
        {
          client_id: secrets.service.id,
          client_secret: secrets.service.secret,
          name: "Pipeline Pulse",
          redirect_uris: [`${urls.service}/api/auth/callback`],
        },
        {
          client_id: secrets.scripts.id,
          client_secret: secrets.scripts.secret,
          name: "Demo scripts",
          redirect_uris: [SCRIPTS_REDIRECT],
        },
      ]),
    },
  );
  await bringUp("service", "service/src/main.ts", `${urls.service}/readyz`, 2_000, {
    ...shared,
    PORT: String(settings.PORT),
    APP_BASE_URL: process.env.APP_BASE_URL ?? urls.service,
    ZOHO_CLIENT_ID: secrets.service.id,
    ZOHO_CLIENT_SECRET: secrets.service.secret,
    ZOHO_BASE_URL: urls.simulator,
    ZOHO_ACCOUNTS_URL: urls.simulator,
    ZOHO_CRM_URL: urls.simulator,
    WEBHOOK_TOKEN: secrets.webhookToken,
    ENCRYPTION_KEY: secrets.encryptionKey,
    SESSION_SECRET: secrets.sessionSecret,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  });

  const administrator = demoAdministrator(urls);
  await administrator.signIn();
  console.log("Connected. First full sync:");
  await administrator.untilFirstSync(showProgress, stopping.signal);

  const dealPageUrl = await administrator.dealPageUrl();
  const demo = {
    service_url: urls.service,
    simulator_url: urls.simulator,
    console_url: `${urls.service}/`,
    deal_page_url: dealPageUrl ?? `${urls.simulator}/crm/tab/Potentials`,
    home_page_url: `${urls.simulator}/crm/tab/Home`,
    docs_url: `${urls.service}/api/docs`,
    api_token:
      earlier && (await administrator.isApiTokenGood(earlier.api_token))
        ? earlier.api_token
        : await administrator.apiToken(),
    zoho: {
      client_id: secrets.scripts.id,
      client_secret: secrets.scripts.secret,
      refresh_token:
        earlier &&
        (await administrator.isRefreshTokenGood(secrets.scripts, earlier.zoho.refresh_token))
          ? earlier.zoho.refresh_token
          : await administrator.scriptsRefreshToken(secrets.scripts),
      accounts_url: urls.simulator,
      api_url: urls.simulator,
    },
  };
  await writeFile(`${demoFile}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  await rename(`${demoFile}.new`, demoFile);
  console.log(`
Pipeline Pulse is running.

  Deal page in the CRM   ${demo.deal_page_url}
  Home page in the CRM   ${demo.home_page_url}
  Console                ${demo.console_url}
  API documents          ${demo.docs_url}

Sign in as any user of the demo organisation; administrators see everything.
For scripts: ${join(settings.DATA_DIR, "demo.json")}. Ctrl-C stops both processes; the next start goes on from here.`);
}

/** What an earlier start wrote down; asked for again only when it no longer works. */
async function readEarlierAccess(): Promise<z.infer<typeof EarlierAccess> | null> {
  const written = await readFile(demoFile, "utf8").catch(() => null);
  return written === null ? null : (EarlierAccess.safeParse(JSON.parse(written)).data ?? null);
}

async function bringUp(
  name: string,
  entry: string,
  readyUrl: string,
  restartAfterMs: number,
  env: Record<string, string>,
): Promise<void> {
  const child = new ManagedProcess({
    name,
    args: [...(isDevelopment ? ["--watch"] : []), "--max-old-space-size=8192", entry],
    env,
    cwd: root,
    isReady: () =>
      fetch(readyUrl).then(
        (response) => response.ok,
        () => false,
      ),
    restartAfterMs,
    onLine: (line) => {
      if (!line.startsWith('{"listening"')) console.log(`[${name}] ${line}`);
    },
  });
  processes.push(child);
  await child.start();
}

function showProgress({ current_run, connection }: Status): void {
  const line = current_run
    ? `  ${current_run.read} of ${current_run.expected ?? "?"} deals`
    : `  ${connection.message}`;
  if (line !== lastShown) console.log(line);
  lastShown = line;
}

async function stop(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort(new Error("Stopped"));
  // The service first: it still has a CRM to finish its page with.
  for (const child of processes.toReversed()) await child.stop();
  process.exit(code);
}
