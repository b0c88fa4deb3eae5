import { z } from "zod";

/** An application registered in the API console. */
export const ApiClient = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  name: z.string().min(1),
  /** Compared letter by letter with what a request asks for. */
  redirect_uris: z.array(z.url()).default([]),
});
export type ApiClient = z.infer<typeof ApiClient>;

/** What a stand-in without SIMULATOR_CLIENTS knows; the addresses are the service's own defaults. */
export const defaultClients: ApiClient[] = [
  {
    client_id: "1000.PIPELINEPULSEDEMO0000000000000001",
    client_secret: "pipeline-pulse-demo-secret",
    name: "Pipeline Pulse",
    redirect_uris: [
      "http://localhost:8000/api/auth/callback",
      "http://127.0.0.1:8000/api/auth/callback",
    ],
  },
];
