import assert from "node:assert/strict";
import { test } from "node:test";
import { install, mend, partsOf, takeOver } from "../../service_worker/shell";
import { answered, BUILD, data, page, Phone, phoneWithShell, textOf } from "./worker-world";

const SHELL = `shell-${BUILD}`;
const OLD = "shell-build-one";

/** The build before has kept these. */
async function phoneWithOldBuild(...paths: string[]): Promise<Phone> {
  const phone = new Phone();
  phone.servesShell();
  const cache = phone.make(`stoop-${OLD}`);
  for (const path of paths) await cache.put(path, page(`old ${path}`, "build-one"));
  return phone;
}

test("the language of the open page is saved whole, and no other", async () => {
  const phone = await phoneWithShell("es");
  assert.deepEqual(new Set(phone.keysOf(SHELL)), new Set([...phone.world.build.files, ...partsOf("es")]));
});

test("two pages in two languages save both", async () => {
  const phone = new Phone();
  phone.servesShell();
  phone.openPages = ["https://stoop.example/es/report", "https://stoop.example/ar/", "https://stoop.example/c/4821903756"];
  await install(phone.world);
  assert.ok(partsOf("ar").concat(partsOf("es")).every((path) => phone.keysOf(SHELL).includes(path)));
  assert.ok(!phone.keysOf(SHELL).includes("/en/"));
});

test("with no page open the languages of the build before are saved", async () => {
  const phone = await phoneWithOldBuild("/ar/", "/static/js/main-AAAAAAAA.js");
  await install(phone.world);
  assert.ok(phone.keysOf(SHELL).includes("/ar/report"));
  assert.ok(!phone.keysOf(SHELL).includes("/en/report"));
});

test("with nothing to go by it is the city's own language", async () => {
  const phone = new Phone();
  phone.servesShell();
  await install(phone.world);
  assert.ok(phone.keysOf(SHELL).includes("/en/report"));
});

test("pages are asked for past every cache, and as nobody's", async () => {
  const phone = await phoneWithShell();
  for (const path of partsOf("en")) assert.deepEqual(phone.options.get(path), { cache: "reload", credentials: "omit", redirect: "error" });
});

test("a file that the build before has is not fetched again", async () => {
  const phone = await phoneWithOldBuild("/static/js/main-BBBBBBBB.js");
  await install(phone.world);
  assert.ok(!phone.asked.includes("/static/js/main-BBBBBBBB.js"));
  assert.ok(phone.asked.includes("/static/css/main-BBBBBBBB.css"));
});

/** A build of many files, of which a phone has none. */
function phoneForManyFiles(together: Record<string, string> | null): Phone {
  const phone = new Phone();
  const files = Array.from({ length: 20 }, (_, count) => `/static/js/part-${String(count).padStart(8, "0")}.js`);
  phone.world.build.files = files;
  phone.servesShell();
  const texts = together ?? Object.fromEntries(files.map((path) => [path, `// together ${path}`]));
  phone.serves(phone.world.build.together, () => data(texts));
  return phone;
}

test("who comes for the first time fetches all files in one answer", async () => {
  const phone = phoneForManyFiles(null);
  await install(phone.world);
  assert.deepEqual(phone.asked.filter((path) => path.startsWith("/static/")), [phone.world.build.together]);
  const part = await phone.asks("/static/js/part-00000007.js");
  assert.equal(part?.headers.get("Content-Type"), "text/javascript");
  assert.equal(await part?.text(), "// together /static/js/part-00000007.js");
});

test("what is not in that answer comes by itself", async () => {
  const phone = phoneForManyFiles({});
  await install(phone.world);
  assert.equal(phone.asked.filter((path) => path.startsWith("/static/js/part-")).length, 20);
  assert.match(await textOf(phone.asks("/static/js/part-00000007.js")), /part-00000007/);
});

test("a hotel's sign-in page in its place costs only time", async () => {
  const phone = phoneForManyFiles(null);
  phone.serves(phone.world.build.together, () => page("Sign in"));
  await install(phone.world);
  assert.match(await textOf(phone.asks("/static/js/part-00000007.js")), /part-00000007/);
});

