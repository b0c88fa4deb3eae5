import type { CrmMetadata } from "../sync/metadata.ts";
import { crmAccounts, crmDeals, type DealReading } from "./crm-connection.ts";
import { dealFields, defaultDealFields, selectDealFields } from "./deal-fields.ts";
import { buildOptionLookup } from "./option-lookup.ts";
import type { FieldInfo } from "./org-metadata.ts";
import { readMetadata } from "./read-metadata.ts";
import type { CallPurpose, ZohoClient } from "./zoho-client.ts";

type Open = { client: ZohoClient; reading: DealReading | null };

/** One client per organisation, kept: breaker, limits and credit count belong to it. */
export class OrgConnections {
  readonly #makeClient: (orgId: string) => ZohoClient;
  readonly #reportingCurrency: string;
  readonly #open = new Map<string, Open>();

  constructor(deps: { makeClient(orgId: string): ZohoClient; reportingCurrency: string }) {
    this.#makeClient = deps.makeClient;
    this.#reportingCurrency = deps.reportingCurrency;
  }

  client(orgId: string): ZohoClient {
    return this.#of(orgId).client;
  }

  /** Whether this process already knows how the organisation's deals are to be read. */
  isReady(orgId: string): boolean {
    return this.#of(orgId).reading !== null;
  }

  /** After a reconnection: the next call makes a new client, with an unbroken breaker. */
  forget(orgId: string): void {
    this.#open.delete(orgId);
  }

  /** Reads everything around the deals; from now on deals are read by it. */
  async readMetadata(orgId: string, signal: AbortSignal): Promise<CrmMetadata> {
    const open = this.#of(orgId);
    const { metadata, dealFields: fields } = await readMetadata(open.client, {
      purpose: "metadata",
      signal,
    });
    open.reading = readingFor(metadata, fields, this.#reportingCurrency);
    return metadata;
  }

  async connect(orgId: string, purpose: CallPurpose, signal: AbortSignal) {
    const open = this.#of(orgId);
    if (open.reading === null) await this.readMetadata(orgId, signal);
    if (open.reading === null) throw new Error("Reading the metadata decides how deals are read");
    return {
      deals: crmDeals(open.client, open.reading, purpose),
      accounts: crmAccounts(open.client, purpose),
    };
  }

  #of(orgId: string): Open {
    const open = this.#open.get(orgId) ?? { client: this.#makeClient(orgId), reading: null };
    this.#open.set(orgId, open);
    return open;
  }
}

/** Without field metadata every mapped field is asked for, and no picklist value is checked. */
function readingFor(
  metadata: CrmMetadata,
  fields: FieldInfo[],
  reportingCurrency: string,
): DealReading {
  const options = (apiName: string) => {
    const known = fields.find((field) => field.apiName === apiName)?.options ?? [];
    return known.length > 0 ? buildOptionLookup(known) : undefined;
  };
  const lookups = {
    stage: options(defaultDealFields.stage),
    pipeline: options(defaultDealFields.pipeline),
    territory: options(defaultDealFields.territory),
    serviceLine: options(defaultDealFields.serviceLine),
  };
  return {
    fields:
      fields.length > 0
        ? selectDealFields(defaultDealFields, fields).fields
        : dealFields(defaultDealFields),
    context: {
      fields: defaultDealFields,
      homeCurrency: metadata.org.homeCurrency,
      reportingCurrency,
      reportingRate:
        metadata.rates.find((rate) => rate.currency === reportingCurrency)?.rate ?? null,
      options: Object.fromEntries(
        Object.entries(lookups).filter(([, lookup]) => lookup !== undefined),
      ),
    },
  };
}
