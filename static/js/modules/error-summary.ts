/** The list of mistakes is the first thing to read after a form came back. */
export class ErrorSummary {
  constructor(summary: HTMLElement) {
    summary.focus();
  }
}
