/** Base, credits a user, ceiling; by what `license_details.paid_type` says. Source: fact sheet §7. */
const editions: Record<string, { base: number; perUser: number; ceiling: number }> = {
  free: { base: 5_000, perUser: 0, ceiling: 5_000 },
  standard: { base: 50_000, perUser: 250, ceiling: 100_000 },
  crmplusstarter: { base: 50_000, perUser: 250, ceiling: 100_000 },
  professional: { base: 50_000, perUser: 500, ceiling: 3_000_000 },
  enterprise: { base: 50_000, perUser: 1_000, ceiling: 5_000_000 },
  zohooneenterprise: { base: 50_000, perUser: 1_000, ceiling: 5_000_000 },
  ultimate: { base: 50_000, perUser: 2_000, ceiling: Number.POSITIVE_INFINITY },
  crmplus: { base: 50_000, perUser: 2_000, ceiling: Number.POSITIVE_INFINITY },
};

/** Credits an organisation has in any 24 hours, add-ons aside. Null for an edition we do not know. */
export function creditsPerDay(edition: string | null, userLicences: number | null): number | null {
  const plan = editions[edition?.toLowerCase() ?? ""];
  if (plan === undefined) return null;
  return Math.min(plan.ceiling, plan.base + plan.perUser * (userLicences ?? 1));
}
