/** What the report page needs to keep and send: one bundle, fetched at the first touch of the form. */
export { DraftKeeping } from "./draft-keeping";
export { openOutbox } from "./outbox/wake";
export { reportBody } from "./report-body";
export { frozenCopy, sendFromMemory, underway } from "./underway";
