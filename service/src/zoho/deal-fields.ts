import type { FieldInfo } from "./org-metadata.ts";

/** Which CRM field, by api name, fills which of ours. An administrator may map them otherwise. */
export type DealFieldMap = {
  name: string;
  account: string;
  owner: string;
  pipeline: string;
  stage: string;
  amount: string;
  currency: string;
  exchangeRate: string;
  probability: string;
  closesOn: string;
  proposalOn: string;
  poOn: string;
  kickoffOn: string;
  invoiceOn: string;
  paymentOn: string;
  revenueOn: string;
  territory: string;
  serviceLine: string;
  strategicAccount: string;
  awsFunded: string;
  createdAt: string;
  modifiedAt: string;
};

export const defaultDealFields: DealFieldMap = {
  name: "Deal_Name",
  account: "Account_Name",
  owner: "Owner",
  pipeline: "Pipeline",
  stage: "Stage",
  amount: "Amount",
  currency: "Currency",
  exchangeRate: "Exchange_Rate",
  probability: "Probability",
  closesOn: "Closing_Date",
  proposalOn: "Proposal_Date",
  poOn: "PO_Date",
  kickoffOn: "Kickoff_Date",
  invoiceOn: "Invoice_Date",
  paymentOn: "Payment_Date",
  revenueOn: "Revenue_Date",
  territory: "Territory",
  serviceLine: "Service_Line",
  strategicAccount: "Strategic_Account",
  awsFunded: "AWS_Funded",
  createdAt: "Created_Time",
  modifiedAt: "Modified_Time",
};

/** Fields an organisation without the feature (several currencies, several pipelines) lacks. */
const featureFields: readonly (keyof DealFieldMap)[] = ["currency", "exchangeRate", "pipeline"];

/** The api names the mapper reads, each once. */
export function dealFields(map: DealFieldMap): string[] {
  return [...new Set(Object.values(map))];
}

/**
 * Which of the mapped fields can be asked for: a query that names an unknown column fails whole.
 *
 * @returns `missing`: mapped fields that the CRM should have and has not, to be shown as a fault
 */
export function selectDealFields(
  map: DealFieldMap,
  metadata: readonly Pick<FieldInfo, "apiName">[],
): { fields: string[]; missing: string[] } {
  const known = new Set(metadata.map((field) => field.apiName));
  const optional = new Set(featureFields.map((key) => map[key]));
  const wanted = dealFields(map);
  return {
    fields: wanted.filter((name) => known.has(name)),
    missing: wanted.filter((name) => !known.has(name) && !optional.has(name)),
  };
}
