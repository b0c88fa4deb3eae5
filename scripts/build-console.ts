import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const sources = ["widget", "shared/src"];
const ignored = new Set(["node_modules", "dist", "tests"]);

/** Builds the console unless what is built is newer than every source. */
export async function buildConsole(root: string): Promise<void> {
  const builtAt = await changedAt(join(root, "widget/dist/console.html"));
  const newest = Math.max(
    ...(await Promise.all(sources.map((folder) => newestIn(join(root, folder))))),
  );
  if (builtAt >= newest) return;
  const vite = join(
    dirname(createRequire(import.meta.url).resolve("vite/package.json")),
    "bin/vite.js",
  );
  await run(process.execPath, [vite, "build", "--logLevel", "warn"], join(root, "widget"));
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = entries
    .filter((entry) => !ignored.has(entry.name))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestIn(path) : changedAt(path);
    });
  return Math.max(0, ...(await Promise.all(times)));
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error("The console could not be built; see above.");
}
