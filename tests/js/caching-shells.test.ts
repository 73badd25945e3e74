import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, offlineAfter, page, phoneWithShell, textOf } from "./worker-world";

const CASE = "/en/cases/4821903756";

for (const method of ["POST", "PUT", "PATCH", "DELETE", "HEAD"]) {
  test(`${method} is left alone`, async () => {
    const phone = await phoneWithShell();
    for (const path of ["/en/report", CASE, "/api/v1/cases", "/share"]) assert.equal(phone.opens(path, { method }), null);
  });
}

test("what a script asks that is in no rule is left alone", async () => {
  const phone = await phoneWithShell();
  for (const path of ["/api/v1/mine?lang=en", "/manifest.webmanifest?lang=en", "/healthz", "/en/", CASE]) assert.equal(phone.asks(path), null);
});

for (const name of ["", "report", "mine"]) {
  test(`/en/${name} opens at once, and is renewed behind`, async () => {
    const phone = await phoneWithShell();
    const shown = await textOf(phone.opens(`/en/${name}`, { preload: page("newer") }));
    assert.match(shown, new RegExp(`en ${name || "home"}`));
    await phone.settles();
    assert.match(await textOf(phone.opens(`/en/${name}`)), /newer/);
  });
}

test("a shell is shown without the line that says it is old", async () => {
  const phone = await offlineAfter(await phoneWithShell());
  assert.match(await textOf(phone.opens("/en/")), /class="strip saved" role="status" hidden/);
});

test("a report about a service opens at once too, and is not kept in place of the empty one", async () => {
  const phone = await phoneWithShell();
  assert.match(await textOf(phone.opens("/en/report?service=graffiti", { preload: page("graffiti chosen") })), /en report/);
  await phone.settles();
  assert.doesNotMatch(await textOf(phone.opens("/en/report")), /graffiti/);
  assert.deepEqual(phone.asked, []);
});

test("whoever always comes by a service still gets a new form after an hour, asked for as nobody", async () => {
  const phone = await phoneWithShell();
  phone.clock += 3_600_001;
  phone.serves("/en/report", () => page("renewed"));
  await phone.opens("/en/report?service=graffiti", { preload: page("graffiti chosen") });
  await phone.settles();
  assert.match(await textOf(phone.opens("/en/report")), /renewed/);
  assert.equal(phone.options.get("/en/report")?.credentials, "omit");
});

test("a page of another build is not mixed into the shell: a newer worker is looked for", async () => {
  const phone = await phoneWithShell();
  await phone.opens("/en/", { preload: page("next version", "build-three") });
  await phone.settles();
  assert.equal(phone.updates, 1);
  assert.match(await textOf(phone.opens("/en/")), /en home/);
});

test("a hotel's sign-in page does not become the shell", async () => {
  const phone = await phoneWithShell();
  await phone.opens("/en/", { preload: answered("<h1>Sign in</h1>", { headers: { "Content-Type": "text/html" } }) });
  await phone.settles();
  assert.equal(phone.updates, 0);
  assert.match(await textOf(phone.opens("/en/")), /en home/);
});

test("each time a saved form is shown it has another id and secret", async () => {
  const phone = await phoneWithShell();
  const form = '<input type="hidden" name="id" value="0001" autocomplete="off"><input type="hidden" name="secret" value="abc" autocomplete="off">';
  await phone.opens("/en/report", { preload: page(form) });
  await phone.settles();
  phone.isDead = true;
  const shown = [await textOf(phone.opens("/en/report")), await textOf(phone.opens("/en/report"))];
  const values = shown.flatMap((html) => [...html.matchAll(/name="(?:id|secret)" value="([\w-]{20,})"/g)].map(([, value]) => value));
  assert.equal(new Set(values).size, 4);
});

test("a language read for the first time is saved behind", async () => {
  const phone = await phoneWithShell();
  await phone.opens("/es/");
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.opens("/es/report")), /es report/);
});

for (const [what, breaks] of [
  ["the line that breaks in the middle of a newer page", () => page("half", undefined, { isCut: true })],
  ["a phone without room for a newer page", () => page("newer")],
] as const) {
  test(`${what} leaves the saved one as it was`, async () => {
    const phone = await phoneWithShell();
    phone.stores.get("stoop-shell-build-two")!.isFull = what.includes("room");
    await phone.opens("/en/report", { preload: breaks() });
    await phone.settles();
    phone.isDead = true;
    assert.match(await textOf(phone.opens("/en/report")), /en report/);
  });
}
