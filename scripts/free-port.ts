import { connect } from "node:net";

/** @throws when something already listens there, which would be taken for ours */
export async function requireFreePort(variable: string, port: number): Promise<void> {
  const isTaken = await new Promise<boolean>((resolve) => {
    const probe = connect({ port, host: "localhost" });
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
  if (isTaken) {
    throw new Error(
      `${variable}: port ${port} is taken. Stop what uses it, or choose another number.`,
    );
  }
}
