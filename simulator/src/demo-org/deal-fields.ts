import type { Field } from "../crm/model.ts";
import { AUDIT_FIELDS, buildFields, type FieldSpec, ID_FIELD } from "./field-builder.ts";
import { PICK_LISTS } from "./picklists.ts";

const serverOnly = { api_writable: false } as const;
const custom = { custom_field: true } as const;

const STANDARD: readonly FieldSpec[] = [
  ID_FIELD,
  { api_name: "Owner", field_label: "Deal Owner", data_type: "ownerlookup" },
  {
    api_name: "Deal_Name",
    field_label: "Deal Name",
    data_type: "text",
    length: 120,
    system_mandatory: true,
  },
  {
    api_name: "Account_Name",
    field_label: "Account Name",
    data_type: "lookup",
    lookup_module: "Accounts",
  },
  {
    api_name: "Contact_Name",
    field_label: "Contact Name",
    data_type: "lookup",
    lookup_module: "Contacts",
  },
  {
    api_name: "Type",
    field_label: "Type",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.dealType,
  },
  {
    api_name: "Pipeline",
    field_label: "Pipeline",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.pipeline,
  },
  {
    api_name: "Stage",
    field_label: "Stage",
    data_type: "picklist",
    system_mandatory: true,
    pick_list_values: PICK_LISTS.stage,
  },
  { api_name: "Closing_Date", field_label: "Closing Date", data_type: "date" },
  { api_name: "Amount", field_label: "Amount", data_type: "currency" },
  { api_name: "Probability", field_label: "Probability (%)", data_type: "integer", length: 3 },
  {
    api_name: "Expected_Revenue",
    field_label: "Expected Revenue",
    data_type: "currency",
    ...serverOnly,
  },
  {
    api_name: "Currency",
    field_label: "Currency",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.currency,
  },
  {
    api_name: "Exchange_Rate",
    field_label: "Exchange Rate",
    data_type: "double",
    decimal_place: 9,
  },
  {
    api_name: "Lead_Source",
    field_label: "Lead Source",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.leadSource,
  },
  { api_name: "Next_Step", field_label: "Next Step", data_type: "text", length: 100 },
  { api_name: "Description", field_label: "Description", data_type: "textarea" },
  {
    api_name: "Campaign_Source",
    field_label: "Campaign Source",
    data_type: "lookup",
    lookup_module: "Campaigns",
  },
  {
    api_name: "Reason_For_Loss__s",
    field_label: "Reason For Loss",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.lossReason,
  },
];

const CUSTOM: readonly FieldSpec[] = [
  {
    api_name: "Territory",
    field_label: "Territory",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.territory,
    ...custom,
  },
  {
    api_name: "Service_Line",
    field_label: "Service Line",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.serviceLine,
    ...custom,
  },
  {
    api_name: "Strategic_Account",
    field_label: "Strategic Account",
    data_type: "boolean",
    ...custom,
  },
  { api_name: "AWS_Funded", field_label: "AWS Funded", data_type: "boolean", ...custom },
  { api_name: "Proposal_Date", field_label: "Proposal Date", data_type: "date", ...custom },
  { api_name: "PO_Date", field_label: "PO Date", data_type: "date", ...custom },
  { api_name: "Kickoff_Date", field_label: "Kickoff Date", data_type: "date", ...custom },
  { api_name: "Invoice_Date", field_label: "Invoice Date", data_type: "date", ...custom },
  { api_name: "Payment_Date", field_label: "Payment Date", data_type: "date", ...custom },
  { api_name: "Revenue_Date", field_label: "Revenue Date", data_type: "date", ...custom },
];

const SYSTEM: readonly FieldSpec[] = [
  ...AUDIT_FIELDS,
  {
    api_name: "Stage_Modified_Time",
    field_label: "Stage Modified Time",
    data_type: "datetime",
    ...serverOnly,
  },
  {
    api_name: "Change_Log_Time__s",
    field_label: "Change Log Time",
    data_type: "datetime",
    ...serverOnly,
  },
  {
    api_name: "Lead_Conversion_Time",
    field_label: "Lead Conversion Time",
    data_type: "integer",
    ...serverOnly,
  },
  {
    api_name: "Sales_Cycle_Duration",
    field_label: "Sales Cycle Duration",
    data_type: "integer",
    ...serverOnly,
  },
  {
    api_name: "Overall_Sales_Duration",
    field_label: "Overall Sales Duration",
    data_type: "integer",
    ...serverOnly,
  },
  {
    api_name: "Record_Status__s",
    field_label: "Record Status",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.recordStatus,
    ...serverOnly,
  },
];

export const DEAL_FIELDS: Field[] = buildFields(60, [...STANDARD, ...CUSTOM, ...SYSTEM]);
