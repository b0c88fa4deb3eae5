import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { forgetSession } from "./access/forget-session.ts";
import { type ServiceClient, ServiceClientProvider } from "./service-client/service-client.tsx";
import { ServiceProblem } from "./service-client/service-error.ts";
import { Toasts } from "./ui/toasts.tsx";

/** Everything that the console's pages take from above them. */
export function ConsoleProviders({
  service,
  children,
}: {
  service: ServiceClient;
  children: ReactNode;
}) {
  const [queries] = useState(createQueries);
  return (
    <QueryClientProvider client={queries}>
      <ServiceClientProvider client={service}>{children}</ServiceClientProvider>
      <Toasts />
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // Whichever question finds out that the session has ended, the page goes to the way in.
      onError: (error) => {
        if (error instanceof ServiceProblem && error.status === 401) forgetSession(queries);
      },
    }),
    // "always": a browser that believes it is offline must still find out what the service says.
    defaultOptions: { queries: { networkMode: "always" }, mutations: { networkMode: "always" } },
  });
  return queries;
}
