/** What a breakdown draws, in this order; fill and pattern together tell the measures apart. */
export const MEASURES = [
  { name: "open", label: "Open", amount: "open_amount", mark: "var(--blue-mark)" },
  { name: "weighted", label: "Weighted", amount: "weighted_amount", mark: "var(--purple-mark)" },
  { name: "won", label: "Won", amount: "won_amount", mark: "var(--green-mark)" },
] as const;

/** Pixels; shared by the drawing and the names beside it. */
export const BAND_HEIGHT = 56;
export const AXIS_HEIGHT = 24;
