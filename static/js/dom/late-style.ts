/** The style of what comes late comes with it, and not with the page. */
export function linkStyle(address: string): void {
  if (!address || document.querySelector(`link[href="${CSS.escape(address)}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
