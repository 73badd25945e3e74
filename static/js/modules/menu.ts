/** A menu that closes on Escape and on a tap elsewhere. */
export class Menu {
  constructor(private readonly menu: HTMLElement) {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target as Node)) this.close();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.hasAttribute("open")) return;
      this.close();
      menu.querySelector("summary")?.focus();
    });
  }

  private close(): void {
    this.menu.removeAttribute("open");
  }
}
