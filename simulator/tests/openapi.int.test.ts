import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mismatches, type Shape, type Shapes } from "./openapi-check.ts";
import { accepted, type Difference, reasonFor } from "./openapi-differences.ts";
import { type Stop, tour } from "./openapi-tour.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

type Facts = {
  shapes: Shapes;
  /** By endpoint and status: the shape of the body, or that it has none or is a file. */
  replies: Record<string, Record<string, Shape | "empty" | "file">>;
};

const { shapes, replies } = JSON.parse(
  readFileSync(new URL("openapi-facts.json", import.meta.url), "utf8"),
) as Facts;

let standIn: StandIn;
let stops: Stop[];

beforeAll(async () => {
  standIn = await startStandIn({ deals: 120 });
  stops = await tour(standIn, await standIn.as());
});
afterAll(() => standIn.stop());

describe("replies and the published API files", () => {
  it.each(Object.keys(replies))("%s", (endpoint) => {
    const visits = stops.filter((stop) => stop.endpoint === endpoint);
    expect(visits.length).toBeGreaterThan(0);
    const unexplained = visits.flatMap((stop) =>
      differencesOf(stop)
        .filter((found) => reasonFor(endpoint, found) === null)
        .map(({ path, kind, text }) => `${stop.call}: ${kind} ${path} ${text}`),
    );
    expect(unexplained).toEqual([]);
  });

  it("differ in every way that is listed, and only there", () => {
    const met = new Set(
      stops.flatMap((stop) => differencesOf(stop).map((found) => reasonFor(stop.endpoint, found))),
    );
    expect(accepted.filter((entry) => !met.has(entry))).toEqual([]);
  });

  it("are missed when a key, a type or a wrapper changes", () => {
    const shape = replies["GET /crm/v8/settings/roles"]?.["200"] as Shape;
    const reply = stops.find(({ endpoint }) => endpoint === "GET /crm/v8/settings/roles")?.reply;
    expect(mismatches(shapes, shape, reply?.body).filter(({ kind }) => kind !== "unknown")).toEqual(
      [],
    );
    const [role] = reply?.rows("roles") ?? [];
    const { name: _gone, ...without } = role ?? {};
    expect(mismatches(shapes, shape, { roles: [without] })).toContainEqual(
      expect.objectContaining({ kind: "missing", path: "$.roles[0].name" }),
    );
    expect(mismatches(shapes, shape, { roles: [{ ...role, name: 5 }] })).toContainEqual(
      expect.objectContaining({ kind: "type", path: "$.roles[0].name" }),
    );
    expect(mismatches(shapes, shape, { role: [role] })).toContainEqual(
      expect.objectContaining({ kind: "missing", path: "$.roles" }),
    );
  });
});

/** Keys the files do not know are no fault, as later versions add some; a wrapper's key is. */
function differencesOf({ endpoint, reply }: Stop): Difference[] {
  const described = replies[endpoint] ?? {};
  // The records' file gives 200 alone, with refusals among its shapes.
  const usual = endpoint.includes("{module_api_name}") && reply.text !== "" ? described[200] : null;
  const shape = described[reply.status] ?? usual ?? null;
  if (shape === null) return [{ path: "", kind: "status", text: String(reply.status) }];
  if (shape === "empty") {
    return reply.text === "" ? [] : [{ path: "$", kind: "type", text: "is not empty" }];
  }
  if (shape === "file") {
    const type = reply.headers.get("content-type") ?? "";
    return type.startsWith("application/json")
      ? [{ path: "$", kind: "type", text: "is no file" }]
      : [];
  }
  return mismatches(shapes, shape, reply.body)
    .map((found) => ({ ...found, path: found.path.replaceAll(/\[\d+\]/g, "[]") }))
    .filter(({ kind, path }) => kind !== "unknown" || path.split(".").length === 2);
}
