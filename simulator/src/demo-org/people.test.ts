import { expect, it } from "vitest";
import type { CrmId } from "../crm/model.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";
import { DEMO_PROFILES, DEMO_ROLES, DEMO_USERS } from "./people.ts";

it("has 24 users, one of them inactive, and more than one administrator", () => {
  const administrators = DEMO_PROFILES.filter((profile) => profile.administrator).map(
    ({ id }) => id,
  );
  expect(DEMO_USERS).toHaveLength(24);
  expect(DEMO_USERS.filter((user) => user.status === "inactive")).toHaveLength(1);
  expect(DEMO_USERS.filter((user) => administrators.includes(user.profile)).length).toBe(2);
  expect(new Set(DEMO_USERS.map((user) => user.email)).size).toBe(24);
});

it("has three levels of roles under one root, and somebody in each role", () => {
  const depthOf = (id: CrmId | null): number => {
    const role = DEMO_ROLES.find((one) => one.id === id);
    return role === undefined ? 0 : 1 + depthOf(role.reporting_to);
  };
  expect(DEMO_ROLES.filter((role) => role.reporting_to === null)).toHaveLength(1);
  expect(Math.max(...DEMO_ROLES.map((role) => depthOf(role.id)))).toBe(3);
  for (const role of DEMO_ROLES)
    expect(DEMO_USERS.some((user) => user.role === role.id)).toBe(true);
});

it("leads every reporting line to the one person at the top", () => {
  const top = DEMO_USERS.filter((user) => user.reporting_to === null);
  expect(top).toHaveLength(1);
  for (const user of DEMO_USERS) {
    let boss = user;
    for (let steps = 0; boss.reporting_to !== null && steps < 5; steps++) {
      const next = DEMO_USERS.find((one) => one.id === boss.reporting_to);
      if (next === undefined) throw new Error(`${boss.email} reports to nobody known`);
      boss = next;
    }
    expect(boss).toBe(top[0]);
  }
});

it("leaves deals with the user who is no longer active", () => {
  const gone = DEMO_USERS.find((user) => user.status === "inactive");
  const { deals } = generateDemoOrg({ seed: "pulse", deals: 600, now: 1_795_600_000 });
  const left = [...deals].filter((deal) => deal.Owner === gone?.id);
  expect(left.length).toBeGreaterThan(3);
});
