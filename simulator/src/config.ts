import { z } from "zod";
import { ApiClient, defaultClients } from "./accounts/clients.ts";

const flag = z.enum(["0", "1"], { error: "must be 0 or 1" }).transform((text) => text === "1");

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be from ${from} to ${to}`);

const clients = z.string().transform((text, context): ApiClient[] => {
  try {
    return z.array(ApiClient).min(1).parse(JSON.parse(text));
  } catch {
    context.addIssue({
      code: "custom",
      message:
        "must be a JSON list of {client_id, client_secret, name, redirect_uris}, secrets not shown here",
    });
    return z.NEVER;
  }
});

const Environment = z.object({
  SIMULATOR_PORT: wholeNumber(0, 65_535).default(8100),
  SIMULATOR_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DEMO_SEED: z.string().min(1).default("1"),
  DEMO_DEALS: wholeNumber(0, 1_000_000).default(600),
  DEMO_LIVE: flag.default(true),
  SIMULATOR_CLIENTS: clients.default(defaultClients),
  SIMULATOR_CONTROL: flag.default(false),
});

export type Config = {
  port: number;
  /** Null: derived from the port that is really listened on. */
  publicUrl: string | null;
  dataDir: string;
  demoSeed: string;
  demoDeals: number;
  live: boolean;
  clients: ApiClient[];
  control: boolean;
};

/** @returns one line per bad variable instead of a configuration */
export function readConfig(
  env: Record<string, string | undefined>,
): { kind: "ok"; config: Config } | { kind: "bad"; lines: string[] } {
  // An empty variable means the same as one that is not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const got = name === "SIMULATOR_CLIENTS" ? "" : ` (got ${JSON.stringify(given[name])})`;
      return `${name} ${issue.message}${got}`;
    });
    return { kind: "bad", lines };
  }
  const values = parsed.data;
  return {
    kind: "ok",
    config: {
      port: values.SIMULATOR_PORT,
      publicUrl: values.SIMULATOR_URL ?? null,
      dataDir: values.DATA_DIR,
      demoSeed: values.DEMO_SEED,
      demoDeals: values.DEMO_DEALS,
      live: values.DEMO_LIVE,
      clients: values.SIMULATOR_CLIENTS,
      control: values.SIMULATOR_CONTROL,
    },
  };
}
