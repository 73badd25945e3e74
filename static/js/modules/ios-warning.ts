/** Only Apple's phones and tablets know `standalone`: in a tab of theirs, what waits may be deleted. */
export class IosWarning {
  constructor(line: HTMLElement) {
    line.hidden = !("standalone" in navigator) || navigator.standalone === true;
  }
}
