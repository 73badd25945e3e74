/** Cases whose pages this phone has saved, the latest first. */
import { showSeenCases } from "../dom/seen-case-list";
import { seenCases } from "../lib/seen-cases";

const MOST = 40;

export class SavedCases {
  constructor(section: HTMLElement) {
    if (!("caches" in window)) return;
    void seenCases(caches, document.documentElement.lang, MOST)
      .then((cases) => showSeenCases(section, cases))
      .catch((error: unknown) => console.error(error));
  }
}
