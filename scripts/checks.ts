import { runTool } from "./run-command.ts";

const checks = [
  { name: "format and lint", tool: "biome", args: ["check", "--error-on-warnings"] },
  { name: "types", tool: "tsc", args: ["--noEmit", "-p", "tsconfig.json"] },
  { name: "types of the widget", tool: "tsc", args: ["--noEmit", "-p", "widget/tsconfig.json"] },
  { name: "dead code", tool: "knip", args: [] },
];

/** Everything that can be known without running the product. @returns the names of what failed */
export async function runChecks(): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, tool, args } of checks) {
    console.log(`\n— ${name}`);
    if ((await runTool(tool, args)) !== 0) failed.push(name);
  }
  return failed;
}
