import assert from "node:assert/strict";
import { test } from "node:test";
import { tellReceipt, type Teller } from "../../service_worker/receipts";
import type { Kept } from "../../static/js/lib/outbox/types";
import { Phone } from "./worker-world";

const RECEIPT = { report_id: "r1", number: "4821903756", url: "/en/cases/4821903756", status: "received", expected_on: null, photos: [] };
const TOLD = { title: "The city has your report", body: "Its number is {number}." };

/** A phone in a pocket. */
function pocket(changes: Partial<Teller> = {}): Teller & { shown: [string, NotificationOptions][] } {
  const shown: [string, NotificationOptions][] = [];
  const showNotification = async (title: string, options: NotificationOptions = {}) => void shown.push([title, options]);
  return { build: new Phone().world.build, registration: { showNotification }, isAllowed: () => true, isWatched: async () => false, shown, ...changes };
}

function sent(changes: Partial<Kept> = {}): Kept {
  return { id: "r1", language: "es", told: TOLD, receipt: RECEIPT, ...changes } as Kept;
}

test("a receipt says what the report's own page wrote for it, with the number as people read it", async () => {
  const phone = pocket();
  await tellReceipt(sent(), phone);
  const [title, { body, tag, lang, dir, data }] = phone.shown[0]!;
  assert.equal(title, "The city has your report");
  assert.equal(body, "Its number is \u20664821 9037 56\u2069.");
  assert.deepEqual([tag, lang, dir, data], ["r1", "es", "ltr", { url: "/en/cases/4821903756" }]);
});

test("an Arabic receipt is written from the right", async () => {
  const phone = pocket();
  await tellReceipt(sent({ language: "ar" }), phone);
  assert.equal(phone.shown[0]![1].dir, "rtl");
});

const SILENT: [string, Kept, Partial<Teller>][] = [
  ["who did not allow it", sent(), { isAllowed: () => false }],
  ["who looks at our page already", sent(), { isWatched: async () => true }],
  ["whose report is not received", sent({ receipt: null }), {}],
  ["whose report has no words for it", sent({ told: null }), {}],
];
for (const [who, kept, changes] of SILENT) {
  test(`nothing is shown to a person ${who}`, async () => {
    const phone = pocket(changes);
    await tellReceipt(kept, phone);
    assert.deepEqual(phone.shown, []);
  });
}
