import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Client = z.object({ id: z.string(), secret: z.string() });

const DemoSecrets = z.object({
  /** The service as a client of the stand-in. */
  service: Client,
  /** Scripts as another client, so that they have a refresh token of their own. */
  scripts: Client,
  webhookToken: z.string(),
  encryptionKey: z.string(),
  sessionSecret: z.string(),
});
export type DemoSecrets = z.infer<typeof DemoSecrets>;

/** Made on the first start, kept with the rest of the demo's state, readable by this user only. */
export async function demoSecrets(dataDir: string): Promise<DemoSecrets> {
  const file = join(dataDir, "demo-secrets.json");
  const stored = await readFile(file, "utf8").catch(() => null);
  if (stored !== null) return DemoSecrets.parse(JSON.parse(stored));
  const secrets: DemoSecrets = {
    service: newClient(),
    scripts: newClient(),
    webhookToken: randomBytes(20).toString("hex"),
    encryptionKey: randomBytes(32).toString("hex"),
    sessionSecret: randomBytes(32).toString("hex"),
  };
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function newClient(): z.infer<typeof Client> {
  return {
    id: `1000.${randomBytes(15).toString("hex").toUpperCase()}`,
    secret: randomBytes(21).toString("hex"),
  };
}
