import type { SignedIn } from "@pulse/shared/access/signed-in";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, LogOut } from "lucide-react";
import { useServiceClient } from "../service-client/service-client.tsx";
import { Menu, MenuItem, MenuLine, MenuText } from "../ui/menu.tsx";
import { showToast } from "../ui/toast.ts";
import { forgetSession } from "./forget-session.ts";
import { useViewer } from "./viewer.tsx";

const sees: Record<SignedIn["sees"], string> = {
  all: "Sees all deals",
  own_and_subordinates: "Sees own deals and those of their reports",
};

export function UserMenu() {
  const viewer = useViewer();
  const service = useServiceClient();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => service.signOut(),
    onSuccess: () => forgetSession(queries),
    onError: (error) => void showToast("error", "You are still signed in", error.message),
  });
  const { user, org } = viewer;

  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex items-center gap-2 rounded-full py-0.5 pr-0.5 pl-0.5 hover:bg-hover sm:pr-3"
        >
          <span
            aria-hidden
            className="grid size-7 place-items-center rounded-full bg-blue-tint font-semibold text-blue-ink text-xs"
          >
            {initials(user.name)}
          </span>
          <span className="sr-only">Account of </span>
          <span className="sr-only max-w-40 truncate sm:not-sr-only">{user.name}</span>
        </button>
      }
    >
      <MenuText>
        <p className="font-semibold">{user.name}</p>
        <p className="text-ink-muted text-xs">{user.email}</p>
        <p className="mt-1.5 text-xs">
          {[user.role, user.profile].filter((part) => part !== null).join(" · ") ||
            "No role in the CRM"}
        </p>
        <p className="text-ink-muted text-xs">{sees[viewer.sees]}</p>
      </MenuText>
      <MenuLine />
      <MenuItem onSelect={() => window.open(org.crm_url, "_blank", "noopener")}>
        <ExternalLink aria-hidden className="size-4 text-ink-muted" />
        Open {org.name} in CRM
      </MenuItem>
      <MenuItem onSelect={() => signOut.mutate()} disabled={signOut.isPending}>
        <LogOut aria-hidden className="size-4 text-ink-muted" />
        Sign out
      </MenuItem>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = Array.from(words[0] ?? "?")[0] ?? "?";
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return `${first}${last}`.toLocaleUpperCase();
}
