import { runChecks } from "./checks.ts";
import { runTool } from "./run-command.ts";

/** `npm run verify`: the checks and the unit tests, which include the import-direction test. */
const failed = await runChecks();
if ((await runTool("vitest", ["run", "--project", "unit"])) !== 0) failed.push("unit tests");
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exit(1);
}
