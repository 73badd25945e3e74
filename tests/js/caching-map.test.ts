import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, offlineAfter, page, phoneWithShell, textOf } from "./worker-world";

const CHUNK = "/static/js/parts/city-map-MMMMMMMM.js";
const PART = "/en/nearby?view=map&bbox=-75.17,39.94,-75.15,39.96";

test("what the map showed last opens again without a network, with its moment", async () => {
  const phone = await phoneWithShell();
  phone.serves(PART, () => page("eleven problems"));
  assert.match(await textOf(phone.asks(PART)), /eleven problems/);
  await phone.settles();
  phone.isDead = true;
  assert.match(await textOf(phone.opens(PART)), /As of .*12:00.*eleven problems/);
});

test("a map that is moved without a network does not take an old list for a new one", async () => {
  const phone = await phoneWithShell();
  phone.serves(PART, () => page("eleven problems"));
  await phone.asks(PART);
  await phone.settles();
  phone.isDead = true;
  await assert.rejects(phone.asks("/en/nearby?view=map&bbox=-75.1,39.9,-75,40")!, TypeError);
});

test("a page that a hotel sends instead of the map's list is not kept", async () => {
  const phone = await phoneWithShell();
  phone.serves(PART, () => answered("<p>sign in</p>", { headers: { "Content-Type": "text/html" } }));
  await phone.asks(PART);
  await phone.settles();
  assert.deepEqual(phone.keysOf("lists"), []);
});

test("a list that could not be made is not kept", async () => {
  const phone = await phoneWithShell();
  phone.serves(PART, () => page("no such place", undefined, { status: 422 }));
  await phone.asks(PART);
  await phone.settles();
  assert.deepEqual(phone.keysOf("lists"), []);
});

test("pictures of the map that were seen are there without a network, the last hundred and fifty", async () => {
  const phone = await phoneWithShell();
  const tiles = Array.from({ length: 151 }, (_, x) => `/tiles/15/${x}/12400`);
  for (const tile of tiles) {
    phone.serves(tile, () => answered("a square", { headers: { "Content-Type": "image/svg+xml" } }));
    await phone.asks(tile);
    await phone.settles();
  }
  assert.deepEqual(phone.keysOf("tiles"), tiles.slice(1));
  phone.isDead = true;
  assert.equal(await textOf(phone.asks(tiles[150]!)), "a square");
});

test("the map's code is kept once it was used, and not before", async () => {
  const phone = await phoneWithShell();
  phone.serves(CHUNK, () => answered("map()", { headers: { "Content-Type": "text/javascript" } }));
  assert.deepEqual(phone.keysOf("used"), []);
  await offlineAfter(phone, "/en/about"); // another page asks for none of it
  assert.deepEqual(phone.keysOf("used"), []);
  phone.isDead = false;
  await phone.asks(CHUNK);
  await phone.settles();
  phone.isDead = true;
  assert.equal(await textOf(phone.asks(CHUNK)), "map()");
});

test("files that the shell has are kept there alone", async () => {
  const phone = await phoneWithShell();
  for (const file of phone.world.build.files) await phone.asks(file);
  await phone.settles();
  assert.deepEqual(phone.keysOf("used"), []);
});

test("on a shared phone nothing tells where somebody looked", async () => {
  const phone = await phoneWithShell();
  phone.isShared = true;
  phone.serves(PART, () => page("eleven problems"));
  phone.serves("/tiles/15/9550/12400", () => answered("a square", { headers: { "Content-Type": "image/svg+xml" } }));
  await phone.asks(PART);
  await phone.asks("/tiles/15/9550/12400");
  await phone.settles();
  assert.deepEqual([...phone.keysOf("lists"), ...phone.keysOf("tiles")], []);
});
