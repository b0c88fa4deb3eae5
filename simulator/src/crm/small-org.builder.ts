import type {
  CrmId,
  Field,
  ForecastType,
  OrgSeed,
  PickListValue,
  StageVisit,
  StoredRecord,
  User,
} from "./model.ts";

/** The instant the small organisation is looked at: 31 March 2026, noon UTC. */
export const SMALL_ORG_NOW = Date.UTC(2026, 2, 31, 12) / 1000;

const DAY = 86_400;
const idOf = (group: number, number: number): CrmId =>
  `4000000${String(group).padStart(6, "0")}${String(number).padStart(6, "0")}`;

export const LAYOUT = idOf(7, 1);
export const SECOND_LAYOUT = idOf(7, 2);

/**
 * Ada administers; Ben manages Cleo; Dan stands beside Ben with nobody below; Eve has left. Their
 * roles: Chief above Manager and Other Manager, Rep below Manager.
 */
export const people = {
  ada: idOf(1, 1),
  ben: idOf(1, 2),
  cleo: idOf(1, 3),
  dan: idOf(1, 4),
  eve: idOf(1, 5),
} as const;

export const ACME = idOf(20, 1);
export const GLOBEX = idOf(20, 2);
export const JO = idOf(30, 1);

export function dealId(number: number): CrmId {
  return idOf(500, number);
}

/** Two minutes apart, so that time order is id order unless a test changes it. */
export function aDeal(number: number, values: Partial<StoredRecord> = {}): StoredRecord {
  const at = SMALL_ORG_NOW - 30 * DAY + number * 120;
  return {
    id: dealId(number),
    Deal_Name: `Deal ${number}`,
    Stage: "Qualification",
    Pipeline: "Standard (Standard)",
    Layout: LAYOUT,
    Closing_Date: "2026-06-30",
    Account_Name: ACME,
    Contact_Name: null,
    Owner: people.cleo,
    Amount: 1_000 * number,
    Probability: 10,
    Expected_Revenue: 100 * number,
    Currency: "SGD",
    Exchange_Rate: 1,
    Description: null,
    Next_Step: null,
    Regions: null,
    Strategic: false,
    Signed_At: null,
    External_Key: null,
    Created_By: people.cleo,
    Modified_By: people.cleo,
    Created_Time: at,
    Modified_Time: at,
    Locked__s: false,
    ...values,
  };
}

