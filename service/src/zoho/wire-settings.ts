import { z } from "zod";
import { readDecimal } from "./field-values.ts";
import type {
  CrmProfile,
  CrmRole,
  CrmUser,
  CurrencyInfo,
  FieldInfo,
  ForecastType,
  LayoutInfo,
  OrgInfo,
  PickListOption,
  PipelineInfo,
  SharingDefault,
} from "./org-metadata.ts";
import { wireFlag, wireId, wireNumber, wireRef, wireText } from "./wire-scalars.ts";

/** Settings replies, parsed once into our names. Source: CRM fact sheet §5. */

const forecastTypes: Record<string, ForecastType> = {
  Open: "open",
  "Closed Won": "won",
  "Closed Lost": "lost",
};
const toForecastType = (text: string | null) => forecastTypes[text ?? ""] ?? null;

const maybeList = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

export const WireOrg: z.ZodType<OrgInfo> = z
  .looseObject({
    zgid: wireId,
    company_name: wireText,
    type: wireText,
    time_zone: wireText,
    country_code: wireText,
    iso_code: wireText,
    mc_status: wireFlag,
    license_details: z
      .looseObject({ paid_type: wireText, users_license_purchased: wireNumber })
      .nullish()
      .catch(null),
    hierarchy_preferences: z.looseObject({ type: wireText }).nullish().catch(null),
  })
  .transform((org) => ({
    orgId: org.zgid,
    companyName: org.company_name,
    kind: org.type,
    timeZone: org.time_zone,
    countryCode: org.country_code,
    homeCurrency: org.iso_code,
    multiCurrency: org.mc_status ?? false,
    edition: org.license_details?.paid_type ?? null,
    userLicences: org.license_details?.users_license_purchased ?? null,
    hierarchy: toHierarchy(org.hierarchy_preferences?.type ?? null),
  }));

function toHierarchy(text: string | null): OrgInfo["hierarchy"] {
  if (text === "Role_Hierarchy") return "roles";
  return text === "Reporting_To_Hierarchy" ? "reporting_to" : null;
}

export const WireUser: z.ZodType<CrmUser> = z
  .looseObject({
    id: wireId,
    zuid: wireId.nullish().catch(null),
    full_name: wireText,
    email: wireText,
    role: wireRef,
    profile: wireRef,
    status: wireText,
    // An object in the client libraries, the bare id or a name in the specification.
    Reporting_To: z
      .union([z.string(), z.looseObject({ id: wireId })])
      .nullish()
      .catch(null),
    time_zone: wireText,
    locale: wireText,
  })
  .transform((user) => ({
    id: user.id,
    zuid: user.zuid ?? null,
    fullName: user.full_name,
    email: user.email,
    roleId: user.role?.id ?? null,
    roleName: user.role?.name ?? null,
    profileId: user.profile?.id ?? null,
    profileName: user.profile?.name ?? null,
    isActive: user.status === "active",
    reportingToId: toReportingTo(user.Reporting_To),
    timeZone: user.time_zone,
    locale: user.locale,
  }));

function toReportingTo(value: { id: string } | string | null | undefined): string | null {
  if (typeof value === "string") return /^\d+$/.test(value) ? value : null;
  return value?.id ?? null;
}

export const WireRole: z.ZodType<CrmRole> = z
  .looseObject({
    id: wireId,
    name: z.string(),
    reporting_to: wireRef,
    share_with_peers: wireFlag,
  })
  .transform((role) => ({
    id: role.id,
    name: role.name,
    reportingToId: role.reporting_to?.id ?? null,
    shareWithPeers: role.share_with_peers ?? false,
  }));

export const WireProfile: z.ZodType<CrmProfile> = z
  .looseObject({ id: wireId, name: z.string(), custom: wireFlag, type: wireText })
  .transform((profile) => ({
    id: profile.id,
    name: profile.name,
    custom: profile.custom ?? false,
    kind: profile.type,
  }));

