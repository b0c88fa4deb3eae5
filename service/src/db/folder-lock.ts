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
      await handle.writeFile(String(process.pid));
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const pid = Number(await readFile(file, "utf8").catch(() => ""));
    if (pid !== process.pid && isRunning(pid)) throw new FolderInUse(path, pid);
    await rm(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
