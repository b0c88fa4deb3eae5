import type { Temporal } from "temporal-polyfill";
import { readInstant, readRecordId, readText } from "./field-values.ts";
import { makeStorable } from "./storable-record.ts";

export const accountFields = ["Account_Name", "Modified_Time"] as const;

type MappedAccount = {
  id: string;
  name: string | null;
  modifiedAt: Temporal.Instant | null;
};

/** @returns null when the record has no usable id */
export function mapAccount(raw: Record<string, unknown>): MappedAccount | null {
  const { record } = makeStorable(raw);
  const id = readRecordId(record.id ?? record.Id).value;
  if (id === null) return null;
  return {
    id,
    name: readText(record.Account_Name).value,
    modifiedAt: readInstant(record.Modified_Time).value,
  };
}
