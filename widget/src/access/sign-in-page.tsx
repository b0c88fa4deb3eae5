import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useServiceClient } from "../service-client/service-client.tsx";
import { buttonClass } from "../ui/button.tsx";
import { FullPageMessage } from "../ui/full-page-message.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { connectUrl, signInUrl } from "./auth-links.ts";
import { authStateQuery } from "./signed-in-query.ts";

export function SignInPage() {
  const state = useQuery(authStateQuery(useServiceClient()));

  if (!state.data) {
    return (
      <FullPageMessage title="Sign in">
        {state.isError ? (
          <p role="alert">The service does not answer. This page tries again every 5 seconds.</p>
        ) : (
          <Skeleton className="h-24" />
        )}
      </FullPageMessage>
    );
  }

  const { zoho_host, org_connected } = state.data;
  return org_connected ? (
    <FullPageMessage title="Sign in with Zoho">
      <p>
        <strong className="font-semibold text-ink">{zoho_host}</strong> asks for your password and
        sends you back here. Pipeline Pulse never sees it.
      </p>
      <p>You are shown the deals that you may open in the CRM, and no others.</p>
      <a href={signInUrl()} className={buttonClass("primary", "h-10 w-full text-sm")}>
        Sign in with Zoho
        <ArrowRight aria-hidden className="size-4" />
      </a>
    </FullPageMessage>
  ) : (
    <FullPageMessage title="Connect Zoho CRM">
      <p>
        This installation is not connected to an organisation yet. A CRM administrator does it once,
        at <strong className="font-semibold text-ink">{zoho_host}</strong>:
      </p>
      <ol className="list-decimal space-y-1 pl-5">
        <li>sign in there and allow Pipeline Pulse to read your deals,</li>
        <li>come back here, and the first sync starts by itself,</li>
        <li>the dashboard opens while it runs.</li>
      </ol>
      <a href={connectUrl()} className={buttonClass("primary", "h-10 w-full text-sm")}>
        Connect Zoho CRM
        <ArrowRight aria-hidden className="size-4" />
      </a>
    </FullPageMessage>
  );
}
