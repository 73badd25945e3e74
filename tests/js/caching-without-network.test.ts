import assert from "node:assert/strict";
import { test } from "node:test";
import { offlineAfter, page, Phone, phoneWithShell, textOf } from "./worker-world";

const CASE = "/en/cases/4821903756";
const SHORT = "/c/4821903756";

test("the short address opens the case in the language read last", async () => {
  const phone = await phoneWithShell();
  for (const language of ["en", "es"]) phone.serves(`/${language}/cases/4821903756`, () => page(`the case in ${language}`));
  await offlineAfter(phone, CASE, "/es/cases/4821903756");
  assert.match(await textOf(phone.opens(SHORT)), /the case in es/);
});

test("the short address opens the case in any language rather than not at all", async () => {
  const phone = await phoneWithShell();
  phone.serves("/ar/cases/4821903756", () => page("the case in ar"));
  await offlineAfter(phone, "/ar/cases/4821903756");
  assert.match(await textOf(phone.opens(SHORT)), /the case in ar/);
  assert.match(await textOf(phone.opens(CASE)), /the case in ar/);
  assert.match(await textOf(phone.opens("/en/cases?number=4821+9037+56")), /the case in ar/);
});

test("the way in leads home in a saved language", async () => {
  const phone = await offlineAfter(await phoneWithShell("es"));
  const home = await phone.opens("/");
  assert.equal(home?.status, 302);
  assert.equal(home?.headers.get("Location"), "https://stoop.example/es/");
});

for (const path of ["/en/about", "/en/cases/9262505108", "/en/nearby", "/en/nope", SHORT, "/xx/", "/es/report"]) {
  test(`${path} was never read: without a network a page says what works`, async () => {
    const phone = await offlineAfter(await phoneWithShell());
    assert.match(await textOf(phone.opens(path)), /en offline/);
  });
}

test("a language that was never opened is not asked for a page", async () => {
  const phone = await offlineAfter(await phoneWithShell("es"));
  assert.match(await textOf(phone.opens("/ar/about")), /es offline/);
});

test("without any saved page the browser says itself that there is no network", async () => {
  const phone = new Phone();
  phone.isDead = true;
  await assert.rejects(phone.opens("/en/about")!, TypeError);
});
