import { join } from "node:path";
import { signInToCrm, testRedirect } from "./crm-client.ts";
import { openCrmLink } from "./crm-link.ts";
import { copyEmptyDatabase } from "./embedded-template.ts";
import { connectOrganisation, isAdministrator, newApiToken, pulseClient } from "./pulse-client.ts";
import { freePort, newFolder, Program, until } from "./running.ts";

export const webhookToken = "a-webhook-token-for-tests";

const serviceClient = { id: "1000.SERVICE", secret: "the-service-keeps-this-secret" };
const testsClient = { id: "1000.TESTS", secret: "the-tests-keep-this-secret" };

/** An environment in which the service starts, on an embedded database in `dataDir`. */
export function serviceEnv(given: { port: number; dataDir: string; crmUrl: string }) {
  return {
    PORT: String(given.port),
    APP_BASE_URL: `http://localhost:${given.port}`,
    DATA_DIR: given.dataDir,
    ZOHO_CLIENT_ID: serviceClient.id,
    ZOHO_CLIENT_SECRET: serviceClient.secret,
    ZOHO_BASE_URL: given.crmUrl,
    ZOHO_ACCOUNTS_URL: given.crmUrl,
    ZOHO_CRM_URL: given.crmUrl,
    RATE_LIMIT_CALLS_PER_MINUTE: "100000",
    WEBHOOK_TOKEN: webhookToken,
    ENCRYPTION_KEY: "5ec".repeat(21).concat("5"),
    SESSION_SECRET: "a-session-secret-for-tests-alone-no-other-use",
  };
}

export function newService(env: Record<string, string> & { PORT: string }): Program {
  return new Program("service/src/main.ts", env, () => isOk(`http://localhost:${env.PORT}/readyz`));
}

export const isOk = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

export type Pair = Awaited<ReturnType<typeof startPair>>;

/**
 * The service and a stand-in CRM as two processes in a folder of their own, with a link between them
 * that a test can hold and cut. Nothing is connected yet. Stop it, or declare it with `await using`.
 */
export async function startPair(given: {
  deals: number;
  env?: Record<string, string>;
  /** Without a database the service listens but is not ready. */
  waitFor?: "listening";
}) {
  const folder = await newFolder();
  const ports = { service: await freePort(), standIn: await freePort(), link: await freePort() };
  const standInUrl = `http://localhost:${ports.standIn}`;
  const link = await openCrmLink(ports.link, standInUrl);
  const serviceUrl = `http://localhost:${ports.service}`;

  const standIn = new Program(
    "simulator/src/main.ts",
    {
      SIMULATOR_PORT: String(ports.standIn),
      SIMULATOR_URL: link.url,
      SIMULATOR_CONTROL: "1",
      DATA_DIR: folder.path,
      DEMO_DEALS: String(given.deals),
      DEMO_LIVE: "0",
      SIMULATOR_CLIENTS: JSON.stringify([
        clientOf(serviceClient, "Pipeline Pulse", `${serviceUrl}/api/auth/callback`),
        clientOf(testsClient, "Tests", testRedirect),
      ]),
    },
    (lines) => lines.some((line) => line.startsWith('{"listening"')),
  );
  const service = newService({
    ...serviceEnv({ port: ports.service, dataDir: folder.path, crmUrl: link.url }),
    ...given.env,
  });

  async function stop(): Promise<void> {
    if (service.isRunning) await service.stop();
    if (standIn.isRunning) await standIn.stop();
    await link.cut();
    await folder.remove();
  }
  try {
    if (!given.env?.DATABASE_URL) await copyEmptyDatabase(join(folder.path, "pulse"));
    service.launch();
    await standIn.start();
    if (given.waitFor === "listening") {
      await until(
        () => isOk(`${serviceUrl}/healthz`),
        (isListening) => isListening,
      );
    } else {
      await service.untilReady();
    }
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    standIn,
    service,
    link,
    serviceUrl,
    dataDir: folder.path,

    /** Connects the organisation; the first sync starts by itself. The API as an administrator's script. */
    async connect() {
      const browser = await connectOrganisation(serviceUrl);
      return pulseClient(serviceUrl, await newApiToken(serviceUrl, browser));
    },

    /** The stand-in's API, with the rights of a user chosen by the label on the consent page. */
    crmAs: (isUser: (option: { id: string; label: string }) => boolean = isAdministrator) =>
      signInToCrm(standInUrl, testsClient, isUser),

    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function clientOf(client: { id: string; secret: string }, name: string, redirectUri: string) {
  return {
    client_id: client.id,
    client_secret: client.secret,
    name,
    redirect_uris: [redirectUri],
  };
}
