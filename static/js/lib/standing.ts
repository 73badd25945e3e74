/** Where something on this phone stands, in words, and what the person can do with it: decisions without a page. */
import type { Kept, KeptPhoto, Trouble } from "./outbox/types";
import type { Texts } from "./texts";

export type Action = "go_on" | "open" | "send" | "copy" | "delete" | "send_change" | "drop_change";

export interface Sentence {
  text: string;
  /** What the city said, in the language it was asked in. */
  language?: string;
}

export interface Standing {
  /** The look of the sign, as the statuses of cases have it. */
  look: "over" | "waiting" | "received" | "contested";
  icon: string;
  sign: string;
  sentences: Sentence[];
  actions: Action[];
}

const EDITED = "edited_copy";
const BROKEN = "broken";

/** Whether the list of what is not with the city shows it. A form that was only touched is not worth a line. */
export function isUnsent(kept: Kept): boolean {
  if (kept.state === "draft") return hasContent(kept);
  return kept.state !== "sent" || refusedPhotos(kept.photos).length > 0;
}

function hasContent({ photos, summary, draft }: Kept): boolean {
  return photos.length > 0 || Object.values(summary).some(Boolean) || (draft?.fields ?? []).some(([name]) => name.startsWith("contact_"));
}

/** The city has the words and did not take these: they are still here, and only the person can say what becomes of them. */
export function refusedPhotos(photos: readonly KeptPhoto[]): KeptPhoto[] {
  return photos.filter(({ state }) => state === "refused");
}

export function standingOf(kept: Kept, texts: Texts): Standing {
  if (kept.state === "draft") return unfinished(texts);
  if (kept.state === "sent") return withoutPhotos(kept, texts);
  if (kept.state === "needs-you") return refused(kept, texts);
  return kept.receipt ? goingUp(kept, texts) : waiting(kept, texts);
}

function unfinished(texts: Texts): Standing {
  return { look: "over", icon: "edit", sign: texts.say("sign_draft"), sentences: [], actions: ["go_on", "copy", "delete"] };
}

function waiting({ trouble }: Kept, texts: Texts): Standing {
  const sentences = ["say_waiting", ...whyNotYet(trouble)].map((name) => ({ text: texts.say(name) }));
  return { look: "waiting", icon: "clock", sign: texts.say("sign_waiting"), sentences, actions: ["send", "open", "copy", "delete"] };
}

/** An answer of somebody else comes with any status; no answer at all is what the sentence about the connection says. */
function whyNotYet(trouble: Trouble | null): string[] {
  if (!trouble || trouble.code === EDITED) return [];
  if (trouble.isForeign) return ["say_foreign"];
  return trouble.status ? ["say_busy"] : [];
}

function goingUp({ photos, trouble }: Kept, texts: Texts): Standing {
  const left = photos.filter(({ state }) => state === "kept" || state === "raw").length;
  const count = texts.count("photos_going", photos.length, { left });
  const sentences = [count, ...whyNotYet(trouble).map((name) => texts.say(name))].map((text) => ({ text }));
  return { look: "received", icon: "mail", sign: texts.say("sign_received"), sentences, actions: ["send", "copy", "delete"] };
}

/** Codes of the outbox's own have their own words; else the city said why, in the language it was asked in. */
function refused(kept: Kept, texts: Texts): Standing {
  if (kept.trouble?.code === EDITED) return needsPerson("say_changed", ["send_change", "copy", "drop_change"]);
  if (kept.trouble?.code === BROKEN) return needsPerson("say_broken", ["copy", "delete"]);
  const asked = needsPerson(kept.kind === "reports" ? "say_refused" : "say_refused_more", ["open", "send", "copy", "delete"]);
  return { ...asked, sentences: [...asked.sentences, ...saidByCity(kept), { text: texts.say("say_mend") }] };

  function needsPerson(sentence: string, actions: Action[]): Standing {
    return { look: "contested", icon: "warning", sign: texts.say("sign_needs_you"), sentences: [{ text: texts.say(sentence) }], actions };
  }
}

function saidByCity({ trouble, language }: Kept): Sentence[] {
  const reasons = [trouble?.message ?? "", ...(trouble?.errors ?? []).map(({ message }) => message)];
  return [...new Set(reasons.filter(Boolean))].map((text) => ({ text, language }));
}

function withoutPhotos({ photos }: Kept, texts: Texts): Standing {
  const sentences = [{ text: texts.count("photos_refused", refusedPhotos(photos).length) }];
  return { look: "received", icon: "mail", sign: texts.say("sign_received"), sentences, actions: ["copy", "delete"] };
}