const WireOption: z.ZodType<PickListOption> = z
  .looseObject({
    id: wireId.nullish().catch(null),
    display_value: wireText,
    actual_value: z.string(),
    reference_value: wireText,
    sequence_number: wireNumber,
    type: wireText,
    probability: wireNumber,
    forecast_type: wireText,
    forecast_category: wireRef,
  })
  .transform((option) => ({
    id: option.id ?? null,
    displayValue: option.display_value ?? option.actual_value,
    actualValue: option.actual_value,
    referenceValue: option.reference_value,
    sequence: option.sequence_number,
    inUse: option.type !== "unused",
    probability: option.probability,
    forecastType: toForecastType(option.forecast_type),
    forecastCategory: option.forecast_category?.name ?? null,
  }));

export const WireField: z.ZodType<FieldInfo> = z
  .looseObject({
    id: wireId.nullish().catch(null),
    api_name: z.string().min(1),
    field_label: wireText,
    data_type: wireText,
    length: wireNumber,
    decimal_place: wireNumber,
    custom_field: wireFlag,
    system_mandatory: wireFlag,
    visible: wireFlag,
    read_only: wireFlag,
    operation_type: z.looseObject({ api_update: wireFlag }).nullish().catch(null),
    pick_list_values: maybeList(WireOption),
  })
  .transform((field) => ({
    id: field.id ?? null,
    apiName: field.api_name,
    label: field.field_label ?? field.api_name,
    dataType: field.data_type ?? "unknown",
    length: field.length,
    decimalPlaces: field.decimal_place,
    custom: field.custom_field ?? false,
    systemMandatory: field.system_mandatory ?? false,
    visible: field.visible ?? true,
    // `field_read_only` is true for Owner, which can be written: `operation_type` tells the truth.
    apiWritable: field.operation_type?.api_update ?? !(field.read_only ?? false),
    options: field.pick_list_values,
  }));

export const WireLayout: z.ZodType<LayoutInfo> = z
  .looseObject({
    id: wireId,
    name: z.string(),
    status: wireText,
    sections: maybeList(
      z.looseObject({
        fields: maybeList(z.looseObject({ api_name: wireText, required: wireFlag })),
      }),
    ),
  })
  .transform((layout) => ({
    id: layout.id,
    name: layout.name,
    isActive: layout.status !== "inactive",
    fields: layout.sections.flatMap((section) =>
      section.fields.flatMap(({ api_name, required }) =>
        api_name === null ? [] : [{ apiName: api_name, required: required ?? false }],
      ),
    ),
  }));

export const WirePipeline: z.ZodType<PipelineInfo> = z
  .looseObject({
    id: wireId,
    display_value: wireText,
    actual_value: z.string(),
    default: wireFlag,
    maps: maybeList(WireOption),
  })
  .transform((pipeline) => ({
    id: pipeline.id,
    displayValue: pipeline.display_value ?? pipeline.actual_value,
    actualValue: pipeline.actual_value,
    isDefault: pipeline.default ?? false,
    stages: pipeline.maps
      .toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
      .map(({ id, displayValue, actualValue, sequence, forecastType, forecastCategory }) => ({
        id,
        displayValue,
        actualValue,
        sequence,
        forecastType,
        forecastCategory,
      })),
  }));

export const WireCurrency: z.ZodType<CurrencyInfo> = z
  .looseObject({
    id: wireId.nullish().catch(null),
    iso_code: z.string().min(1),
    name: wireText,
    symbol: wireText,
    exchange_rate: z.unknown(),
    is_base: wireFlag,
    is_active: wireFlag,
    format: z.looseObject({ decimal_places: wireNumber }).nullish().catch(null),
  })
  .transform((currency) => ({
    id: currency.id ?? null,
    isoCode: currency.iso_code,
    name: currency.name,
    symbol: currency.symbol,
    rate: readDecimal(currency.exchange_rate).value,
    decimalPlaces: currency.format?.decimal_places ?? null,
    isBase: currency.is_base ?? false,
    isActive: currency.is_active ?? true,
  }));

const accesses = ["private", "public_read_only", "public_read_write", "public"] as const;

export const WireSharing: z.ZodType<SharingDefault> = z
  .looseObject({ share_type: wireText, module: z.looseObject({ api_name: z.string() }) })
  .transform((sharing) => ({
    module: sharing.module.api_name,
    access: accesses.find((access) => access === sharing.share_type) ?? "unknown",
  }));
