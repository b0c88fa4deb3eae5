import { codeOf, type Json, type RawReply, rowsOf } from "./crm-session.ts";
import type { Question } from "./question.ts";

const LIST = "fields=Deal_Name,Stage,Owner,Account_Name,Modified_Time";

const instantMs = (value: unknown) => Date.parse(String(value));

/** How one lookup looks: with a name, as an id in an object, or as bare text. */
function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "object") return `{${Object.keys(value).toSorted().join(", ")}}`;
  return typeof value;
}

const isRefused = (reply: RawReply) => reply.status >= 400;

export const readingQuestions: Question[] = [
  {
    id: "P10",
    asks: "Is the Date header there, and sane?",
    credits: 1,
    needs: "nothing",
    async ask(session) {
      const reply = await session.call({ path: "/org", credits: 1 });
      const date = reply.headers.get("date");
      const aheadMs = date === null ? null : Date.parse(date) - (reply.atMs - reply.ms / 2);
      const isPresent = aheadMs !== null && !Number.isNaN(aheadMs);
      return {
        says: isPresent
          ? `Yes: ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs < 0 ? "behind" : "ahead of"} our clock.`
          : "No usable Date header.",
        facts: { is_present: isPresent, ahead_ms: isPresent ? Math.round(aheadMs) : null },
      };
    },
  },
  {
    id: "P6",
    asks: "What does COQL give: lookups, aggregates, size of IN and SELECT, WHERE?",
    credits: 9,
    needs: "nothing",
    async ask(session, deal) {
      const [row] = rowsOf(
        await session.query(
          `select Deal_Name, Owner, Account_Name, Modified_Time from Deals where id = '${deal}'`,
        ),
      );
      const [listed] = rowsOf(
        await session.call({ path: `/Deals?${LIST}&ids=${deal}`, credits: 1 }),
      );
      const newest = await session.query(
        "select MAX(Modified_Time) from Deals where id is not null",
      );
      const inList = (size: number) =>
        session.query(
          `select id from Deals where id in (${Array.from({ length: size }, (_, at) => `'${BigInt(deal) + BigInt(at)}'`).join(", ")})`,
          200,
        );
      const isInOf = { 50: !isRefused(await inList(50)), 100: !isRefused(await inList(100)) };
      const isInOf101 = !isRefused(await inList(101));
      const noWhere = await session.query("select id from Deals");
      const nameOf = (record: Json | undefined) =>
        record?.Owner !== null && typeof record?.Owner === "object"
          ? ((record.Owner as Json).name ?? null)
          : null;
      const facts = {
        lookup: shapeOf(row?.Account_Name),
        owner: shapeOf(row?.Owner),
        list_lookup: shapeOf(listed?.Account_Name),
        owner_name_as_in_list: nameOf(row) === nameOf(listed),
        max_of_time: isRefused(newest) ? codeOf(newest) : "works",
        max_in: isInOf101 ? "above 100" : isInOf[100] ? 100 : isInOf[50] ? 50 : "below 50",
        where_is_mandatory: isRefused(noWhere),
      };
      return {
        says: `Lookups come as ${facts.lookup}, owners as ${facts.owner}; IN takes ${facts.max_in}; WHERE is ${facts.where_is_mandatory ? "" : "not "}mandatory; MAX of a time: ${facts.max_of_time}.`,
        facts,
      };
    },
  },
  {
    id: "P5",
    asks: "How does the timeline write a date and a pick list, and whom does it name?",
    credits: 1,
    needs: "nothing",
    async ask(session, deal) {
      const reply = await session.call({
        path: `/Deals/${deal}/__timeline?per_page=50`,
        credits: 1,
      });
      const entries = rowsOf(reply, "__timeline");
      const samples: Record<string, unknown> = {};
      for (const entry of entries) {
        const history = Array.isArray(entry.field_history) ? (entry.field_history as Json[]) : [];
        for (const field of history) samples[String(field.data_type)] ??= field._value;
      }
      return {
        says:
          entries.length === 0
            ? `No entry for this deal (HTTP ${reply.status}); name one that has been edited.`
            : `${entries.length} entries; kinds of fields seen: ${Object.keys(samples).join(", ")}.`,
        facts: {
          status: reply.status,
          entries: entries.length,
          sources: [...new Set(entries.map((entry) => entry.source))],
          done_by: shapeOf(entries[0]?.done_by),
          values: Object.fromEntries(
            Object.entries(samples).map(([type, value]) => [type, shapeOfValue(value)]),
          ),
        },
      };
    },
  },
  {
    id: "P7",
    asks: "Are page tokens given from the first page on, and for how long?",
    credits: 1,
    needs: "nothing",
    async ask(session) {
      const reply = await session.call({
        path: `/Deals?${LIST}&per_page=1&sort_by=id`,
        credits: 1,
      });
      const info = (reply.json?.info ?? {}) as Json;
      const lifeMs = instantMs(info.page_token_expiry) - reply.atMs;
      const hours = Number.isNaN(lifeMs) ? null : Math.round(lifeMs / 3_600_000);
      const hasToken = typeof info.next_page_token === "string";
      return {
        says: hasToken
          ? `Yes, good for about ${hours} h. Whether the rows behind it move is asked with --write.`
          : "No token with the first page.",
        facts: { has_token: hasToken, hours },
      };
    },
  },
  {
    id: "P8",
    asks: "What does the deleted list hold: order, how far back, which types by default?",
    credits: 6,
    needs: "nothing",
    async ask(session) {
      const list = async (type: string) =>
        rowsOf(
          await session.call({ path: `/Deals/deleted?per_page=200&page=1${type}`, credits: 2 }),
        );
      const all = await list("&type=all");
      const byDefault = await list("");
      const permanent = await list("&type=permanent");
      const times = all.map((row) => instantMs(row.deleted_time));
      const oldest = Math.min(...times);
      const typesOf = (rows: Json[]) => [...new Set(rows.map((row) => row.type))].toSorted();
      const facts = {
        rows: all.length,
        order: orderOf(times),
        oldest_days: all.length === 0 ? null : Math.floor((Date.now() - oldest) / 86_400_000),
        default_types: typesOf(byDefault),
        default_is_all: byDefault.length === all.length,
        permanent: permanent.length,
      };
      return {
        says:
          all.length === 0
            ? "The list is empty: delete a deal that nobody needs, and ask again."
            : `First page: ${facts.rows} rows, ${facts.order}, back to ${facts.oldest_days} days; without a type: ${facts.default_types.join(", ")}.`,
        facts,
      };
    },
  },
  {
    id: "L1",
    asks: "How do lists treat If-Modified-Since, and fields that are not there?",
    credits: 4,
    needs: "nothing",
    async ask(session, deal) {
      const [row] = rowsOf(await session.call({ path: `/Deals?${LIST}&ids=${deal}`, credits: 1 }));
      const since = (value: string) =>
        session.call({
          path: `/Deals?${LIST}&ids=${deal}`,
          headers: { "if-modified-since": value },
          credits: 1,
        });
      const atStamp = await since(String(row?.Modified_Time));
      const inFuture = await since(
        new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, ""),
      );
      const unknown = await session.call({
        path: `/Deals?fields=Deal_Name,No_Such_Field_At_All&ids=${deal}`,
        credits: 1,
      });
      const facts = {
        is_inclusive: rowsOf(atStamp).length > 0,
        nothing_newer: inFuture.status,
        unknown_field: isRefused(unknown) ? codeOf(unknown) : "dropped",
      };
      return {
        says: `The instant itself is ${facts.is_inclusive ? "included" : "left out"}; nothing newer gives HTTP ${facts.nothing_newer}; an unknown field is ${facts.unknown_field}.`,
        facts,
      };
    },
  },
  {
    id: "P4",
    asks: "Which channels are there, until when?",
    credits: 1,
    needs: "nothing",
    async ask(session) {
      const reply = await session.call({ path: "/actions/watch?per_page=200", credits: 1 });
      const channels = rowsOf(reply, "watch");
      return {
        says: `${channels.length} channels. Order, repeats and retries of notifications need a public address: run the service, and look at its inbox.`,
        facts: { status: reply.status, channels: channels.length },
      };
    },
  },
];

/** The kinds of old and new value; their text is the customer's and stays out of the report. */
function shapeOfValue(value: unknown): string {
  if (typeof value !== "object" || value === null) return shapeOf(value);
  const { old: before, new: after } = value as Json;
  return `${formatOf(before)} to ${formatOf(after)}`;
}

function formatOf(value: unknown): string {
  if (typeof value !== "string") return shapeOf(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return "YYYY-MM-DD";
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return "ISO date-time";
  return "text";
}

function orderOf(times: number[]): string {
  const pairs = times.slice(1).map((time, at) => time - (times[at] ?? time));
  if (pairs.every((difference) => difference === 0)) return "order unknown";
  if (pairs.every((difference) => difference <= 0)) return "newest first";
  return pairs.every((difference) => difference >= 0) ? "oldest first" : "no order by time";
}
