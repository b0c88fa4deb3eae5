import { CircleAlert } from "lucide-react";
import { ServiceProblem, ServiceUnreachable } from "../service-client/service-error.ts";
import { Button } from "../ui/button.tsx";
import { CenteredMessage } from "../ui/centered-message.tsx";
import { PIPELINE_RETRY_MS } from "./pipeline-query.ts";
import { PipelineTiles } from "./pipeline-tiles.tsx";

/** No numbers at all: the reason, what is safe, and when it will be tried again. */
export function LoadFailed({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  return (
    <>
      <PipelineTiles
        summary={{ unavailable: "could not be loaded" }}
        dimmed={false}
        onShow={() => {}}
      />
      <section aria-label="Deals" className="rounded-lg border border-line bg-panel shadow-panel">
        <CenteredMessage
          icon={CircleAlert}
          title="The deals could not be loaded"
          action={<Button onClick={onRetry}>Try again</Button>}
        >
          <p>
            {error instanceof ServiceUnreachable ? "The service does not answer." : error?.message}
          </p>
          <p>
            Nothing is lost: deals stay in the CRM. The page tries again every{" "}
            {PIPELINE_RETRY_MS / 1000} seconds.
          </p>
          {error instanceof ServiceProblem && (
            <p className="mt-1 text-ink-faint text-xs">Request {error.requestId}</p>
          )}
        </CenteredMessage>
      </section>
    </>
  );
}
