export function ProductMark() {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap font-semibold text-[0.9375rem] text-ink">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6">
        <rect width="32" height="32" rx="7" className="fill-primary" />
        <path
          d="M5 17h5l3-8 5 14 3.5-9L23 17h4"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      Pipeline Pulse
    </span>
  );
}
