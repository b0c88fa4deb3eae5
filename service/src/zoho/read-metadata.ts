import { isAdministratorProfile } from "../access/crm-identity.ts";
import type { CrmMetadata } from "../sync/metadata.ts";
import type { FieldInfo, ForecastType, PipelineInfo } from "./org-metadata.ts";
import type { CallOptions, ZohoClient } from "./zoho-client.ts";

/** Everything around the deals, and the raw field list that tells how deals are to be read. */
export async function readMetadata(
  client: ZohoClient,
  options: CallOptions,
): Promise<{ metadata: CrmMetadata; dealFields: FieldInfo[] }> {
  const [org, users, roles, fields, layouts, currencies, sharing] = await Promise.all([
    client.org(options),
    client.users(options),
    client.roles(options),
    client.fields("Deals", options),
    client.layouts("Deals", options),
    client.currencies(options),
    client.dataSharing(options),
  ]);
  const pipelines: { layoutId: string; pipeline: PipelineInfo }[] = [];
  for (const layout of layouts.value) {
    const { value } = await client.pipelines(layout.id, options);
    pipelines.push(...value.map((pipeline) => ({ layoutId: layout.id, pipeline })));
  }

  const metadata: CrmMetadata = {
    org: {
      name: org.value.companyName,
      timeZone: org.value.timeZone,
      homeCurrency: org.value.homeCurrency,
      multiCurrency: org.value.multiCurrency,
      edition: org.value.edition,
      hierarchyType:
        org.value.hierarchy === "reporting_to" ? "Reporting_To_Hierarchy" : "Role_Hierarchy",
      dealsSharing: sharing.value.find((entry) => entry.module === "Deals")?.access ?? "private",
    },
    users: users.value.map((user) => ({
      userId: user.id,
      name: user.fullName ?? user.email ?? `User ${user.id}`,
      email: user.email,
      isActive: user.isActive,
      isAdministrator: isAdministratorProfile(user.profileName),
      roleId: user.roleId,
      profileName: user.profileName,
      reportsTo: user.reportingToId,
      timeZone: user.timeZone,
    })),
    roles: roles.value.map((role) => ({
      roleId: role.id,
      name: role.name,
      reportsTo: role.reportingToId,
      sharesWithPeers: role.shareWithPeers,
    })),
    stages: readStages(
      fields.value,
      pipelines.map(({ pipeline }) => pipeline),
    ),
    pipelines: pipelines.map(({ layoutId, pipeline }) => ({
      pipelineId: pipeline.id,
      layoutId,
      actualValue: pipeline.actualValue,
      displayValue: pipeline.displayValue,
      isDefault: pipeline.isDefault,
      stages: pipeline.stages.map((stage) => stage.actualValue),
    })),
    fields: fields.value.map((field) => ({
      module: "Deals",
      apiName: field.apiName,
      label: field.label,
      dataType: field.dataType,
      isCustom: field.custom,
      isWritable: field.apiWritable,
      options: field.options.map((option) => option.displayValue),
    })),
    rates: (currencies.value ?? []).flatMap(({ isoCode, rate, isBase, isActive }) =>
      rate === null ? [] : { currency: isoCode, rate, isHome: isBase, isActive },
    ),
  };
  return { metadata, dealFields: fields.value };
}

/** The Stage field has the probabilities; where it lacks a forecast type a pipeline may know it. */
function readStages(fields: FieldInfo[], pipelines: PipelineInfo[]): CrmMetadata["stages"] {
  const options = fields.find((field) => field.apiName === "Stage")?.options ?? [];
  const inPipelines = new Map(
    pipelines.flatMap((pipeline) =>
      pipeline.stages.map((stage) => [stage.actualValue, stage] as const),
    ),
  );
  return options.map((option, index) => {
    const inPipeline = inPipelines.get(option.actualValue);
    const forecastType: ForecastType | null =
      option.forecastType ?? inPipeline?.forecastType ?? null;
    return {
      actualValue: option.actualValue,
      stageId: option.id,
      displayValue: option.displayValue,
      probability: option.probability,
      outcome: forecastType ?? "unknown",
      forecastCategory: option.forecastCategory ?? inPipeline?.forecastCategory ?? null,
      position: option.sequence ?? index + 1,
      isUsed: option.inUse,
    };
  });
}
