import type { SignedIn } from "@pulse/shared/access/signed-in";
import { createContext, type ReactNode, useContext } from "react";

const ViewerContext = createContext<SignedIn | null>(null);

export function ViewerProvider({ viewer, children }: { viewer: SignedIn; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

/** Who is looking, and at which organisation. Only below the sign-in gate. */
export function useViewer(): SignedIn {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error("No signed-in viewer above this component");
  return viewer;
}
