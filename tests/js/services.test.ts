import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "../../static/js/lib/services";
import { fill, Texts } from "../../static/js/lib/texts";
import { fakeFetch, json } from "./fakes";

test("the list is asked for once, in the page's language", async () => {
  const fetch = fakeFetch(json(200, { services: [], groups: [], stops: [] }));
  const catalogue = new Catalogue("zh-Hans", fetch);
  await Promise.all([catalogue.list(), catalogue.list()]);
  assert.deepEqual(fetch.calls.map((call) => call.url), ["/api/v1/services?lang=zh-Hans"]);
});

test("a failure is not remembered", async () => {
  const catalogue = new Catalogue("en", fakeFetch("cut", new Response(null, { status: 500 }), json(200, { services: [], stops: [] })));
  await assert.rejects(catalogue.list());
  await assert.rejects(catalogue.list());
  assert.deepEqual(await catalogue.list(), { services: [], stops: [] });
});

test("questions come in their order", async () => {
  const questions = [{ code: "b", order: 2 }, { code: "a", order: 1 }];
  const service = await new Catalogue("en", fakeFetch(json(200, { code: "x", questions }))).service("SR/1");
  assert.deepEqual(service.questions.map((question) => question.code), ["a", "b"]);
  assert.deepEqual(service.stops, []);
});

test("a sentence is filled in, and what is not known stays as it is", () => {
  assert.equal(fill("{sent} of {total} {x}", { sent: 1, total: 2 }), "1 of 2 {x}");
});

test("a number takes its own form, and the last one stands for more", () => {
  const texts = new Texts({ photos: ["{count} photo", "{count} photos"] });
  assert.deepEqual([1, 2, 7].map((count) => texts.count("photos", count)), ["1 photo", "2 photos", "7 photos"]);
  assert.equal(texts.say("no such sentence"), "");
});
