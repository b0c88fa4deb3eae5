import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

export type ProcessPlan = {
  name: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd: string;
  /** Resolves once the process can be used. */
  isReady(): Promise<boolean>;
  /** How long after an unexpected end it is started again. */
  restartAfterMs: number;
  onLine(line: string): void;
};

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 30_000;

/** A process of ours: started, waited for, started again when it dies, stopped for good when asked. */
export class ManagedProcess {
  readonly #plan: ProcessPlan;
  #child: ChildProcess | null = null;
  #isStopping = false;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
  }

  /** @throws when it ends or stays silent instead of becoming ready */
  async start(): Promise<void> {
    let exit: number | null = null;
    const child = this.#spawn();
    child.once("exit", (code) => {
      exit = code ?? 1;
    });
    const giveUpAt = Date.now() + READY_WITHIN_MS;
    while (!(await this.#plan.isReady())) {
      if (exit !== null) throw new Error(`The ${this.#plan.name} ended before it was ready.`);
      if (Date.now() > giveUpAt) {
        await this.stop();
        throw new Error(`The ${this.#plan.name} is not ready after ${READY_WITHIN_MS / 1000} s.`);
      }
      await wait(100);
    }
    child.once("exit", () => void this.#startAgain());
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  #spawn(): ChildProcess {
    const { args, env, cwd, onLine } = this.#plan;
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) onLine(line);
      });
    }
    this.#child = child;
    return child;
  }

  async #startAgain(): Promise<void> {
    if (this.#isStopping) return;
    const { name, restartAfterMs } = this.#plan;
    console.log(`The ${name} ended unexpectedly; it starts again in ${restartAfterMs / 1000} s.`);
    await wait(restartAfterMs);
    if (this.#isStopping) return;
    await this.start().catch((error: unknown) => {
      console.error(String(error));
      void this.#startAgain();
    });
  }
}
