import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { buildConsole } from "./build-console.ts";
import { runChecks } from "./checks.ts";
import { root, runTool } from "./run-command.ts";

/** `npm test`: the checks, then every test there is. The last line says how many passed. */
const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

const failedChecks = await runChecks();
await buildConsole(root);

const folder = await mkdtemp(join(tmpdir(), "pulse-tests-"));
const report = join(folder, "report.json");
const exitCode = await runTool("vitest", [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
]);
const counts = Report.parse(JSON.parse(await readFile(report, "utf8")));
await rm(folder, { recursive: true });

// A check counts like a test, so that a red one can be seen in the last line alone.
const failed = counts.numFailedTests + failedChecks.length;
const skipped = counts.numPendingTests + counts.numTodoTests;
for (const check of failedChecks) console.error(`Failed: ${check}`);
// A run can fail without a failed test, for instance when a file does not load.
const isRed = failed > 0 || exitCode !== 0 || counts.numPassedTests === 0;
if (exitCode !== 0 && failed === 0) console.error("Failed: the test run itself");
console.log(
  `${counts.numPassedTests} passed, ${isRed && failed === 0 ? 1 : failed} failed, ${skipped} skipped`,
);
process.exit(isRed ? 1 : 0);
