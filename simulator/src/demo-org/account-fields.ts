import type { Field } from "../crm/model.ts";
import { AUDIT_FIELDS, buildFields, type FieldSpec, ID_FIELD } from "./field-builder.ts";
import { PICK_LISTS } from "./picklists.ts";

const RECORD_STATUS: FieldSpec = {
  api_name: "Record_Status__s",
  field_label: "Record Status",
  data_type: "picklist",
  pick_list_values: PICK_LISTS.recordStatus,
  api_writable: false,
};

export const ACCOUNT_FIELDS: Field[] = buildFields(61, [
  ID_FIELD,
  { api_name: "Owner", field_label: "Account Owner", data_type: "ownerlookup" },
  {
    api_name: "Account_Name",
    field_label: "Account Name",
    data_type: "text",
    length: 200,
    system_mandatory: true,
  },
  {
    api_name: "Account_Type",
    field_label: "Account Type",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.accountType,
  },
  {
    api_name: "Industry",
    field_label: "Industry",
    data_type: "picklist",
    pick_list_values: PICK_LISTS.industry,
  },
  {
    api_name: "Parent_Account",
    field_label: "Parent Account",
    data_type: "lookup",
    lookup_module: "Accounts",
  },
  { api_name: "Phone", field_label: "Phone", data_type: "phone" },
  { api_name: "Website", field_label: "Website", data_type: "website" },
  { api_name: "Billing_City", field_label: "Billing City", data_type: "text" },
  { api_name: "Billing_Country", field_label: "Billing Country", data_type: "text" },
  { api_name: "Employees", field_label: "Employees", data_type: "integer" },
  { api_name: "Annual_Revenue", field_label: "Annual Revenue", data_type: "currency" },
  { api_name: "Description", field_label: "Description", data_type: "textarea" },
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
  ...AUDIT_FIELDS,
  RECORD_STATUS,
]);

export const CONTACT_FIELDS: Field[] = buildFields(62, [
  ID_FIELD,
  { api_name: "Owner", field_label: "Contact Owner", data_type: "ownerlookup" },
  { api_name: "First_Name", field_label: "First Name", data_type: "text", length: 40 },
  {
    api_name: "Last_Name",
    field_label: "Last Name",
    data_type: "text",
    length: 80,
    system_mandatory: true,
  },
  {
    api_name: "Full_Name",
    field_label: "Full Name",
    data_type: "text",
    length: 120,
    api_writable: false,
  },
  {
    api_name: "Account_Name",
    field_label: "Account Name",
    data_type: "lookup",
    lookup_module: "Accounts",
  },
  { api_name: "Title", field_label: "Title", data_type: "text", length: 100 },
  { api_name: "Email", field_label: "Email", data_type: "email" },
  { api_name: "Phone", field_label: "Phone", data_type: "phone" },
  ...AUDIT_FIELDS,
  RECORD_STATUS,
]);
