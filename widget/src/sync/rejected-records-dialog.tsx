import type { RejectedRecord } from "@pulse/shared/sync/rejected-record";
import { useQuery } from "@tanstack/react-query";
import { issueText } from "../deal/issue-text.ts";
import { useServiceClient } from "../service-client/service-client.tsx";
import { Button } from "../ui/button.tsx";
import { InstantTime } from "../ui/instant-time.tsx";
import { Modal } from "../ui/modal.tsx";
import { counted } from "../ui/money.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { useNow } from "../ui/use-now.ts";
import { rejectedRecordsQuery } from "./rejected-records-query.ts";

export function RejectedRecordsDialog({ onClose }: { onClose: () => void }) {
  const rejected = useQuery(rejectedRecordsQuery(useServiceClient()));
  const now = useNow(60_000);
  return (
    <Modal
      title="Records that could not be read"
      description="They are stored exactly as the CRM sent them. Correct the named fields in the CRM; the next sync tries again."
      onClose={onClose}
    >
      {rejected.isPending && (
        <div role="status" aria-label="Loading records" className="space-y-2">
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      )}
      {rejected.isError && !rejected.data && (
        <div role="alert" className="flex flex-wrap items-center gap-3">
          <p className="flex-1">The records could not be loaded. {rejected.error.message}</p>
          <Button onClick={() => void rejected.refetch()}>Try again</Button>
        </div>
      )}
      {rejected.data && (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {rejected.data.records.map((record) => (
              <RejectedItem key={record.id} record={record} now={now} />
            ))}
          </ul>
          <p className="mt-2 text-ink-muted text-xs">
            {rejected.data.records.length} of {counted(rejected.data.total, "record")} shown
          </p>
        </>
      )}
    </Modal>
  );
}

function RejectedItem({ record, now }: { record: RejectedRecord; now: Date }) {
  return (
    <li className="py-3">
      <p className="flex flex-wrap gap-x-3">
        <span className="font-medium">{record.record_id ?? "Record without an id"}</span>
        <span className="text-ink-muted text-xs">
          first seen <InstantTime instant={record.first_seen_at} now={now} />, last seen{" "}
          <InstantTime instant={record.last_seen_at} now={now} />
        </span>
      </p>
      <ul className="mt-1 flex flex-wrap gap-1.5">
        {record.issues.map((issue) => (
          <li
            key={`${issue.field}:${issue.problem}`}
            className="rounded bg-amber-tint px-1.5 text-amber-ink text-xs"
          >
            {issueText(issue)}
          </li>
        ))}
      </ul>
      <details className="mt-1.5">
        <summary className="cursor-pointer text-ink-muted text-xs">As the CRM sent it</summary>
        <pre
          // Long records scroll sideways; that has to be possible with the keyboard too.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must take focus
          tabIndex={0}
          className="mt-1 max-h-64 overflow-auto rounded-md bg-sunken p-3 text-xs"
        >
          {JSON.stringify(record.raw, null, 2)}
        </pre>
      </details>
    </li>
  );
}
