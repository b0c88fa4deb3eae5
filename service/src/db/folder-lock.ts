import { open, readFile, rm } from "node:fs/promises";

export class FolderInUse extends Error {
  readonly code = "FOLDER_IN_USE";
  constructor(path: string, pid: number) {
    super(`${path} is in use by process ${pid}. Stop it, or give this one another DATA_DIR.`);
  }
}

/**
 * Claims a data folder for this process. A lock left by a process that no longer runs is taken over.
 * @throws FolderInUse when another living process holds it
 */
export async function lockFolder(path: string): Promise<{ release(): Promise<void> }> {
  const file = `${path}.lock`;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(`${process.pid} ${await birthOf(process.pid)}`);
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const [pid = "", birth = ""] = (await readFile(file, "utf8").catch(() => "")).split(" ");
    if (await isRunning(Number(pid), birth)) throw new FolderInUse(path, Number(pid));
    await rm(file, { force: true });
  }
}

/** A number alone proves nothing: after a restart of the machine or container it is soon somebody else's. */
async function isRunning(pid: number, birth: string): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return (await birthOf(pid)) === birth;
}

/** When a process began, in the kernel's own count; empty where the system does not tell. */
async function birthOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name in brackets may hold spaces; the start time is the twentieth field after it.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
