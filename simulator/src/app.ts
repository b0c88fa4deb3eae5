import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { accountsApp } from "./accounts/accounts-app.ts";
import type { ApiClient } from "./accounts/clients.ts";
import { createTokenStore, type TokenState, type TokenStore } from "./accounts/token-store.ts";
import { createBackground } from "./background.ts";
import { type Clock, createClock } from "./clock.ts";
import { controlApp } from "./control/control-app.ts";
import { createMassJobs } from "./crm/actions/mass-jobs.ts";
import { type Behaviour, defaultBehaviour } from "./crm/behaviour.ts";
import { createBulkJobs } from "./crm/bulk/bulk-jobs.ts";
import { limitConcurrency } from "./crm/concurrency.ts";
import { type CreditMeter, createCreditMeter, creditAllowance } from "./crm/credits.ts";
import { crmApp } from "./crm/crm-app.ts";
import { crmRoutes } from "./crm/crm-routes.ts";
import type { OrgSeed } from "./crm/model.ts";
import { createOrgState, type OrgState } from "./crm/org-state.ts";
import { createPageTokens } from "./crm/records/page-tokens.ts";
import { createSearchIndex } from "./crm/search/search-index.ts";
import {
  type ChannelStore,
  createChannelStore,
  type WatchChannel,
} from "./crm/watch/channel-store.ts";
import { type Notifier, startNotifier } from "./crm/watch/notifier.ts";
import { apiHostOf, dataCentres, meaningOfHost, type Place } from "./data-centres.ts";
import type { LiveReps } from "./demo-org/live-reps.ts";
import { applyFaults } from "./faults/apply-faults.ts";
import { createFaultRules } from "./faults/fault-rules.ts";
import { checkHost } from "./host-check.ts";
import { crmPages } from "./pages/crm-pages.ts";
import { createRandom } from "./random.ts";
import { createRequestLog } from "./request-log.ts";
import { type OrgSnapshot, restoreOrg, saveOrg } from "./snapshot/org-snapshot.ts";

export type SimulatorOptions = {
  seed: OrgSeed;
  clients: ApiClient[];
  /** Seeds delays, losses and tokens of pages. */
  randomSeed?: string;
  clock?: Clock;
  behaviour?: Partial<Behaviour>;
  /** Turns on `/_sim`. */
  control?: boolean;
  /** Public address of this server; may be told later through `setPublicUrl`. */
  publicUrl?: string;
};

export type Simulator = {
  app: Hono;
  org: OrgState;
  tokens: TokenStore;
  credits: CreditMeter;
  channels: ChannelStore;
  notifier: Notifier;
  place: Place;
  /** The virtual reps, when there are any. */
  reps(): LiveReps | null;
  attachReps(reps: LiveReps): void;
  /** The address clients reach this server under. */
  setPublicUrl(url: string): void;
  /** Moves on with every change worth saving. */
  version(): number;
  save(): SimulatorState;
  restore(state: SimulatorState): void;
  /** Ends what runs in the background. */
  stop(): Promise<void>;
};

/** What outlives a restart. */
export type SimulatorState = {
  clockOffsetMs: number;
  location: Place["location"];
  org: OrgSnapshot;
  tokens: TokenState;
  channels: WatchChannel[];
};

/** One organisation with its accounts server and its API, all state in memory. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const clock = options.clock ?? createClock();
  const behaviour: Behaviour = { ...defaultBehaviour, ...options.behaviour };
  const random = createRandom(options.randomSeed ?? "stand-in");
  const org = createOrgState(options.seed, { clock, random, behaviour });
  const tokens = createTokenStore({ clock, behaviour, secret: randomHex });
  const credits = createCreditMeter(clock, () =>
    creditAllowance(org.info.edition, activeUsers(org)),
  );
  let publicUrl = options.publicUrl ?? "http://localhost";
  const url = () => publicUrl;

  let changes = 0;
  const place: Place = { location: "us" };
  const channels = createChannelStore(clock.nowMs);
  const notifier = startNotifier({ org, channels, apiDomain: url });
  const log = createRequestLog(clock);
  const rules = createFaultRules(random);
  const stopped = new AbortController();
  const background = createBackground();
  let reps: LiveReps | null = null;

  const app = new Hono();
  // A mistake of ours looks to clients like one of Zoho's, and to us like what it is.
  app.onError((fault, c) => {
    console.error(fault);
    const body = { code: "INTERNAL_ERROR", details: {}, message: "Internal Server Error" };
    return c.json({ ...body, status: "error" }, 500);
  });
  app.use(async (c, next) => {
    await next();
    c.header("Date", new Date(clock.nowMs()).toUTCString());
  });
  // Any call that is not a plain read may have changed something worth saving.
  app.use(async (c, next) => {
    if (c.req.method !== "GET") changes++;
    await next();
  });
  if (options.control) {
    const simulator = { org, tokens, credits, notifier, place, reps: () => reps };
    app.route("/", controlApp({ simulator, rules, log, clients: options.clients }));
  }
  app.route("/", crmPages({ org }));
  for (const path of ["/oauth/*", "/crm/*"]) {
    app.use(path, log.middleware);
    app.use(path, checkHost({ place, info: org.info }));
  }
  app.use("/crm/*", limitConcurrency({ org, tokens }));
  for (const path of ["/oauth/*", "/crm/*"]) {
    app.use(path, applyFaults({ rules, random, tokens, stopped: stopped.signal }));
  }
  app.route(
    "/",
    accountsApp({
      org,
      tokens,
      clients: options.clients,
      location: () => place.location,
      // Whoever calls by Zoho's own name, through a proxy, is sent on by such names.
      accountsServer: (host) =>
        meaningOfHost(host).kind === "accounts"
          ? `https://${dataCentres[place.location].accounts}`
          : url(),
      apiDomain: (host) =>
        meaningOfHost(host).kind === "accounts"
          ? `https://${apiHostOf(place.location, org.info.type)}`
          : url(),
      locations: () => ({ [place.location]: url() }),
    }),
  );
  const routes = crmRoutes({
    pageTokens: createPageTokens(clock, random),
    channels,
    searchIndex: createSearchIndex(org),
    massJobs: createMassJobs(),
    bulkJobs: createBulkJobs(clock),
    later: background.later,
  });
  app.route("/", crmApp({ org, tokens, credits, routes, apiDomain: url }));

  org.onChange(() => changes++);

  return {
    app,
    org,
    tokens,
    credits,
    channels,
    notifier,
    place,
    reps: () => reps,
    attachReps: (started) => {
      reps = started;
    },
    setPublicUrl: (next) => {
      publicUrl = next.replace(/\/$/, "");
    },
    version: () => changes + tokens.version() + channels.version(),
    save: () => ({
      // A few milliseconds of reckoning are no shift.
      location: place.location,
      clockOffsetMs: Math.abs(clock.offsetMs()) < 1_000 ? 0 : clock.offsetMs(),
      org: saveOrg(org),
      tokens: tokens.save(),
      channels: channels.all(),
    }),
    restore(state) {
      clock.advanceMs(state.clockOffsetMs);
      place.location = state.location;
      restoreOrg(org, state.org);
      tokens.load(state.tokens);
      for (const channel of state.channels) channels.put(channel);
    },
    stop() {
      reps?.stop();
      stopped.abort();
      background.stop();
      return notifier.stop();
    },
  };
}

function activeUsers(org: OrgState): number {
  return [...org.users.values()].filter((user) => user.status === "active").length;
}

function randomHex(digits: number): string {
  return randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);
}
