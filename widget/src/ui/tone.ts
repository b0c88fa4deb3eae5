/** What a colour may mean. Every use adds a word and an icon: colour is never alone. */
export type Tone = "good" | "busy" | "attention" | "bad" | "neutral";

export const toneInk: Record<Tone, string> = {
  good: "text-green-ink",
  busy: "text-blue-ink",
  attention: "text-amber-ink",
  bad: "text-red-ink",
  neutral: "text-ink-muted",
};

export const toneTint: Record<Tone, string> = {
  good: "bg-green-tint",
  busy: "bg-blue-tint",
  attention: "bg-amber-tint",
  bad: "bg-red-tint",
  neutral: "bg-sunken",
};
