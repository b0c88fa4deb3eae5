/** One sheet for all CRM pages. Every pair of ink and ground keeps a contrast of 4.5 or more. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #16202e; --soft: #55617a; --line: #d5dbe6; --card: #fff;
  --ground: #eef1f6; --bar: #14213d; --bar-ink: #eef2fb; --bar-soft: #b7c3dd; --accent: #1d4ed8;
  --accent-ink: #fff; --done: #166534; --done-ground: #dcf3e3; --bad: #a4241c; --bad-ground: #fde7e4;
  --past: #dbe6fd; --past-ink: #1e3a8a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf6; --soft: #a3aec2; --line: #2d3950;
  --card: #182032; --ground: #0e1422; --bar: #0a0f1b; --bar-ink: #e8edf6; --bar-soft: #a3aec2;
  --accent: #8fb3ff; --accent-ink: #0e1422; --done: #86e0a5; --done-ground: #12301f; --bad: #ffb4ab;
  --bad-ground: #3b1715; --past: #1f2f55; --past-ink: #c6d7ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
h1, h2, p, dl, dd, ol, ul { margin: 0; } ol, ul { padding: 0; list-style: none; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; white-space: pre-wrap; }
h2 { font-size: 1rem; } a { color: var(--accent); }
.soft { color: var(--soft); } .unset { color: var(--soft); font-style: italic; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; z-index: 2;
  padding: .5rem 1rem; background: var(--card); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }

.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; padding: .6rem 1.25rem;
  background: var(--bar); color: var(--bar-ink); }
.bar :focus-visible { outline-color: var(--bar-ink); }
.brand { font-weight: 700; } .mark { color: #8fb3ff; }
.company { margin-left: .5rem; font-weight: 400; color: var(--bar-soft); }
.bar nav ul { display: flex; gap: .25rem; }
.bar nav a { display: block; padding: .4rem .9rem; border-radius: 8px; color: var(--bar-ink);
  text-decoration: none; }
.bar nav a:hover { text-decoration: underline; }
.bar nav [aria-current] { background: #ffffff24; font-weight: 600; }
.switch { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .6rem; margin-left: auto;
  min-width: 0; }
.switch label { color: var(--bar-soft); font-size: .85rem; }
.switch select { width: 17rem; }
@media (max-width: 42rem) { .company { display: none; } .switch { width: 100%; margin: 0; }
  .switch select { flex: 1 1 8rem; width: auto; } }

main { max-width: 96rem; margin: 0 auto; padding: 1.25rem; display: grid; gap: 1rem;
  grid-template-columns: minmax(0, 1fr); }
.crumbs { font-size: .85rem; color: var(--soft); }
.title { display: grid; gap: .15rem; }
.card { padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; min-width: 0; }
.card h2 { margin-bottom: .6rem; }
.notice { padding: .7rem 1rem; border-radius: 10px; font-weight: 600; }
.notice.done { color: var(--done); background: var(--done-ground); }
.notice.refused { color: var(--bad); background: var(--bad-ground); }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; }
.facts dt { color: var(--soft); font-size: .85rem; }
.facts dd { font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts small { display: block; color: var(--soft); font-size: .85rem; font-weight: 400; }

.path { display: flex; flex-wrap: wrap; gap: .4rem; }
.path li { padding: .4rem .9rem; border-radius: 999px; text-align: center;
  border: 1px solid var(--line); background: var(--card); color: var(--soft); font-size: .88rem; }
.path .past { background: var(--past); color: var(--past-ink); border-color: transparent; }
.path .current { background: var(--accent); color: var(--accent-ink); border-color: transparent;
  font-weight: 700; }
.path[data-outcome="won"] .current { background: var(--done); color: var(--card); }
.path[data-outcome="lost"] .current { background: var(--bad); color: var(--card); }

.columns { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
.record { display: grid; gap: 1rem; min-width: 0; }
.widget-place { border-style: dashed; background: transparent; text-align: center; padding: 2rem 1.25rem; }
.columns .widget-place { order: -1; }
@media (min-width: 68rem) { .columns { grid-template-columns: minmax(0, 1fr) 27rem; }
  .columns .widget-place { order: 0; } }
.fields { display: grid; gap: .8rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 44%), 1fr)); }
.fields dt { color: var(--soft); font-size: .85rem; }
.fields .wide { grid-column: 1 / -1; } .fields dd { overflow-wrap: anywhere; } .text { white-space: pre-wrap; }

.rows { width: 100%; border-collapse: collapse; font-size: .92rem; }
.rows th, .rows td { padding: .55rem .75rem .55rem 0; text-align: start; vertical-align: top;
  border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
.rows thead th { color: var(--soft); font-weight: 600; font-size: .82rem; white-space: nowrap; }
.rows tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 12rem; max-width: 26rem; }
.rows .whole { white-space: nowrap; } .rows .number { text-align: end; white-space: nowrap; } .rows .number + * { padding-inline-start: .75rem; }
.rows .current th::after { content: " · now"; color: var(--soft); font-weight: 400; }
@media (max-width: 56rem) { .rows thead { display: none; }
  .rows, .rows tbody { display: block; }
  .rows tr { display: grid; gap: .1rem; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .rows th, .rows td, .rows .number { display: block; padding: 0; border: 0; text-align: start;
    min-width: 0; max-width: none; white-space: normal; }
  .rows .number + * { padding-inline-start: 0; }
  .rows td::before { content: attr(data-label) ": "; color: var(--soft); } }
.empty { padding: 1.5rem 0; color: var(--soft); text-align: center; }
.pager { display: grid; grid-template-columns: 1fr auto 1fr; align-items: center; gap: 1rem;
  padding-top: .9rem; } .pager > :last-child { text-align: end; }

label { font-weight: 600; font-size: .88rem; }
input, select, button { font: inherit; padding: .45rem .7rem; border-radius: 8px; color: var(--ink);
  background: var(--card); border: 1px solid var(--soft); min-width: 0; max-width: 100%; }
button { font-weight: 600; cursor: pointer; background: var(--accent); color: var(--accent-ink);
  border-color: var(--accent); }
.bar button.quiet { background: transparent; color: var(--bar-ink); border-color: var(--bar-soft); }
.search { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
.search input { flex: 1 1 14rem; max-width: 26rem; }
.edit summary { cursor: pointer; font-weight: 600; color: var(--accent); }
.edit .grid { display: grid; gap: .9rem 1.25rem; margin-top: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); }
.field { display: grid; gap: .25rem; align-content: start; } .actions { margin-top: 1rem; }
[aria-invalid] { border-color: var(--bad); border-width: 2px; }
.fault { color: var(--bad); font-size: .88rem; }
.missing { display: grid; gap: .75rem; max-width: 40rem; }
`;
