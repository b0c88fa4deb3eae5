/**
 * Turns a burst of calls into few. The first runs at once; whatever is called while it runs, or in
 * the interval that it starts, becomes one run afterwards. No call is lost: a run always starts
 * after the last one. The action must not reject.
 */
export function coalesce(
  everyMs: number,
  action: () => Promise<unknown>,
): { call: () => void; cancel: () => void } {
  let busy = false;
  let wanted = false;
  let cancelled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    busy = true;
    wanted = false;
    await Promise.all([
      action(),
      new Promise((resolve) => {
        timer = setTimeout(resolve, everyMs);
      }),
    ]);
    busy = false;
    if (wanted && !cancelled) void run();
  };

  return {
    call() {
      if (cancelled) return;
      wanted = true;
      if (!busy) void run();
    },
    cancel() {
      cancelled = true;
      clearTimeout(timer);
    },
  };
}
