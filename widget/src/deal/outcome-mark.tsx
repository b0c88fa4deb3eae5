import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import { CircleDot, CircleHelp, CircleX, type LucideIcon, Trophy } from "lucide-react";
import { classNames } from "../ui/class-names.ts";

export const outcomeWord: Record<DealOutcome, string> = {
  open: "Open",
  won: "Won",
  lost: "Lost",
  unknown: "Excluded",
};

const faces: Record<DealOutcome, { icon: LucideIcon; ink: string }> = {
  open: { icon: CircleDot, ink: "text-blue-ink" },
  won: { icon: Trophy, ink: "text-green-ink" },
  lost: { icon: CircleX, ink: "text-red-ink" },
  unknown: { icon: CircleHelp, ink: "text-amber-ink" },
};

export function OutcomeMark({ outcome }: { outcome: DealOutcome }) {
  const { icon: Icon, ink } = faces[outcome];
  return (
    <span
      className={classNames("inline-flex items-center gap-1 text-xs", ink)}
      title={outcome === "unknown" ? "Its stage is not in the CRM's stage list" : undefined}
    >
      <Icon aria-hidden className="size-3 shrink-0" />
      {outcomeWord[outcome]}
    </span>
  );
}
