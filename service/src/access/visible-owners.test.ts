import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type People, type SharingRules, visibleOwners } from "./visible-owners.ts";

const byRole: SharingRules = { hierarchy: "Role_Hierarchy", dealsSharing: "private" };
const byReporting: SharingRules = { hierarchy: "Reporting_To_Hierarchy", dealsSharing: "private" };

type Person = People["users"][number];
const aUser = (id: string, given: Partial<Person> = {}): Person => ({
  id,
  isActive: true,
  isAdministrator: false,
  roleId: null,
  reportsTo: null,
  ...given,
});
const aRole = (id: string, reportsTo: string | null = null, sharesWithPeers = false) => ({
  id,
  reportsTo,
  sharesWithPeers,
});

/** Head above two managers above two kinds of reps. Reporting lines cross the role tree on purpose. */
const company: People = {
  roles: [
    aRole("head"),
    aRole("apac-manager", "head"),
    aRole("emea-manager", "head"),
    aRole("apac-rep", "apac-manager"),
    aRole("emea-rep", "emea-manager", true),
  ],
  users: [
    aUser("hana", { roleId: "head" }),
    aUser("ari", { roleId: "apac-manager", reportsTo: "hana" }),
    aUser("emil", { roleId: "emea-manager", reportsTo: "hana" }),
    aUser("ravi", { roleId: "apac-rep", reportsTo: "emil" }),
    aUser("lin", { roleId: "apac-rep", reportsTo: "ari", isActive: false }),
    aUser("eva", { roleId: "emea-rep", reportsTo: "ari" }),
    aUser("max", { roleId: "emea-rep", reportsTo: "eva" }),
    aUser("root", { isAdministrator: true }),
  ],
};

function sees(people: People, rules: SharingRules, viewerId: string): string[] | "all" {
  const scope = visibleOwners(people, rules, viewerId);
  return scope.kind === "all" ? "all" : [...scope.ownerIds].sort();
}

describe("whose deals a person sees", () => {
  it.each([
    ["hana", ["ari", "emil", "eva", "hana", "lin", "max", "ravi"]],
    ["ari", ["ari", "lin", "ravi"]],
    ["emil", ["emil", "eva", "max"]],
    ["ravi", ["ravi"]],
    ["eva", ["eva", "max"]],
    ["lin", []],
    ["nobody", []],
    ["root", "all"],
  ])("by role: %s sees %j", (viewer, expected) => {
    expect(sees(company, byRole, viewer)).toEqual(expected);
  });

  it.each([
    ["hana", ["ari", "emil", "eva", "hana", "lin", "max", "ravi"]],
    ["ari", ["ari", "eva", "lin", "max"]],
    ["emil", ["emil", "ravi"]],
    ["eva", ["eva", "max"]],
    ["max", ["max"]],
    ["lin", []],
    ["root", "all"],
  ])("by reporting line: %s sees %j", (viewer, expected) => {
    expect(sees(company, byReporting, viewer)).toEqual(expected);
  });

  it.each(["public", "public_read_only", "public_read_write"] as const)(
    "shows everything to everybody when deals are %s",
    (dealsSharing) => {
      expect(sees(company, { ...byRole, dealsSharing }, "ravi")).toBe("all");
      expect(sees(company, { ...byRole, dealsSharing }, "lin")).toEqual([]);
    },
  );

  it("is as careful as private when the default could not be read", () => {
    expect(sees(company, { ...byRole, dealsSharing: "unknown" }, "ravi")).toEqual(["ravi"]);
  });

  it("shows nothing to an administrator who has left", () => {
    const users = [aUser("root", { isAdministrator: true, isActive: false })];
    expect(sees({ users, roles: [] }, byRole, "root")).toEqual([]);
  });

  it("ends when roles report to each other in a circle, and shows no peer", () => {
    const people: People = {
      roles: [aRole("a", "c"), aRole("b", "a"), aRole("c", "b"), aRole("self", "self")],
      users: [
        aUser("ann", { roleId: "a" }),
        aUser("abe", { roleId: "a" }),
        aUser("bea", { roleId: "b" }),
        aUser("cem", { roleId: "c" }),
        aUser("sol", { roleId: "self" }),
      ],
    };
    expect(sees(people, byRole, "ann")).toEqual(["ann", "bea", "cem"]);
    expect(sees(people, byRole, "sol")).toEqual(["sol"]);
  });

  it("ends when people report to each other in a circle", () => {
    const users = [aUser("ann", { reportsTo: "bea" }), aUser("bea", { reportsTo: "ann" })];
    expect(sees({ users, roles: [] }, byReporting, "ann")).toEqual(["ann", "bea"]);
  });
});

