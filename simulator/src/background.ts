/** Timers that end with the stand-in. */
export type Background = {
  later(ms: number, task: () => void): void;
  stop(): void;
};

export function createBackground(): Background {
  const timers = new Set<NodeJS.Timeout>();
  return {
    later(ms, task) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        task();
      }, ms);
      timers.add(timer);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
