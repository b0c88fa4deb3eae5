import { spawn } from "node:child_process";
import { root } from "./run-command.ts";

/** `npm run dev`: npm start with reload, and the console through Vite. */
const children = [
  spawn(process.execPath, ["scripts/start.ts", "--dev"], { cwd: root, stdio: "inherit" }),
  spawn(`${root}node_modules/.bin/vite`, [], {
    cwd: `${root}widget`,
    stdio: "inherit",
    env: { ...process.env, SERVICE_URL: `http://localhost:${process.env.PORT ?? 8000}` },
  }),
];
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
}
const codes = await Promise.all(
  children.map(
    (child) => new Promise<number>((done) => child.once("exit", (code) => done(code ?? 0))),
  ),
);
process.exit(Math.max(...codes));