const size = 12;
const name = (index: number) => `n${index}`;
const maybeIndex = fc.option(fc.nat(size - 1), { nil: null });
/** Superiors come earlier in the list, so that these lines never close on themselves. */
const treePeople = fc
  .record({
    parents: fc.array(maybeIndex, { minLength: size, maxLength: size }),
    shares: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
    roleOf: fc.array(maybeIndex, { minLength: size, maxLength: size }),
    active: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
  })
  .map(({ parents, shares, roleOf, active }): People => {
    const superior = (index: number) => {
      const parent = parents[index] ?? null;
      return parent !== null && parent < index ? name(parent) : null;
    };
    return {
      roles: shares.map((share, index) => aRole(name(index), superior(index), share)),
      users: roleOf.map((role, index) =>
        aUser(name(index), {
          roleId: role === null ? null : name(role),
          reportsTo: superior(index),
          isActive: active[index] ?? true,
        }),
      ),
    };
  });
const rules = fc.constantFrom(byRole, byReporting);

const ownersOf = (people: People, sharing: SharingRules, viewerId: string) => {
  const scope = visibleOwners(people, sharing, viewerId);
  if (scope.kind === "all") throw new Error("Nobody here is an administrator");
  return scope.ownerIds;
};

const expectWithin = (part: ReadonlySet<string>, whole: ReadonlySet<string>) =>
  expect([...part].filter((id) => !whole.has(id))).toEqual([]);

describe("for every private organisation", () => {
  it("everybody active sees themselves, and nobody else sees without being active", () => {
    fc.assert(
      fc.property(treePeople, rules, (people, sharing) => {
        for (const user of people.users) {
          expect(ownersOf(people, sharing, user.id).has(user.id)).toBe(user.isActive);
        }
      }),
    );
  });

  it("a superior sees whatever somebody below sees", () => {
    fc.assert(
      fc.property(treePeople, rules, (people, sharing) => {
        const parentRole = new Map(people.roles.map((role) => [role.id, role.reportsTo]));
        for (const low of people.users) {
          for (const high of people.users.filter((user) => user.isActive)) {
            const isAbove =
              sharing === byRole
                ? low.roleId !== null &&
                  high.roleId !== null &&
                  parentRole.get(low.roleId) === high.roleId
                : low.reportsTo === high.id;
            if (!isAbove) continue;
            const seenAbove = ownersOf(people, sharing, high.id);
            expectWithin(ownersOf(people, sharing, low.id), seenAbove);
          }
        }
      }),
    );
  });

  it("a peer is seen exactly when the role shares with peers", () => {
    fc.assert(
      fc.property(treePeople, (people) => {
        const shares = new Map(people.roles.map((role) => [role.id, role.sharesWithPeers]));
        for (const one of people.users.filter((user) => user.isActive && user.roleId !== null)) {
          for (const other of people.users) {
            if (other.id === one.id || other.roleId !== one.roleId) continue;
            const seen = ownersOf(people, byRole, one.id).has(other.id);
            expect(seen).toBe(shares.get(one.roleId ?? ""));
          }
        }
      }),
    );
  });

  it("nobody sees a superior's deals by role", () => {
    fc.assert(
      fc.property(treePeople, (people) => {
        const parentRole = new Map(people.roles.map((role) => [role.id, role.reportsTo]));
        for (const low of people.users.filter((user) => user.roleId !== null)) {
          const superior = parentRole.get(low.roleId ?? "");
          for (const high of people.users.filter((user) => user.roleId === superior)) {
            if (superior == null) continue;
            expect(ownersOf(people, byRole, low.id).has(high.id)).toBe(false);
          }
        }
      }),
    );
  });

  it("ends and invents nobody, however tangled the lines are", () => {
    const anyone = fc.constantFrom(...Array.from({ length: 6 }, (_, index) => name(index)));
    const link = fc.option(anyone, { nil: null });
    const tangled = fc.record({
      roles: fc.uniqueArray(
        fc.record({ id: anyone, reportsTo: link, sharesWithPeers: fc.boolean() }),
        { selector: (role) => role.id },
      ),
      users: fc.uniqueArray(
        fc
          .record({ id: anyone, roleId: link, reportsTo: link, isActive: fc.boolean() })
          .map((given) => aUser(given.id, given)),
        { selector: (user) => user.id },
      ),
    });
    fc.assert(
      fc.property(tangled, rules, anyone, (people, sharing, viewerId) => {
        const known = new Set(people.users.map((user) => user.id));
        expectWithin(ownersOf(people, sharing, viewerId), known);
      }),
    );
  });
});
