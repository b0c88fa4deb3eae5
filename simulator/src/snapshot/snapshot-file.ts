import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** Raised whenever the form of the saved state changes; an older file is set aside. */
const FORMAT = 2;

/** What the organisation was made from. Another seed or size is another organisation. */
export type DemoOrigin = { seed: string; deals: number; now: number };

const Header = z.object({
  format: z.literal(FORMAT),
  origin: z.object({ seed: z.string(), deals: z.int(), now: z.int() }),
  state: z.unknown(),
});

export type SavedState =
  | { kind: "none" }
  | { kind: "other"; reason: string }
  | { kind: "found"; origin: DemoOrigin; state: unknown };

export type SnapshotFile = {
  read(wanted: { seed: string; deals: number }): Promise<SavedState>;
  /** Whole or not at all: written beside the old file, then renamed over it. */
  write(origin: DemoOrigin, state: unknown): Promise<void>;
};

export function snapshotFile(dataDir: string): SnapshotFile {
  const folder = join(dataDir, "simulator");
  const path = join(folder, "snapshot.json");
  let writing: Promise<void> = Promise.resolve();

  async function write(text: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const beside = `${path}.${process.pid}.tmp`;
    try {
      await writeFile(beside, text);
      await rename(beside, path);
    } catch (cause) {
      await rm(beside, { force: true });
      throw cause;
    }
  }

  return {
    async read(wanted) {
      let text: string;
      try {
        text = await readFile(path, "utf8");
      } catch (fault) {
        if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") {
          return { kind: "none" };
        }
        throw fault;
      }
      const header = Header.safeParse(parseOrNull(text));
      if (!header.success) return { kind: "other", reason: "it cannot be read by this version" };
      const { origin, state } = header.data;
      if (origin.seed !== wanted.seed || origin.deals !== wanted.deals) {
        const reason = `it belongs to DEMO_SEED=${origin.seed} DEMO_DEALS=${origin.deals}`;
        return { kind: "other", reason };
      }
      return { kind: "found", origin, state };
    },
    write(origin, state) {
      const text = JSON.stringify({ format: FORMAT, origin, state });
      writing = writing.catch(() => {}).then(() => write(text));
      return writing;
    },
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
