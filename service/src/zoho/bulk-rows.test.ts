import { expect, it } from "vitest";
import { bulkRows } from "./bulk-rows.ts";
import { zipOf } from "./zip-archive.builder.ts";

const place = { method: "GET", path: "/crm/bulk/v8/read/1/result", status: 200 };

async function read(csv: string) {
  async function* archive() {
    yield zipOf(csv);
  }
  const batches = [];
  for await (const batch of bulkRows(archive(), place)) batches.push(batch);
  return batches;
}

it.each(["Id", "id", "ID"])("knows the id column by the name %s", async (name) => {
  const [batch] = await read(`${name},Deal_Name\n6203459000001847203,North\n`);
  expect(batch?.records).toEqual([{ id: "6203459000001847203", Deal_Name: "North" }]);
});

it("finds the id wherever its column stands, and reads empty cells as null", async () => {
  const [batch] = await read(`Deal_Name,Amount,Id\n"North, ""2""",,7\n`);
  expect(batch?.records).toEqual([{ id: "7", Deal_Name: 'North, "2"', Amount: null }]);
});

it("keeps rows apart that it cannot tell the fields of", async () => {
  const [batch] = await read("Id,Deal_Name\n1,North\n2\n3,South,extra\nx,East\n");
  expect(batch?.records).toEqual([{ id: "1", Deal_Name: "North" }]);
  expect(batch?.unidentified).toEqual([["2"], ["3", "South", "extra"], ["x", "East"]]);
});

it("gives rows in batches, all of them", async () => {
  const rows = Array.from({ length: 4_500 }, (_, at) => `${at + 1},Deal ${at + 1}`);
  const batches = await read(["Id,Deal_Name", ...rows].join("\n"));
  expect(batches.map(({ records }) => records.length)).toEqual([2_000, 2_000, 500]);
});

it("gives nothing for a header alone, and refuses a file without one", async () => {
  expect(await read("Id,Deal_Name\n")).toEqual([]);
  await expect(read("")).rejects.toMatchObject({ kind: "bad_reply", code: "unreadable_file" });
  await expect(read("Deal_Name\nNorth\n")).rejects.toMatchObject({ code: "unreadable_file" });
});