/** An organisation that fits on a page. Deals in ascending id order. */
export function smallOrg(deals: StoredRecord[] = [1, 2, 3, 4, 5].map((n) => aDeal(n))): OrgSeed {
  return {
    info: {
      id: idOf(9, 1),
      zgid: "700000001",
      company_name: "Small Works Pte Ltd",
      type: "production",
      time_zone: "Asia/Singapore",
      country_code: "SG",
      iso_code: "SGD",
      currency: "Singapore Dollar",
      currency_symbol: "S$",
      currency_locale: "en_SG",
      mc_status: true,
      primary_email: "ada@small.example",
      edition: "enterprise",
      hierarchy_type: "Role_Hierarchy",
      fiscal_start_month: 4,
    },
    roles: [
      { id: idOf(3, 1), name: "Chief", reporting_to: null },
      { id: idOf(3, 2), name: "Manager", reporting_to: idOf(3, 1) },
      { id: idOf(3, 3), name: "Rep", reporting_to: idOf(3, 2) },
      { id: idOf(3, 4), name: "Other Manager", reporting_to: idOf(3, 1) },
    ],
    profiles: [
      { id: idOf(4, 1), name: "Administrator", administrator: true },
      { id: idOf(4, 2), name: "Standard", administrator: false },
    ],
    users: [
      user(1, "Ada", "Admin", 1, 1, null),
      user(2, "Ben", "Boss", 2, 2, people.ada),
      { ...user(3, "Cleo", "Closer", 3, 2, people.ben), time_zone: "Europe/Paris" },
      user(4, "Dan", "Other", 4, 2, people.ada),
      { ...user(5, "Eve", "Gone", 3, 2, people.ben), status: "inactive" },
    ],
    currencies: [
      currency(1, "Singapore Dollar", "SGD", "S$", true, [
        { from: "2024-01-01", rate: "1.000000000" },
      ]),
      currency(2, "US Dollar", "USD", "$", false, [
        { from: "2026-01-01", rate: "0.750000000" },
        { from: "2026-03-01", rate: "0.780000000" },
      ]),
    ],
    fields: { Deals: dealFields, Accounts: accountFields, Contacts: contactFields },
    layouts: [
      {
        id: LAYOUT,
        name: "Standard",
        api_name: "Standard",
        sections: [
          {
            name: "Deal Information",
            fields: dealFields
              .filter((field) => field.api_name !== "id")
              .map(({ api_name }) => ({ api_name, required: api_name === "Closing_Date" })),
          },
        ],
      },
      { id: SECOND_LAYOUT, name: "Partner", api_name: "Partner", sections: [] },
    ],
    pipelines: [
      {
        id: idOf(8, 1),
        layout_id: LAYOUT,
        display_value: "Standard (Standard)",
        actual_value: "Standard (Standard)",
        default: true,
        stages: ["Qualification", "Id. Decision Makers", "Closed Won", "Closed Lost"],
      },
      {
        id: idOf(8, 2),
        layout_id: LAYOUT,
        display_value: "Renewals",
        actual_value: "Renewals",
        default: false,
        stages: ["Renewal Due", "Closed Won"],
      },
    ],
    sharing: { Deals: "private", Accounts: "public_read_only", Contacts: "private" },
    accounts: [account(ACME, "Acme"), account(GLOBEX, "Globex, Inc")],
    contacts: [
      {
        id: JO,
        First_Name: "Jo",
        Last_Name: "Smith",
        Email: "jo@acme.example",
        Owner: people.cleo,
        ...stamps(1),
      },
    ],
    deals,
    stageHistory: (id) => pastOf(id, deals),
  };
}

/** Deal 1 alone has a past: it came back to the stage it began in. */
function pastOf(id: CrmId, deals: StoredRecord[]): StageVisit[] {
  if (id !== dealId(1) || !deals.some((deal) => deal.id === id)) return [];
  const visit = (number: number, stage: string, daysAgo: number): StageVisit => ({
    id: idOf(600, number),
    deal_id: id,
    stage,
    entered_at: SMALL_ORG_NOW - daysAgo * DAY,
    entered_by: people.cleo,
    amount: 1_000,
    probability: 10,
    closing_date: "2026-06-30",
    moved_to: null,
  });
  return [
    visit(1, "Qualification", 30),
    visit(2, "Id. Decision Makers", 20),
    visit(3, "Qualification", 5),
  ];
}

function user(
  number: number,
  first: string,
  last: string,
  role: number,
  profile: number,
  above: CrmId | null,
): User {
  return {
    id: idOf(1, number),
    zuid: `70000${number}`,
    first_name: first,
    last_name: last,
    email: `${first.toLowerCase()}@small.example`,
    role: idOf(3, role),
    profile: idOf(4, profile),
    reporting_to: above,
    status: "active",
    time_zone: "Asia/Singapore",
    locale: "en_SG",
  };
}

function currency(
  number: number,
  name: string,
  iso: string,
  symbol: string,
  isBase: boolean,
  rates: { from: string; rate: string }[],
) {
  return {
    id: idOf(6, number),
    name,
    iso_code: iso,
    symbol,
    decimal_places: 2,
    is_base: isBase,
    is_active: true,
    rates,
  };
}

function stamps(daysAgo: number) {
  const at = SMALL_ORG_NOW - daysAgo * DAY;
  return { Created_By: people.ada, Modified_By: people.ada, Created_Time: at, Modified_Time: at };
}

