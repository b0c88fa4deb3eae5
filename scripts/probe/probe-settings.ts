import { parseArgs } from "node:util";
import { z } from "zod";

const Environment = z.object({
  ZOHO_CLIENT_ID: z.string().min(1),
  ZOHO_CLIENT_SECRET: z.string().min(1),
  ZOHO_REFRESH_TOKEN: z.string().min(1),
  ZOHO_ACCOUNTS_URL: z.url().default("https://accounts.zoho.com"),
  ZOHO_BASE_URL: z.url().default("https://www.zohoapis.com"),
  ZOHO_API_VERSION: z.enum(["v6", "v7", "v8"]).default("v8"),
});

export type ProbeSettings = {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  accountsUrl: string;
  /** Used while the token reply names no other. */
  baseUrl: string;
  apiVersion: "v6" | "v7" | "v8";
  /** The one deal that may be written to; null: nothing is written. */
  writeTo: string | null;
  /** Whether to send many calls at once, which other integrations of the organisation will feel. */
  mayLoad: boolean;
  maxCredits: number;
  /** Where the report goes as JSON. */
  out: string;
};

export const usage = `Asks a Zoho CRM organisation what its documents leave open, and writes down the answers.

  npm run probe -- [--write <deal id>] [--load] [--max-credits <n>] [--out <file>]

Reads only, unless --write names a deal: that deal's Next Step is changed and put back, which moves its
Modified Time and shows in its timeline. Use a deal that nobody needs. --load sends many calls at once,
which other integrations of the organisation may feel for some seconds.

Environment: ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET, ZOHO_REFRESH_TOKEN; ZOHO_ACCOUNTS_URL, ZOHO_BASE_URL and
ZOHO_API_VERSION as for the service.`;

/** @returns one line per fault instead of settings */
export function readSettings(
  env: Record<string, string | undefined>,
  args: string[],
): { kind: "ok"; settings: ProbeSettings } | { kind: "help" } | { kind: "bad"; faults: string[] } {
  let values: {
    write?: string;
    load?: boolean;
    "max-credits"?: string;
    out?: string;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        write: { type: "string" },
        load: { type: "boolean" },
        "max-credits": { type: "string" },
        out: { type: "string" },
        help: { type: "boolean" },
      },
    }));
  } catch (error) {
    return { kind: "bad", faults: [error instanceof Error ? error.message : String(error)] };
  }
  if (values.help === true) return { kind: "help" };
  const faults: string[] = [];
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  }
  if (values.write !== undefined && !/^\d{1,19}$/.test(values.write)) {
    faults.push("--write expects the id of a deal");
  }
  const maxCredits = Number(values["max-credits"] ?? 250);
  if (!Number.isInteger(maxCredits) || maxCredits < 1) {
    faults.push("--max-credits expects a whole number above 0");
  }
  if (!parsed.success || faults.length > 0) return { kind: "bad", faults };
  const e = parsed.data;
  return {
    kind: "ok",
    settings: {
      clientId: e.ZOHO_CLIENT_ID,
      clientSecret: e.ZOHO_CLIENT_SECRET,
      refreshToken: e.ZOHO_REFRESH_TOKEN,
      accountsUrl: new URL(e.ZOHO_ACCOUNTS_URL).origin,
      baseUrl: new URL(e.ZOHO_BASE_URL).origin,
      apiVersion: e.ZOHO_API_VERSION,
      writeTo: values.write ?? null,
      mayLoad: values.load === true,
      maxCredits,
      out: values.out ?? "probe-report.json",
    },
  };
}
