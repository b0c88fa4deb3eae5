import { expect, it } from "vitest";
import { CrmFault } from "../crm-fault.ts";
import { parseQuery } from "./parser.ts";

const strict = { whereMandatory: true, pairwiseGrouping: true };
const parse = (text: string, rules = strict) => parseQuery(text, rules);

function faultOf(text: string): CrmFault {
  try {
    parse(text);
  } catch (fault) {
    if (fault instanceof CrmFault) return fault;
    throw fault;
  }
  throw new Error(`parsed: ${text}`);
}

it("reads every part of a query", () => {
  const query = parse(
    "SELECT Stage, count(id) AS deals, Account_Name.Industry FROM Deals#77 WHERE Stage LIKE '%''x%' GROUP BY Stage ORDER BY deals DESC, Stage LIMIT 10, 20",
  );
  expect(query).toMatchObject({
    select: [
      { aggregate: null, column: { path: ["Stage"] }, alias: null, text: "Stage" },
      { aggregate: "COUNT", column: { path: ["id"] }, alias: "deals", text: "count(id)" },
      { column: { path: ["Account_Name", "Industry"] } },
    ],
    module: "Deals",
    cvid: "77",
    where: { kind: "test", test: { kind: "like", negated: false, value: { value: "%'x%" } } },
    groupBy: [{ text: "Stage" }],
    orderBy: [
      { name: { text: "deals" }, descending: true },
      { name: { text: "Stage" }, descending: false },
    ],
    limit: 20,
    offset: 10,
  });
});

it("groups pairwise, and by precedence where that is allowed", () => {
  expect(parse("select id from D where (a = 1 and b = 2) or c = 3").where).toMatchObject({
    kind: "either",
    left: { kind: "both" },
  });
  const loose = { whereMandatory: true, pairwiseGrouping: false };
  expect(parse("select id from D where a = 1 or b = 2 and c = 3", loose).where).toMatchObject({
    kind: "either",
    right: { kind: "both" },
  });
  expect(faultOf("select id from D where a = 1 or b = 2 and c = 3").details).toEqual({
    clause: "where",
  });
});

it("takes reserved words as names when they are quoted", () => {
  expect(
    parse('select "order", `from` from D where id = 1').select.map((item) => item.text),
  ).toEqual(["order", "from"]);
});

it("says where it stopped understanding", () => {
  const fault = faultOf("select id\nfrom Deals\nwhere id = = 1");
  expect(fault).toMatchObject({
    code: "SYNTAX_ERROR",
    details: { near: "=", line: 3, column: 12 },
  });
});

it.each([
  "select id from Deals where id is 1",
  "select id from Deals where id in ()",
  "select id from Deals where id in (1,)",
  "select id from Deals where id between 1",
  "select id from Deals where not id = 1",
  "select id from Deals where (id = 1",
  "select id from Deals where id = 1)",
  "select id, from Deals where id = 1",
  "select SUM() from Deals where id = 1",
  "select SUM(*) from Deals where id = 1",
  "select id from Deals where id = 1 limit 1.5",
  "select id from Deals where id = 1 limit -1",
  "select id from Deals where id = 1 order by",
  "select id from Deals where id = 1;",
  "select id from Deals where id = 1x",
])("does not take %s", (text) => {
  expect(faultOf(text).code).toBe("SYNTAX_ERROR");
});
