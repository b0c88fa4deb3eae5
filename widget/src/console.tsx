import "./service-client/without-eval.ts";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ConsoleProviders } from "./console-providers.tsx";
import { createConsoleRouter } from "./console-router.tsx";
import { createHttpServiceClient } from "./service-client/http-service-client.ts";
import { followSystemTheme } from "./ui/theme.ts";
import "./ui/theme.css";

const container = document.getElementById("console");
if (container === null) throw new Error("console.html has no #console element");

followSystemTheme();
createRoot(container).render(
  <StrictMode>
    <ConsoleProviders service={createHttpServiceClient()}>
      <RouterProvider router={createConsoleRouter()} />
    </ConsoleProviders>
  </StrictMode>,
);
