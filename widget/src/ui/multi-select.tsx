import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { PopPanel } from "./pop-panel.tsx";

export type SelectOption = { value: string; label: string; note?: string };

/** Above this many choices a person would rather type than scroll. */
const SEARCH_FROM = 9;

/** Several of many, in a panel of checkboxes. The trigger says how many are chosen. */
export function MultiSelect({
  label,
  options,
  chosen,
  onChange,
  disabled = false,
}: {
  label: string;
  options: readonly SelectOption[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  disabled?: boolean;
}) {
  const [sought, setSought] = useState("");
  const needle = sought.trim().toLocaleLowerCase();
  const shown = options.filter((option) => option.label.toLocaleLowerCase().includes(needle));
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);

  return (
    <PopPanel
      label={label}
      className="w-64"
      trigger={
        <Button disabled={disabled}>
          {label}
          <span className="sr-only"> filter</span>
          {chosen.length > 0 && (
            <span className="rounded-full bg-blue-tint px-1.5 font-semibold text-blue-ink text-xs">
              {chosen.length}
              <span className="sr-only"> chosen</span>
            </span>
          )}
          <ChevronDown aria-hidden className="size-3.5 text-ink-faint" />
        </Button>
      }
    >
      {options.length >= SEARCH_FROM && (
        <div className="border-line border-b p-2">
          <input
            type="search"
            aria-label={`Find in ${label}`}
            placeholder="Find…"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
            className="h-8 w-full rounded-md border border-line-strong bg-panel px-2 placeholder:text-ink-faint"
          />
        </div>
      )}
      <fieldset className="max-h-72 overflow-y-auto p-1">
        <legend className="sr-only">{label}</legend>
        {shown.map((option) => (
          <label
            key={option.value}
            className="flex cursor-pointer items-center gap-2 rounded px-2 py-1.5 hover:bg-hover"
          >
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={() => toggle(option.value)}
              className="size-4 shrink-0 accent-primary"
            />
            <span className="min-w-0 flex-1 break-words">{option.label}</span>
            {option.note !== undefined && (
              <span className="text-ink-faint text-xs">{option.note}</span>
            )}
          </label>
        ))}
        {shown.length === 0 && <p className="px-2 py-1.5 text-ink-muted">Nothing to choose</p>}
      </fieldset>
      {chosen.length > 0 && (
        <div className="border-line border-t p-1">
          <Button look="quiet" className="w-full" onClick={() => onChange([])}>
            Clear {label.toLocaleLowerCase()}
          </Button>
        </div>
      )}
    </PopPanel>
  );
}
