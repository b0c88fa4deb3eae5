import type { CrmId, ModuleName } from "../model.ts";

export type MassKind = "mass_update" | "mass_delete" | "mass_change_owner";

export type MassJob = {
  id: CrmId;
  kind: MassKind;
  module: ModuleName;
  cvid: CrmId;
  status: "SCHEDULED" | "RUNNING" | "COMPLETED";
  total: number;
  done: number;
  failed: number;
};

export type MassJobs = {
  add(job: MassJob): void;
  find(id: CrmId): MassJob | null;
  /** A job of the kind that is not through yet for the view. */
  pending(kind: MassKind, cvid: CrmId): MassJob | null;
};

export function createMassJobs(): MassJobs {
  const jobs = new Map<CrmId, MassJob>();
  return {
    add: (job) => jobs.set(job.id, job),
    find: (id) => jobs.get(id) ?? null,
    pending: (kind, cvid) =>
      [...jobs.values()].find(
        (job) => job.kind === kind && job.cvid === cvid && job.status !== "COMPLETED",
      ) ?? null,
  };
}
