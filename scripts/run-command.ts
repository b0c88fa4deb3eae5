import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a tool of the repository with this Node. @returns its exit code */
export async function runTool(
  tool: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<number> {
  const child = spawn(`${root}node_modules/.bin/${tool}`, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
