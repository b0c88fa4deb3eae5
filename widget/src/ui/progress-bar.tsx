/**
 * A true progress bar. Without `of` the end is unknown: it moves, claims no share, and says so.
 */
export function ProgressBar({
  label,
  value,
  of,
  text,
}: {
  label: string;
  value: number;
  of: number | null;
  /** What a screen reader says for the value. */
  text: string;
}) {
  // More than expected can arrive: deals are created while a run reads.
  const share = of === null ? null : of === 0 ? 1 : Math.min(1, value / of);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuetext={text}
      {...(share === null
        ? {}
        : { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.floor(share * 100) })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      {share === null ? (
        <div className="travel h-full w-1/3 rounded-full bg-blue-mark motion-reduce:w-full motion-reduce:opacity-40" />
      ) : (
        <div
          className="h-full rounded-full bg-blue-mark transition-[width] duration-300"
          style={{ width: `${share * 100}%` }}
        />
      )}
    </div>
  );
}
