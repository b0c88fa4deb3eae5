import { LiveEvent } from "@pulse/shared/live/live-event";
import type { PulseClient } from "./pulse-client.ts";

/** An open stream of server-sent events, and what has come through it since the last question. */
export async function eventsOf(pulse: PulseClient) {
  const end = new AbortController();
  const response = await pulse.request("/api/events", { signal: end.signal });
  if (!response.ok || response.body === null) throw new Error(`events: HTTP ${response.status}`);
  const arrived: LiveEvent[] = [];
  let tell = () => {};
  let ended: string | null = null;

  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = /^data: (.+)$/m.exec(block)?.[1];
        if (data !== undefined) arrived.push(LiveEvent.parse(JSON.parse(data)));
      }
      tell();
    }
  })().then(
    () => {
      ended = "its end";
      tell();
    },
    (error: unknown) => {
      ended = String(error);
      tell();
    },
  );

  return {
    /** The next event of that type; those before it are passed over. */
    async until<Type extends LiveEvent["type"]>(
      type: Type,
      ms = 15_000,
    ): Promise<Extract<LiveEvent, { type: Type }>> {
      const tooLate = AbortSignal.timeout(ms);
      for (;;) {
        while (arrived.length > 0) {
          const event = arrived.shift();
          if (event?.type === type) return event as Extract<LiveEvent, { type: Type }>;
        }
        if (ended !== null) throw new Error(`The stream came to ${ended} before ${type}`);
        await new Promise<void>((resolve, reject) => {
          tell = resolve;
          tooLate.addEventListener("abort", () => reject(new Error(`No ${type} came in time`)));
        });
      }
    },
    /** What has come so far is no answer to what follows. */
    forget(): void {
      arrived.length = 0;
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await reading;
    },
  };
}
