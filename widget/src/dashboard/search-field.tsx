import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";

/** Long enough to type a word, short enough to feel immediate. */
const PAUSE_MS = 250;

/** Search text that is reported once typing pauses; follows the address when that changes. */
export function SearchField({
  value,
  onChange,
}: {
  value: string;
  onChange: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  const [reported, setReported] = useState(value);

  if (value !== seen) {
    setSeen(value);
    // Our own report comes back while the person types on; only Back, a chip or a link replaces text.
    if (value !== reported) {
      setReported(value);
      setText(value);
    }
  }

  const report = useEffectEvent((wanted: string) => {
    setReported(wanted);
    onChange(wanted);
  });
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === reported) return undefined;
    const timer = setTimeout(() => report(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, reported]);

  return (
    <label className="relative w-full sm:w-64">
      <span className="sr-only">Search deals, accounts and owners</span>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-faint"
      />
      <input
        type="search"
        value={text}
        maxLength={200}
        placeholder="Deal, account, owner or id"
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-panel pr-2 pl-8 text-ink placeholder:text-ink-faint"
      />
    </label>
  );
}
