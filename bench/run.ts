import { measureIngest } from "./ingest.ts";

/** `npm run bench`: each line a ratio against a limit measured in the same run. */
const sizes = (process.env.BENCH_DEALS ?? "10000,50000").split(",").map(Number);
for (const deals of sizes) {
  for (const line of await measureIngest(deals)) console.log(line);
}