const SPOILERS: [string, string, () => Response | Promise<Response>][] = [
  ["is missing", "/en/report", () => answered("not here", { status: 404 })],
  ["is of another build", "/en/mine", () => page("mine", "build-three")],
  ["is a hotel's sign-in page", "/en/", () => answered("Sign in", { headers: { "Content-Type": "text/html" } })],
  ["never comes", "/en/offline", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["is a page where a script should be", "/static/js/main-BBBBBBBB.js", () => page("Sign in")],
  ["is a page where the catalogue should be", "/api/v1/services?lang=en&questions=1", () => page("Sign in")],
];
for (const [what, path, reply] of SPOILERS) {
  test(`where one part ${what} nothing is installed, and the build before stays`, async () => {
    const phone = await phoneWithOldBuild("/en/", "/static/js/main-AAAAAAAA.js");
    phone.serves(path, reply);
    await assert.rejects(install(phone.world));
    assert.deepEqual([...phone.stores.keys()], [`stoop-${OLD}`]);
    assert.deepEqual(phone.keysOf(OLD), ["/en/", "/static/js/main-AAAAAAAA.js"]);
  });
}

test("a phone without room is left as it was", async () => {
  const phone = await phoneWithOldBuild("/en/");
  phone.make(`stoop-${SHELL}`).isFull = true;
  await assert.rejects(install(phone.world), { name: "QuotaExceededError" });
  assert.deepEqual(phone.keysOf(OLD), ["/en/"]);
});

test("the new build takes over; files of the one before stay for those who have it open, older ones go", async () => {
  const phone = new Phone();
  phone.servesShell();
  for (const name of ["build-zero", "build-one"]) await phone.make(`stoop-shell-${name}`).put(`/static/js/main-${name}.js`, answered(name));
  await phone.make("stoop-cases").put("/en/cases/4821903756", page("a case", "build-one"));
  await install(phone.world);
  await takeOver(phone.world);
  phone.isDead = true;
  assert.equal(await textOf(phone.asks("/static/js/main-build-one.js")), "build-one");
  assert.deepEqual([...phone.stores.keys()], [`stoop-${OLD}`, "stoop-cases", `stoop-${SHELL}`]);
  assert.match(await textOf(phone.opens("/en/")), /en home/);
  assert.match(await textOf(phone.opens("/en/cases/4821903756")), /a case/);
});

test("pages of the build before are shown no more", async () => {
  const phone = await phoneWithOldBuild("/en/", "/es/");
  phone.openPages = ["https://stoop.example/en/"];
  await install(phone.world);
  await takeOver(phone.world);
  assert.match(await textOf(phone.opens("/en/")), /<main>en home/);
  assert.match(await textOf(phone.opens("/es/")), /<main>es home/);
});

test("a worker of the same build that takes over forgets nothing", async () => {
  const phone = await phoneWithShell();
  await phone.make(`stoop-${OLD}`).put("/static/js/main-AAAAAAAA.js", answered("old"));
  await takeOver(phone.world);
  assert.ok(phone.keysOf(SHELL).length > 5);
  assert.deepEqual(phone.keysOf(OLD), ["/static/js/main-AAAAAAAA.js"]);
});

test("storage that was cleared half-way is filled again", async () => {
  const phone = await phoneWithShell("es");
  const before = phone.keysOf(SHELL).sort();
  for (const path of ["/es/report", "/static/js/main-BBBBBBBB.js"]) await phone.stores.get(`stoop-${SHELL}`)!.delete(path);
  await mend(phone.world);
  assert.deepEqual(phone.keysOf(SHELL).sort(), before);
  assert.deepEqual(phone.asked.sort(), ["/es/report", "/static/js/main-BBBBBBBB.js"]);
});

test("storage that was cleared altogether is filled for the page that is open", async () => {
  const phone = await phoneWithShell("es");
  phone.stores.clear();
  await mend(phone.world);
  assert.ok(phone.keysOf(SHELL).includes("/es/mine"));
});

test("a whole shell asks for nothing", async () => {
  const phone = await phoneWithShell();
  await mend(phone.world);
  assert.deepEqual(phone.asked, []);
});

test("a cache that cannot be read is thrown away, and the page comes from the network", async () => {
  const phone = await phoneWithShell();
  phone.stores.get(`stoop-${SHELL}`)!.isBroken = true;
  assert.match(await textOf(phone.opens("/en/")), /en home/);
  assert.equal(phone.breakages > 0, true);
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.opens("/en/report")), /en report/);
});

test("a browser that keeps nothing at all still shows pages", async () => {
  const phone = await phoneWithShell();
  phone.world.caches.open = () => Promise.reject(new DOMException("not allowed", "SecurityError"));
  phone.serves("/en/cases/4821903756", () => page("a case"));
  for (const path of ["/en/", "/en/cases/4821903756"]) assert.equal((await phone.opens(path))?.status, 200);
  assert.equal((await phone.asks("/static/js/main-BBBBBBBB.js"))?.status, 200);
});
