import type { CrmAccounts, CrmDeals, CrmPage } from "../sync/crm-deals.ts";
import { accountFields, mapAccount } from "./account-mapper.ts";
import { type DealMappingContext, mapDeal } from "./deal-mapper.ts";
import { readInstant, readRecordId } from "./field-values.ts";
import type { CallPurpose, RecordBatch, Served, ZohoClient } from "./zoho-client.ts";

/** How the organisation's deals are to be asked for and read. */
export type DealReading = { fields: string[]; context: DealMappingContext };

/** The organisation's deals as the sync sees them. Each call is charged to `purpose`. */
export function crmDeals(client: ZohoClient, reading: DealReading, purpose: CallPurpose): CrmDeals {
  const selection = { module: "Deals" as const, fields: reading.fields };
  const callsAtStart = client.usage().calls;

  function page({ value, servedAt }: Served<RecordBatch>): CrmPage {
    const last = value.records.at(-1);
    const modifiedAt = last && readInstant(last[reading.context.fields.modifiedAt]).value;
    return {
      records: [...value.records, ...value.unidentified].map((record) =>
        mapDeal(record, reading.context),
      ),
      lastId: last?.id ?? null,
      lastChange: last && modifiedAt ? { modifiedAt, id: last.id } : null,
      more: value.more,
      servedAt,
    };
  }

  return {
    maxRows: client.capabilities.maxCoqlRows,
    async count(signal) {
      const { value, servedAt } = await client.countRecords("Deals", { purpose, signal });
      return { count: value, servedAt };
    },
    async idBounds(signal) {
      return (await client.idBounds("Deals", { purpose, signal })).value;
    },
    async inIdRange(range, signal) {
      return page(await client.recordsInIdRange({ ...selection, ...range }, { purpose, signal }));
    },
    async changedAfter(after, limit, signal) {
      return page(await client.changedRecords({ ...selection, after, limit }, { purpose, signal }));
    },
    async byIds(ids, signal) {
      const { value } = await client.recordsByIds({ ...selection, ids }, { purpose, signal });
      return value.map((record) => mapDeal(record, reading.context));
    },
    async deletedSince(since, signal) {
      const deleted: Awaited<ReturnType<CrmDeals["deletedSince"]>>["deleted"] = [];
      for (let no = 1; ; no += 1) {
        const { value, servedAt } = await client.deletedRecords(
          { module: "Deals", since, page: no },
          { purpose, signal },
        );
        for (const { id, kind, deletedAt } of value.records) deleted.push({ id, kind, deletedAt });
        if (!value.moreRecords) return { deleted, servedAt };
      }
    },
    calls: () => client.usage().calls - callsAtStart,
  };
}

export function crmAccounts(client: ZohoClient, purpose: CallPurpose): CrmAccounts {
  return {
    async changedAfter(after, limit, signal) {
      const { value, servedAt } = await client.changedRecords(
        { module: "Accounts", fields: accountFields, after, limit },
        { purpose, signal },
      );
      const last = value.records.at(-1);
      const modifiedAt = last && readInstant(last.Modified_Time).value;
      return {
        accounts: value.records.flatMap((record) => mapAccount(record) ?? []),
        lastChange: last && modifiedAt ? { modifiedAt, id: readRecordId(last.id).value } : null,
        more: value.more,
        servedAt,
      };
    },
  };
}
