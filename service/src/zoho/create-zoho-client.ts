import type { CallReport } from "./api-call.ts";
import { type ApiVersion, apiVersions } from "./api-version.ts";
import { createBulkCalls } from "./bulk-calls.ts";
import { createCallRate } from "./call-rate.ts";
import { type CallSlots, createCallSlots } from "./call-slots.ts";
import { creditsPerDay } from "./credit-allowance.ts";
import { type CreditLedger, createCreditLedger } from "./credit-ledger.ts";
import { createListCalls } from "./list-calls.ts";
import { createMetadataCalls } from "./metadata-calls.ts";
import { createQueryCalls } from "./query-calls.ts";
import { systemTiming, type Timing } from "./timing.ts";
import type { AccessTokens } from "./token-source.ts";
import { createTransport } from "./transport.ts";
import { createWatchCalls } from "./watch-calls.ts";
import { createWriteCalls } from "./write-calls.ts";
import type { ZohoClient } from "./zoho-client.ts";

export type ZohoClientLimits = {
  /** Calls at the same time; Zoho allows 5 to 25 by edition, shared with the customer's others. */
  maxConcurrent: number;
  /** Heavy calls among them; Zoho allows 10 in every edition. */
  maxHeavy: number;
  callsPerMinute: number;
  attemptTimeoutMs: number;
  maxAttempts: number;
};

const defaultLimits: ZohoClientLimits = {
  maxConcurrent: 4,
  maxHeavy: 8,
  callsPerMinute: 100,
  attemptTimeoutMs: 60_000,
  maxAttempts: 4,
};

/**
 * A client for one organisation. Breaker and rate belong to it, so make one and keep it. `shared` is
 * what it has in common with other replicas; without it slots and credits are its own. `fetch` and
 * `timing` are given in tests.
 */
export function createZohoClient(deps: {
  apiVersion: ApiVersion;
  tokens: AccessTokens;
  limits?: Partial<ZohoClientLimits>;
  shared?: { slots: CallSlots; ledger: CreditLedger };
  onCall?: (report: CallReport) => void;
  fetch?: typeof fetch;
  timing?: Timing;
}): ZohoClient {
  const timing = deps.timing ?? systemTiming;
  const limits = { ...defaultLimits, ...deps.limits };
  const capabilities = apiVersions[deps.apiVersion];
  const slots = deps.shared?.slots ?? createCallSlots(limits, timing);
  const ledger = deps.shared?.ledger ?? createCreditLedger(timing);
  const transport = createTransport({
    apiVersion: deps.apiVersion,
    tokens: deps.tokens,
    fetch: deps.fetch ?? fetch,
    timing,
    slots,
    rate: createCallRate(limits.callsPerMinute, timing),
    ledger,
    attemptTimeoutMs: limits.attemptTimeoutMs,
    maxAttempts: limits.maxAttempts,
    onCall: deps.onCall ?? (() => {}),
  });
  const metadata = createMetadataCalls(transport);
  return {
    apiVersion: deps.apiVersion,
    capabilities,
    ...metadata,
    async org(options) {
      const reply = await metadata.org(options);
      // Until somebody has read the organisation nothing is refused.
      ledger.allow(creditsPerDay(reply.value.edition, reply.value.userLicences));
      return reply;
    },
    ...createQueryCalls(transport, capabilities),
    ...createListCalls(transport, capabilities),
    ...createBulkCalls(transport),
    ...createWriteCalls(transport),
    ...createWatchCalls(transport),
    usage: () => ({ ...ledger.usage(), inFlight: slots.inFlight(), queued: slots.queued() }),
  };
}
