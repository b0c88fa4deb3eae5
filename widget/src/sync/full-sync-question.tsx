import { Button } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import { counted } from "../ui/money.ts";
import { fullSyncCredits } from "./full-sync-cost.ts";

export function FullSyncQuestion({
  dealCount,
  onConfirm,
  onCancel,
}: {
  dealCount: number | null;
  onConfirm: () => void;
  onCancel: () => void;
}) {
  return (
    <Modal
      title="Read every deal again?"
      description="A full sync compares every deal with the CRM. It is needed only when something looks wrong: the regular sync already picks up all changes."
      onClose={onCancel}
      footer={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button look="primary" onClick={onConfirm}>
            Start full sync
          </Button>
        </>
      }
    >
      <p>
        It costs 3 API credits for every 2,000 deals, from the budget that all of your CRM
        integrations share
        {dealCount === null
          ? "."
          : `: about ${counted(fullSyncCredits(dealCount), "credit")} for ${counted(dealCount, "deal")}.`}
      </p>
      <p className="mt-2 text-ink-muted">
        The dashboard keeps working meanwhile. No number changes unless the CRM's did.
      </p>
    </Modal>
  );
}
