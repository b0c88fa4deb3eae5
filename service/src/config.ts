import { z } from "zod";

const url = z.url({ protocol: /^https?$/, error: "expected an http(s) address" });

const boolish = z
  .enum(["0", "1"], { error: "expected 0 or 1" })
  .transform((value) => value === "1");

const oneOf = <Name extends string>(...names: [Name, ...Name[]]) =>
  z.enum(names, { error: `expected one of ${names.join(", ")}` });

function wholeNumber(from: number, to: number) {
  const error = `expected a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

/** @param what it has to look like, for whoever got it wrong */
const matching = (pattern: RegExp, what: string) =>
  z.string({ error: what }).regex(pattern, { error: what });

const anyText = matching(/./, "expected a value");

const ConfigSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(8000),
  APP_BASE_URL: url.optional(),
  DATA_DIR: anyText.default(".data"),
  DATABASE_URL: matching(
    /^(postgres(ql)?|pglite):\/\/.+/,
    "expected postgres://… or pglite://path",
  ).optional(),
  ZOHO_API_VERSION: oneOf("v8", "v7", "v6").default("v8"),
  ZOHO_CLIENT_ID: anyText,
  ZOHO_CLIENT_SECRET: anyText,
  ZOHO_REFRESH_TOKEN: anyText.optional(),
  ZOHO_BASE_URL: url.default("https://www.zohoapis.com"),
  ZOHO_ACCOUNTS_URL: url.default("https://accounts.zoho.com"),
  ZOHO_CRM_URL: url.optional(),
  WEBHOOK_TOKEN: matching(/^.{16,50}$/, "expected 16 to 50 characters"),
  ENCRYPTION_KEY: matching(/^[0-9a-fA-F]{64}$/, "expected 64 hexadecimal digits (32 bytes)"),
  SESSION_SECRET: matching(/^.{32,}$/, "expected at least 32 characters"),
  REPORTING_CURRENCY: matching(/^[A-Z]{3}$/, "expected a three-letter currency code").default(
    "SGD",
  ),
  RATE_LIMIT_CALLS_PER_MINUTE: wholeNumber(1, 100_000).default(100),
  ZOHO_MAX_CONCURRENT: wholeNumber(1, 25).default(4),
  SYNC_INTERVAL_MINUTES: wholeNumber(1, 1440).default(15),
  LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "silent").default("info"),
  WEBHOOKS: boolish.default(true),
});

export type Config = {
  port: number;
  appBaseUrl: string;
  databaseUrl: string;
  zoho: {
    apiVersion: "v8" | "v7" | "v6";
    clientId: string;
    clientSecret: string;
    refreshToken: string | null;
    baseUrl: string;
    accountsUrl: string;
    crmUrl: string;
    callsPerMinute: number;
    /** Calls at the same time; Zoho allows 5 to 25 by edition. */
    maxConcurrent: number;
  };
  webhooks: { enabled: boolean; token: string };
  encryptionKey: string;
  sessionSecret: string;
  reportingCurrency: string;
  syncIntervalMinutes: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
};

const secretNames = /SECRET|TOKEN|KEY|DATABASE_URL/;

export type ConfigResult =
  | { kind: "ok"; config: Config }
  | { kind: "invalid" /** One line per faulty variable. */; faults: string[] };

/** Reads the environment once. An empty variable counts as unset. Secrets never appear in faults. */
export function parseConfig(env: Record<string, string | undefined>): ConfigResult {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = ConfigSchema.safeParse(present);
  if (!parsed.success) {
    return {
      kind: "invalid",
      faults: parsed.error.issues.map((issue) => describeFault(issue, present)),
    };
  }
  const e = parsed.data;
  return {
    kind: "ok",
    config: {
      port: e.PORT,
      appBaseUrl: withoutTrailingSlash(e.APP_BASE_URL ?? `http://localhost:${e.PORT}`),
      databaseUrl: e.DATABASE_URL ?? `pglite://${e.DATA_DIR}/pulse`,
      zoho: {
        apiVersion: e.ZOHO_API_VERSION,
        clientId: e.ZOHO_CLIENT_ID,
        clientSecret: e.ZOHO_CLIENT_SECRET,
        refreshToken: e.ZOHO_REFRESH_TOKEN ?? null,
        baseUrl: apiHost(e.ZOHO_BASE_URL),
        accountsUrl: withoutTrailingSlash(e.ZOHO_ACCOUNTS_URL),
        crmUrl: withoutTrailingSlash(e.ZOHO_CRM_URL ?? crmHostOf(e.ZOHO_ACCOUNTS_URL)),
        callsPerMinute: e.RATE_LIMIT_CALLS_PER_MINUTE,
        maxConcurrent: e.ZOHO_MAX_CONCURRENT,
      },
      webhooks: { enabled: e.WEBHOOKS, token: e.WEBHOOK_TOKEN },
      encryptionKey: e.ENCRYPTION_KEY,
      sessionSecret: e.SESSION_SECRET,
      reportingCurrency: e.REPORTING_CURRENCY,
      syncIntervalMinutes: e.SYNC_INTERVAL_MINUTES,
      logLevel: e.LOG_LEVEL,
    },
  };
}

function describeFault(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const name = String(issue.path[0] ?? "environment");
  const value = env[name];
  const got =
    value === undefined
      ? "nothing"
      : secretNames.test(name)
        ? "a value (hidden)"
        : JSON.stringify(value);
  return `${name}: got ${got}; ${issue.message}`;
}

function withoutTrailingSlash(text: string): string {
  return text.replace(/\/+$/, "");
}

/** Each data centre has its CRM pages beside its accounts server: accounts.zoho.eu, crm.zoho.eu. */
function crmHostOf(accountsUrl: string): string {
  return accountsUrl.replace("//accounts.", "//crm.");
}

/** The original setting names the API root, e.g. https://www.zohoapis.com/crm/v8; only the host part is kept. */
function apiHost(text: string): string {
  return withoutTrailingSlash(text).replace(/\/crm(\/v\d+(\.\d+)?)?$/, "");
}
