export type ToastTone = "plain" | "success" | "warning" | "error";

/** A short message that goes away by itself; never the only place where something is said. */
export async function showToast(
  tone: ToastTone,
  title: string,
  description: string,
): Promise<void> {
  const { toast } = await import("sonner");
  const show = tone === "plain" ? toast : toast[tone];
  show(title, { description });
}
