import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "../../static/js/lib/services";
import { fill, Texts } from "../../static/js/lib/texts";
import { fakeFetch, json } from "./fakes";

const pothole = { code: "POTHOLE", name: "Pothole", questions: [{ code: "b", order: 2 }, { code: "a", order: 1 }], stops: [] };
const listing = { services: [pothole], groups: [], stops: [] };
const urls = (fetch: ReturnType<typeof fakeFetch>) => fetch.calls.map((call) => call.url);

test("everything is asked for once, in the page's language", async () => {
  const fetch = fakeFetch(json(200, listing));
  const catalogue = new Catalogue("zh-Hans", fetch);
  await Promise.all([catalogue.list(), catalogue.service("POTHOLE"), catalogue.list()]);
  assert.deepEqual(urls(fetch), ["/api/v1/services?lang=zh-Hans&questions=1"]);
});

test("a failure is not remembered, whatever asked", async () => {
  const catalogue = new Catalogue("en", fakeFetch("cut", new Response(null, { status: 500 }), json(200, listing)));
  await assert.rejects(catalogue.list());
  await assert.rejects(catalogue.service("POTHOLE"));
  assert.deepEqual(await catalogue.list(), listing);
});

test("a hotel's page instead of the catalogue is a failure, and not remembered", async () => {
  const portal = new Response("<html>", { headers: { "Content-Type": "text/html" } });
  const catalogue = new Catalogue("en", fakeFetch(portal, json(200, listing)));
  await assert.rejects(catalogue.list());
  assert.deepEqual(await catalogue.list(), listing);
});

test("the words of all languages are asked for once, and only by whoever needs them", async () => {
  const fetch = fakeFetch(json(200, listing), json(200, { codes: [], words: {} }));
  const catalogue = new Catalogue("es", fetch);
  await catalogue.list();
  assert.deepEqual(urls(fetch), ["/api/v1/services?lang=es&questions=1"]);
  await Promise.all([catalogue.words(), catalogue.words()]);
  assert.deepEqual(urls(fetch).slice(1), ["/api/v1/services/words"]);
});

test("words that did not come are asked for again", async () => {
  const catalogue = new Catalogue("es", fakeFetch("cut", json(200, { codes: ["A"], words: {} })));
  await assert.rejects(catalogue.words());
  assert.deepEqual((await catalogue.words()).codes, ["A"]);
});

test("questions come in their order, out of the list", async () => {
  const service = await new Catalogue("en", fakeFetch(json(200, listing))).service("POTHOLE");
  assert.deepEqual(service.questions.map((question) => question.code), ["a", "b"]);
});

test("a service that the list has no more is asked for by itself", async () => {
  const fetch = fakeFetch(json(200, listing), json(200, { code: "SR/1", name: "Retired" }));
  const service = await new Catalogue("en", fetch).service("SR/1");
  assert.deepEqual(urls(fetch), ["/api/v1/services?lang=en&questions=1", "/api/v1/services/SR%2F1?lang=en"]);
  assert.deepEqual([service.name, service.questions, service.stops], ["Retired", [], []]);
});

test("a service that nobody knows is a failure, and the list is kept", async () => {
  const fetch = fakeFetch(json(200, listing), new Response(null, { status: 404 }));
  const catalogue = new Catalogue("en", fetch);
  await assert.rejects(catalogue.service("NO-SUCH"));
  assert.equal((await catalogue.service("POTHOLE")).name, "Pothole");
});

test("a sentence is filled in, and what is not known stays as it is", () => {
  assert.equal(fill("{sent} of {total} {x}", { sent: 1, total: 2 }), "1 of 2 {x}");
});

test("a number takes its own form, and the last one stands for more", () => {
  const texts = new Texts({ photos: ["{count} photo", "{count} photos"] });
  assert.deepEqual([1, 2, 7].map((count) => texts.count("photos", count)), ["1 photo", "2 photos", "7 photos"]);
  assert.equal(texts.say("no such sentence"), "");
});

test("a stop that an answer brings up has its texts from the list", async () => {
  const fire = { code: "fire", title: "Call 911", text: "Now.", phone: "911" };
  const brought = { code: "fire", question: "burning", answer: "yes" };
  const catalogue = new Catalogue("en", fakeFetch(json(200, { services: [{ ...pothole, stops: [brought] }], groups: [], stops: [fire] })));
  assert.deepEqual((await catalogue.service("POTHOLE")).stops, [{ ...fire, question: "burning", answer: "yes" }]);
});
