import { Inbox } from "lucide-react";
import { useViewer } from "../access/viewer.tsx";
import { buttonClass } from "../ui/button.tsx";
import { CenteredMessage } from "../ui/centered-message.tsx";

/** A finished sync, and nothing to show: no deals exist, or none for this person. */
export function EmptyOrganisation() {
  const { org, sees } = useViewer();
  return (
    <section aria-label="Deals" className="rounded-lg border border-line bg-panel shadow-panel">
      <CenteredMessage
        icon={Inbox}
        title={sees === "all" ? `No deals in ${org.name} yet` : "No deals that you may see"}
        action={
          <a href={org.crm_url} target="_blank" rel="noopener" className={buttonClass("plain")}>
            Open the CRM
          </a>
        }
      >
        {sees === "all"
          ? "The sync has finished and the CRM has no deals. The first one appears here within seconds of being saved there."
          : "You see your own deals and those of your reports, as in the CRM. None of them exists yet."}
      </CenteredMessage>
    </section>
  );
}
