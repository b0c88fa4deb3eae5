import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { useServiceClient } from "../service-client/service-client.tsx";
import { ServiceUnreachable } from "../service-client/service-error.ts";
import { Button } from "../ui/button.tsx";
import { FullPageMessage } from "../ui/full-page-message.tsx";
import { signedInQuery } from "./signed-in-query.ts";
import { ViewerProvider } from "./viewer.tsx";

const SignInPage = lazy(async () => ({ default: (await import("./sign-in-page.tsx")).SignInPage }));

/** Shows the console to whoever is signed in, the way in to everybody else. */
export function SignInGate({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const signedIn = useQuery(signedInQuery(useServiceClient()));

  if (signedIn.isPending) return waiting;
  if (signedIn.data === null)
    return (
      <Suspense fallback={waiting}>
        <SignInPage />
      </Suspense>
    );
  // A failed refresh keeps who we know; calls that need a session will say if it has ended.
  if (signedIn.data !== undefined) {
    return <ViewerProvider viewer={signedIn.data}>{children}</ViewerProvider>;
  }
  if (signedIn.error instanceof ServiceUnreachable) {
    return (
      <FullPageMessage title="The service does not answer">
        <p role="status">
          Nothing is lost: deals stay in the CRM and in the database. This page tries again every 5
          seconds and opens by itself.
        </p>
        <Button onClick={() => void signedIn.refetch()}>Try now</Button>
      </FullPageMessage>
    );
  }
  return (
    <FullPageMessage title="The console could not start">
      <p role="alert">{signedIn.error?.message}</p>
      <Button onClick={() => void signedIn.refetch()}>Try again</Button>
    </FullPageMessage>
  );
}
