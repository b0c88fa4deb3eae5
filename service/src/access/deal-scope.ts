import { type DealScope, type People, type SharingRules, visibleOwners } from "./visible-owners.ts";

export type DealScopePorts = {
  /** Grows with every change of stored data, people included. Null when the organisation is gone. */
  dataVersion(orgId: string): Promise<number | null>;
  readSharing(orgId: string): Promise<{ people: People; rules: SharingRules }>;
};

/** What every query of deals is narrowed by. Ask again for every request: people move. */
export type ReadDealScope = (viewer: { orgId: string; userId: string }) => Promise<DealScope>;

type Remembered = { dataVersion: number; scopes: Map<string, DealScope> } & Awaited<
  ReturnType<DealScopePorts["readSharing"]>
>;

/** Keeps one answer per organisation and viewer until that organisation's data version moves. */
export function createDealScope(ports: DealScopePorts): ReadDealScope {
  const remembered = new Map<string, Remembered>();
  return async ({ orgId, userId }) => {
    const dataVersion = await ports.dataVersion(orgId);
    if (dataVersion === null) {
      remembered.delete(orgId);
      return { kind: "owners", ownerIds: new Set() };
    }
    let known = remembered.get(orgId);
    if (known === undefined || known.dataVersion !== dataVersion) {
      // The version is read first: a change in between is read with an older version and read again.
      known = { dataVersion, scopes: new Map(), ...(await ports.readSharing(orgId)) };
      remembered.set(orgId, known);
    }
    const scope = known.scopes.get(userId) ?? visibleOwners(known.people, known.rules, userId);
    known.scopes.set(userId, scope);
    return scope;
  };
}
