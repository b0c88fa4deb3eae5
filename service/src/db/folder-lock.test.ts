import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FolderInUse, lockFolder } from "./folder-lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulse-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const data = () => join(folder, "data");
const lockText = () => readFile(`${data()}.lock`, "utf8");
const lockLeftBy = (text: string) => writeFile(`${data()}.lock`, text);

it("names the living process that holds the folder", async () => {
  // This process's parent lives as long as this test does.
  const parentStat = await readFile(`/proc/${process.ppid}/stat`, "utf8").catch(() => "");
  const birth = parentStat.slice(parentStat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  await lockLeftBy(`${process.ppid} ${birth}`);

  const refused = lockFolder(data());

  await expect(refused).rejects.toThrow(FolderInUse);
  await expect(refused).rejects.toThrow(String(process.ppid));
});

it.each([
  ["of a process that is gone", () => "999999999 1"],
  ["that is empty", () => ""],
  ["of this very process number, from before a restart", () => `${process.pid} 1`],
  ["whose process number has become somebody else's", () => `${process.ppid} 1`],
])("takes over a lock %s", async (_, text) => {
  await lockLeftBy(text());
  const lock = await lockFolder(data());
  expect(await lockText()).toMatch(new RegExp(`^${process.pid} `));
  await lock.release();
  await expect(lockText()).rejects.toThrow("ENOENT");
});
