import { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import { NO_VALUE } from "@pulse/shared/pipeline/live-pipeline";
import { X } from "lucide-react";
import { outcomeWord } from "../deal/outcome-mark.tsx";
import { Button } from "../ui/button.tsx";
import { MultiSelect, type SelectOption } from "../ui/multi-select.tsx";
import {
  type DashboardSearch,
  hasFilters,
  type ListFilter,
  listFilters,
  toggled,
  withList,
  withoutFilters,
} from "./dashboard-search.ts";
import { SearchField } from "./search-field.tsx";

const labels: Record<ListFilter, string> = {
  outcome: "Outcome",
  territory: "Territory",
  service_line: "Service line",
  stage: "Stage",
  owner: "Owner",
};

/** @param options null while the names are not known; what is chosen can still be taken away */
export function FilterBar({
  search,
  options,
  onSearch,
}: {
  search: DashboardSearch;
  options: FilterOptions | null;
  onSearch: (search: DashboardSearch) => void;
}) {
  const choices = filterChoices(options);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField
        value={search.search ?? ""}
        onChange={(text) => onSearch({ ...search, search: text === "" ? undefined : text })}
      />
      {listFilters.map((name) => (
        <MultiSelect
          key={name}
          label={labels[name]}
          options={choices[name]}
          chosen={search[name] ?? []}
          disabled={options === null}
          onChange={(chosen) => onSearch(withList(search, name, chosen))}
        />
      ))}
    </div>
  );
}

/** What the grid is narrowed by, each part removable. Nothing without filters. */
export function FilterChips({
  search,
  options,
  onSearch,
}: {
  search: DashboardSearch;
  options: FilterOptions | null;
  onSearch: (search: DashboardSearch) => void;
}) {
  if (!hasFilters(search)) return null;
  const choices = filterChoices(options);
  return (
    <ul aria-label="Filters in use" className="flex flex-wrap items-center gap-1.5">
      {search.search !== undefined && (
        <Chip
          label="Search"
          value={`“${search.search}”`}
          onRemove={() => onSearch({ ...search, search: undefined })}
        />
      )}
      {listFilters.flatMap((name) =>
        (search[name] ?? []).map((value) => (
          <Chip
            key={`${name}:${value}`}
            label={labels[name]}
            value={choices[name].find((choice) => choice.value === value)?.label ?? value}
            onRemove={() => onSearch(toggled(search, name, value))}
          />
        )),
      )}
      <li>
        <Button look="quiet" className="h-7" onClick={() => onSearch(withoutFilters(search))}>
          Clear filters
        </Button>
      </li>
    </ul>
  );
}

function Chip({ label, value, onRemove }: { label: string; value: string; onRemove: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove filter ${label}: ${value}`}
        className="inline-flex h-6 max-w-64 items-center gap-1 rounded-full bg-blue-tint pr-1.5 pl-2.5 text-blue-ink text-xs hover:brightness-95"
      >
        <span className="truncate">
          {label}: <span className="font-medium">{value}</span>
        </span>
        <X aria-hidden className="size-3 shrink-0" />
      </button>
    </li>
  );
}

function filterChoices(options: FilterOptions | null): Record<ListFilter, SelectOption[]> {
  const named = (names: readonly string[] | undefined, nameOfNone: string): SelectOption[] => [
    ...(names ?? []).map((name) => ({ value: name, label: name })),
    { value: NO_VALUE, label: nameOfNone },
  ];
  return {
    outcome: DealOutcome.options.map((value) => ({ value, label: outcomeWord[value] })),
    territory: named(options?.territories, "No territory"),
    service_line: named(options?.service_lines, "No service line"),
    stage: (options?.stages ?? []).map(({ name, outcome }) => ({
      value: name,
      label: name,
      note: outcomeWord[outcome],
    })),
    owner: (options?.owners ?? []).map(({ id, name, is_active }) => ({
      value: id,
      label: name,
      ...(is_active ? {} : { note: "inactive" }),
    })),
  };
}
