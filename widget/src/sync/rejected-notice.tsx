import { lazy, Suspense, useState } from "react";
import { Button } from "../ui/button.tsx";
import { counted } from "../ui/money.ts";
import { Notice } from "../ui/notice.tsx";

const RejectedRecordsDialog = lazy(async () => ({
  default: (await import("./rejected-records-dialog.tsx")).RejectedRecordsDialog,
}));

/** Records that could not become deals are counted in view; an administrator can look into them. */
export function RejectedNotice({ count, canOpen }: { count: number; canOpen: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  if (count === 0) return null;
  return (
    <>
      <Notice
        tone="attention"
        title={`${counted(count, "CRM record")} could not be read as ${count === 1 ? "a deal" : "deals"}`}
        action={canOpen && <Button onClick={() => setIsOpen(true)}>Show records</Button>}
      >
        Kept as they came and in no number here; each is tried again when it changes in the CRM.
      </Notice>
      {isOpen && (
        <Suspense>
          <RejectedRecordsDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
