import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inject, vi } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A child dies with its test process, however that ends: its standard input is then closed. */
const dieWithParent = `data:text/javascript,${encodeURIComponent(
  'process.stdin.on("close", () => process.kill(process.pid, "SIGKILL")).resume().unref();',
)}`;

const TIME_ZONE = "America/St_Johns";

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

/** One of our programs as a process of its own, which can be ended and started again. */
export class Program {
  readonly env: Record<string, string>;
  readonly #entry: string;
  readonly #isReady: (lines: string[]) => boolean | Promise<boolean>;
  #child: ChildProcess | null = null;
  #ended: Promise<Ended> | null = null;
  #lines: string[] = [];

  constructor(
    entry: string,
    env: Record<string, string>,
    isReady: (lines: string[]) => boolean | Promise<boolean>,
  ) {
    this.#entry = entry;
    this.env = env;
    this.#isReady = isReady;
  }

  /** What it has printed since its last start. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== null && child.exitCode === null && child.signalCode === null;
  }

  /** Starts it without waiting for it. */
  launch(): void {
    if (this.isRunning) throw new Error(`${this.#entry} runs already`);
    const lines: string[] = [];
    const child = spawn(process.execPath, ["--import", dieWithParent, this.#entry], {
      cwd: root,
      // Nothing of this process's own environment: a test says all that its program is told.
      env: { PATH: process.env.PATH, TZ: TIME_ZONE, ...this.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => lines.push(line));
    }
    this.#lines = lines;
    this.#child = child;
    // "close" comes when the output has been read to its end as well.
    this.#ended = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
  }

  async start(): Promise<void> {
    this.launch();
    await this.untilReady();
  }

  async untilReady(timeout = 60_000): Promise<void> {
    await vi.waitUntil(
      async () => {
        if (!this.isRunning) throw new Error(this.#tell("ended before it was ready"));
        return this.#isReady(this.#lines);
      },
      { timeout, interval: 50 },
    );
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    if (this.#ended === null) throw new Error(`${this.#entry} was never started`);
    return this.#ended;
  }

  /** Asks it to end, waits until it has. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> {
    this.#child?.kill(signal);
    return this.ended();
  }

  /** Ends it without giving it a chance. */
  kill(): Promise<Ended> {
    return this.stop("SIGKILL");
  }

  #tell(what: string): string {
    return [`${this.#entry} ${what}:`, ...this.#lines.slice(-15)].join("\n");
  }
}

/** Within the run's own folder, so that it goes even when a test has no time left to remove it. */
export async function newFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(inject("sharedFolder"), "running-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Waits for something to become true; polls, because the programs tell only when asked. */
export function until<T>(
  read: () => Promise<T>,
  isIt: (value: T) => boolean,
  timeout = 60_000,
): Promise<T> {
  let last: T | undefined;
  return vi.waitFor(
    async () => {
      last = await read();
      if (!isIt(last)) throw new Error(`It has not come to it; last seen: ${JSON.stringify(last)}`);
      return last;
    },
    { timeout, interval: 100 },
  );
}