function account(id: CrmId, name: string): StoredRecord {
  return { id, Account_Name: name, Industry: "Steel", Owner: people.ada, ...stamps(90) };
}

function options(group: number, names: [display: string, actual: string][]): PickListValue[] {
  return names.map(([display_value, actual_value], i) => ({
    id: idOf(group, i + 1),
    display_value,
    actual_value,
    sequence_number: i + 1,
    type: "used",
  }));
}

function stage(
  number: number,
  display: string,
  actual: string,
  probability: number,
  forecast: ForecastType,
): PickListValue {
  return {
    id: idOf(11, number),
    display_value: display,
    actual_value: actual,
    sequence_number: number,
    type: "used",
    probability,
    forecast_type: forecast,
    forecast_category:
      forecast === "Open" ? "Pipeline" : forecast === "Closed Won" ? "Closed" : "Omitted",
  };
}

let fieldNumber = 0;

function field(api_name: string, data_type: Field["data_type"], more: Partial<Field> = {}): Field {
  return {
    id: idOf(10, ++fieldNumber),
    api_name,
    field_label: api_name.replaceAll("_", " "),
    data_type,
    length: data_type === "textarea" ? 32_000 : 120,
    decimal_place: null,
    custom_field: false,
    system_mandatory: false,
    api_writable: true,
    unique: false,
    pick_list_values: [],
    ...more,
  };
}

const readOnly = { api_writable: false };

const commonFields = (): Field[] => [
  field("id", "bigint", readOnly),
  field("Owner", "ownerlookup"),
  field("Created_By", "ownerlookup", readOnly),
  field("Modified_By", "ownerlookup", readOnly),
  field("Created_Time", "datetime", readOnly),
  field("Modified_Time", "datetime", readOnly),
];

const dealFields: Field[] = [
  ...commonFields(),
  field("Deal_Name", "text", { system_mandatory: true }),
  field("Stage", "picklist", {
    system_mandatory: true,
    pick_list_values: [
      stage(1, "Qualification", "Qualification", 10, "Open"),
      stage(2, "Identify Decision Makers", "Id. Decision Makers", 60, "Open"),
      stage(3, "Renewal Due", "Renewal Due", 50, "Open"),
      stage(4, "Closed Won", "Closed Won", 100, "Closed Won"),
      stage(5, "Closed Lost", "Closed Lost", 0, "Closed Lost"),
    ],
  }),
  field("Pipeline", "picklist", {
    pick_list_values: options(12, [
      ["Standard (Standard)", "Standard (Standard)"],
      ["Renewals", "Renewals"],
    ]),
  }),
  field("Closing_Date", "date"),
  field("Account_Name", "lookup", { lookup_module: "Accounts" }),
  field("Contact_Name", "lookup", { lookup_module: "Contacts" }),
  field("Amount", "currency", { length: 16, decimal_place: 2 }),
  field("Probability", "integer", { length: 3 }),
  field("Expected_Revenue", "currency", { ...readOnly, length: 16 }),
  field("Currency", "picklist"),
  field("Exchange_Rate", "double", { length: 16 }),
  field("Description", "textarea"),
  field("Next_Step", "text", { length: 100 }),
  field("Regions", "multiselectpicklist", {
    custom_field: true,
    pick_list_values: options(13, [
      ["North", "North"],
      ["South", "South"],
    ]),
  }),
  field("Strategic", "boolean", { custom_field: true }),
  field("Signed_At", "datetime", { custom_field: true }),
  field("External_Key", "text", { custom_field: true, unique: true }),
  field("Locked__s", "boolean", readOnly),
  field("Stage_Modified_Time", "datetime", readOnly),
];

const accountFields: Field[] = [
  ...commonFields(),
  field("Account_Name", "text", { system_mandatory: true }),
  field("Industry", "picklist"),
];

const contactFields: Field[] = [
  ...commonFields(),
  field("First_Name", "text"),
  field("Last_Name", "text", { system_mandatory: true }),
  field("Email", "email"),
];
