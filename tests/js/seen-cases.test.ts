import assert from "node:assert/strict";
import { test } from "node:test";
import { seenCases } from "../../static/js/lib/seen-cases";

interface Saved {
  path: string;
  title?: string;
  date?: string;
  body?: string;
}

/** Caches as browsers have them, as far as they are read. */
function phoneWith(caches: Record<string, Saved[]>): CacheStorage {
  const open = async (name: string) => {
    const pages = new Map((caches[name] ?? []).map((saved) => [`https://city.example${saved.path}`, saved]));
    return {
      keys: async () => [...pages.keys()].map((url) => ({ url })),
      match: async ({ url }: { url: string }) => answer(pages.get(url)!),
    };
  };
  return { keys: async () => Object.keys(caches), open } as unknown as CacheStorage;
}

function answer({ title = "Graffiti", date = "Sat, 21 Nov 2026 20:07:00 GMT", body }: Saved): Response {
  const page = body ?? `<h1>${title}</h1>\n<p class="status status-received"><svg></svg><span>Received</span></p>`;
  return new Response(page, { headers: { "Date": date, "Stoop-Moment": encodeURIComponent("21 de noviembre, 3:07 p.m.") } });
}

const NUMBER = "/cases/4821903756";

test("a case that somebody looked at is listed with its status and its moment", async () => {
  const seen = await seenCases(phoneWith({ "stoop-pages": [{ path: `/es${NUMBER}`, title: "Trash &amp; <bdi>&#34;dumping&#34;</bdi>" }] }), "es", 5);
  assert.equal(seen.length, 1);
  const { number, path, language, title, statusText, savedText } = seen[0]!;
  assert.deepEqual({ number, path, language, title, statusText, savedText }, {
    number: "4821903756", path: `/es${NUMBER}`, language: "es", title: 'Trash & "dumping"', statusText: "Received", savedText: "21 de noviembre, 3:07 p.m.",
  });
});

test("other pages and the app itself are not cases", async () => {
  const pages = [{ path: "/en/about" }, { path: "/en/cases" }, { path: `/en${NUMBER}/receipt` }, { path: "/c/4821903756" }];
  const caches = { "stoop-pages": pages, "stoop-shell-1": [{ path: `/en${NUMBER}` }], "another": [{ path: `/en${NUMBER}` }] };
  assert.deepEqual(await seenCases(phoneWith(caches), "en", 5), []);
});

test("a case saved in two languages is listed once, in the reader's", async () => {
  const pages = [{ path: `/en${NUMBER}`, date: "Fri, 20 Nov 2026 20:07:00 GMT" }, { path: `/es${NUMBER}` }];
  for (const language of ["en", "es"]) {
    assert.deepEqual((await seenCases(phoneWith({ "stoop-pages": pages }), language, 5)).map(({ path }) => path), [`/${language}${NUMBER}`]);
  }
  assert.deepEqual((await seenCases(phoneWith({ "stoop-pages": pages }), "ar", 5)).map(({ path }) => path), [`/es${NUMBER}`]);
});

test("the latest come first, and only so many", async () => {
  const pages = [1, 2, 3].map((day) => ({ path: `/en/cases/482190375${day}`, date: `Mon, 0${day} Nov 2026 20:07:00 GMT` }));
  const seen = await seenCases(phoneWith({ "stoop-pages": pages }), "en", 2);
  assert.deepEqual(seen.map(({ number }) => number), ["4821903753", "4821903752"]);
});

test("a page that is not ours is left out", async () => {
  assert.deepEqual(await seenCases(phoneWith({ "stoop-pages": [{ path: `/en${NUMBER}`, body: "<p>Sign in</p>" }] }), "en", 5), []);
});
