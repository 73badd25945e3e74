/** Asks the city whether what the phone or a photo measured lies in it: the box around the city does not know. Nobody waits for it. */
import { emit, on } from "../dom/events";
import type { Known } from "../lib/known-place";
import type { Fix } from "../lib/place";
import { Asking } from "../lib/whereabouts";

export class PlaceCheck {
  private readonly asking = new Asking((url, options) => fetch(url, options), document.documentElement.lang);
  private asked: Fix | null = null;

  constructor(private readonly root: HTMLElement) {
    on(root, "place:changed", ({ known }) => this.check(known));
    emit(root, "place:take", { decide: (known) => (this.check(known), known) }); // the phone was quicker than this script
  }

  private check(known: Known): void {
    const fix = known.kind === "found" && (known.source === "device" || known.source === "photo") ? known.fix : null;
    if (fix === this.asked) return;
    this.asked = fix;
    if (fix) this.asking.ask(fix, ({ isInside }) => isInside || this.tell(fix), fix.accuracy_m);
    else this.asking.stop();
  }

  private tell(fix: Fix): void {
    emit(this.root, "place:take", { decide: (known) => (known.kind === "found" && known.fix === fix ? { ...known, isElsewhere: true } : known) });
  }
}
