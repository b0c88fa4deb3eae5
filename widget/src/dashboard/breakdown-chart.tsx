import type { CurrencyCode, DecimalText } from "@pulse/shared/wire/scalars";
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ReferenceLine,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { compactNumber, exactMoney } from "../ui/money.ts";
import { AXIS_HEIGHT, BAND_HEIGHT, MEASURES } from "./breakdown-measures.ts";
import type { BreakdownBar } from "./breakdown-rows.ts";

const LABEL_ROOM = 60;

/**
 * Horizontal bars, one band of a fixed height per row so that the names beside it line up. The
 * drawing is for the eye only: names, values and clicks exist as text and buttons outside of it.
 */
export function BreakdownChart({
  id,
  bars,
  width,
  currency,
  dimmed,
  onPick,
}: {
  id: string;
  bars: BreakdownBar[];
  width: number;
  currency: CurrencyCode;
  dimmed: boolean;
  onPick: (filterValue: string) => void;
}) {
  return (
    <BarChart
      layout="vertical"
      data={bars}
      width={width}
      height={bars.length * BAND_HEIGHT + AXIS_HEIGHT}
      margin={{ top: 0, right: LABEL_ROOM, bottom: 0, left: 1 }}
      barCategoryGap={7}
      barGap={2}
      accessibilityLayer={false}
    >
      <defs>
        <pattern
          id={`${id}-weighted`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="var(--purple-tint)" />
          <rect width="3.5" height="6" fill="var(--purple-mark)" />
        </pattern>
        <pattern id={`${id}-won`} width="5" height="5" patternUnits="userSpaceOnUse">
          <rect width="5" height="5" fill="var(--green-mark)" />
          <circle cx="2.5" cy="2.5" r="1" fill="var(--panel)" />
        </pattern>
      </defs>
      <CartesianGrid horizontal={false} stroke="var(--line)" />
      <XAxis
        type="number"
        height={AXIS_HEIGHT}
        tickCount={5}
        tickFormatter={(value: number) => compactNumber(String(value))}
        tick={{ fill: "var(--ink-faint)", fontSize: 11 }}
        axisLine={false}
        tickLine={false}
      />
      <YAxis type="category" dataKey="name" hide />
      <ReferenceLine x={0} stroke="var(--line-strong)" />
      <Tooltip
        cursor={{ fill: "var(--hover)", stroke: "none" }}
        isAnimationActive={false}
        content={(props) => (
          <BarDetails active={props.active} payload={props.payload} currency={currency} />
        )}
      />
      {MEASURES.map((measure) => (
        <Bar
          key={measure.name}
          dataKey={measure.name}
          fill={measure.name === "open" ? measure.mark : `url(#${id}-${measure.name})`}
          fillOpacity={dimmed ? 0.5 : 1}
          isAnimationActive={false}
          radius={[0, 2, 2, 0]}
          className="cursor-pointer"
          onClick={(bar) => onPick((bar.payload as BreakdownBar).filterValue)}
        >
          <LabelList
            dataKey={(bar: BreakdownBar) => shortAmount(bar.row[measure.amount])}
            position="right"
            offset={6}
            fontSize={11}
            fill="var(--ink-muted)"
          />
        </Bar>
      ))}
    </BarChart>
  );
}

/** A zero has no bar, and its label would only be noise at the axis. */
function shortAmount(amount: DecimalText): string {
  return Number(amount) === 0 ? "" : compactNumber(amount);
}

function BarDetails({
  active,
  payload,
  currency,
}: Pick<TooltipContentProps, "active" | "payload"> & { currency: CurrencyCode }) {
  const bar = payload?.[0]?.payload as BreakdownBar | undefined;
  if (!active || bar === undefined) return null;
  return (
    <div className="rounded-md border border-line bg-panel px-3 py-2 text-ink text-xs shadow-pop">
      <p className="font-semibold">{bar.name}</p>
      {MEASURES.map((measure) => (
        <p key={measure.name} className="flex justify-between gap-4">
          <span className="text-ink-muted">{measure.label}</span>
          {exactMoney({ amount: bar.row[measure.amount], currency })}
        </p>
      ))}
    </div>
  );
}
