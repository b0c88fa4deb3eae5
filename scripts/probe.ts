import { writeFile } from "node:fs/promises";
import { readSettings, usage } from "./probe/probe-settings.ts";
import { planProbe, runProbe } from "./probe/run-probe.ts";

const read = readSettings(process.env, process.argv.slice(2));
if (read.kind === "help") {
  console.log(usage);
  process.exit(0);
}
if (read.kind === "bad") {
  for (const fault of read.faults) console.error(fault);
  console.error(`\n${usage}`);
  process.exit(1);
}
const { settings } = read;

const plan = planProbe(settings);
const most = plan.reduce((sum, { isAsked, credits }) => sum + (isAsked ? credits : 0), 1);
console.log(
  `At most ${Math.min(most, settings.maxCredits)} credits of the organisation's day (allowed: ${settings.maxCredits}).`,
);
console.log(
  settings.writeTo === null
    ? "Nothing is written.\n"
    : `The deal ${settings.writeTo} is written to and put back.\n`,
);

try {
  const report = await runProbe(settings, ({ id, asks, says, credits }) =>
    console.log(`${id.padEnd(4)} ${asks}\n     ${says} (${credits} credits)\n`),
  );
  await writeFile(settings.out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`${report.credits.spent} credits spent. The report is in ${settings.out}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
