/** A page may have been kept for weeks: what the server wrote into its form for one reader is written anew. */
import { newId, newSecret } from "../lib/ids";

export function freshen(form: HTMLFormElement): void {
  const field = (name: string) => form.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
  field("id").value = newId();
  field("secret").value = newSecret();
  const asked = new URLSearchParams(location.search).get("service");
  const radio = asked ? form.querySelector<HTMLInputElement>(`[name="service"][value="${CSS.escape(asked)}"]`) : null;
  if (!radio) return;
  radio.checked = true;
  radio.closest("details")?.setAttribute("open", "");
}
