/** The button that asks for leave to tell: only where the answer is still open, and only by this tap. */
export class TellWhenSent {
  constructor(button: HTMLElement) {
    button.hidden = !("Notification" in window) || Notification.permission !== "default";
    button.addEventListener("click", () => void Notification.requestPermission().then((answer) => {
      button.hidden = answer !== "default";
    }));
  }
}
