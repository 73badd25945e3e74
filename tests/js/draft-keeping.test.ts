import assert from "node:assert/strict";
import { test } from "node:test";
import { DraftKeeping, type Content, type ShownPhoto } from "../../static/js/lib/draft-keeping";
import { Outbox } from "../../static/js/lib/outbox/outbox";
import { MemoryStore, NotKept, type Change } from "../../static/js/lib/outbox/store";
import type { Kept } from "../../static/js/lib/outbox/types";

const name = { id: "1", secret: "s", language: "es" };
const photo = (sha256: string, madeFrom?: string): ShownPhoto => ({ sha256, type: "image/jpeg", bytes: new ArrayBuffer(5), madeFrom });

/** A form that somebody fills in, and the phone it is kept on. */
class Form {
  readonly content: Content = {
    draft: { fields: [], place: { kind: "nothing" }, step: "photo" },
    summary: { service: "", place: "", words: "" },
    photos: [],
  };
  readonly outbox: Outbox;
  readonly keeping: DraftKeeping;

  constructor(store = new MemoryStore()) {
    this.outbox = new Outbox(store);
    this.keeping = new DraftKeeping(name, async () => this.outbox, () => this.content);
  }

  types(text: string): void {
    this.content.draft = { ...this.content.draft, fields: [["description", text]] };
  }

  shows(...photos: ShownPhoto[]): void {
    this.content.photos = photos;
  }

  async row(): Promise<Kept> {
    return (await this.outbox.find("1"))!;
  }

  async photosKept(): Promise<string[]> {
    return (await this.row()).photos.map(({ sha256 }) => sha256);
  }
}

/** A phone without room for photos. */
class FullStore extends MemoryStore {
  isFull = true;

  override async change(id: string, decide: (row: Kept | undefined) => Change | null): Promise<void> {
    return super.change(id, (row) => {
      const change = decide(row);
      if (this.isFull && change?.photos?.length) throw new NotKept("full");
      return change;
    });
  }
}

test("what is written is kept, under the name it was begun with", async () => {
  const form = new Form();
  form.types("a hole");
  await form.keeping.keep();
  const { secret, language, state, draft } = await form.row();
  assert.deepEqual({ secret, language, state }, { secret: "s", language: "es", state: "draft" });
  assert.deepEqual(draft?.fields, [["description", "a hole"]]);
});

test("a draft that is gone on with in another language is sent in that one", async () => {
  const form = new Form();
  await form.outbox.begin({ ...name, language: "en", kind: "reports" });
  form.keeping.goOn([]);
  await form.keeping.keep();
  assert.equal((await form.row()).language, "es");
});

for (const [isConfirmed, what] of [[true, "a pin is kept like a word"], [false, "a fix that nobody asked for is not"]] as const) {
  test(what, async () => {
    const form = new Form();
    const fix = { latitude: 39.95, longitude: -75.16, accuracy_m: 8 };
    form.content.draft = { fields: [["latitude", "39.95"]], place: { kind: "found", source: isConfirmed ? "pin" : "device", fix, isConfirmed }, step: "place" };
    await form.keeping.keep();
    assert.equal((await form.row()).draft !== null, isConfirmed);
  });
}

test("a form that was only touched is nothing to go on with, until something is written", async () => {
  const form = new Form();
  form.content.draft.fields.push(["language", "es"]);
  await form.keeping.keep();
  assert.equal((await form.row()).draft, null);
  form.types("a hole");
  await form.keeping.keep();
  form.content.draft.fields = [];
  await form.keeping.keep();
  assert.deepEqual((await form.row()).draft?.fields, []);
});

test("two changes at once are kept as the later one", async () => {
  const form = new Form();
  form.types("a");
  const first = form.keeping.keep();
  form.types("a hole");
  await Promise.all([first, form.keeping.keep()]);
  assert.deepEqual((await form.row()).draft?.fields, [["description", "a hole"]]);
});

test("a photo is kept once, and is gone when the person takes it away", async () => {
  const form = new Form();
  form.shows(photo("a"), photo("b"));
  await form.keeping.keep();
  await form.keeping.keep();
  assert.deepEqual(await form.photosKept(), ["a", "b"]);
  form.shows(photo("b"));
  await form.keeping.keep();
  assert.deepEqual(await form.photosKept(), ["b"]);
});

test("a photo that the page has not shown yet is not taken for one taken away", async () => {
  const form = new Form();
  await form.outbox.begin({ ...name, kind: "reports" });
  form.keeping.goOn([await form.outbox.addPhoto("1", photo("a"))]);
  await form.keeping.keep();
  assert.deepEqual(await form.photosKept(), ["a"]);
});

test("what the page never could show does not go with the report", async () => {
  const form = new Form();
  await form.outbox.begin({ ...name, kind: "reports" });
  form.keeping.goOn([await form.outbox.addPhoto("1", { ...photo("song"), isRaw: true })]);
  form.shows(photo("a"));
  await form.keeping.settle();
  assert.deepEqual(await form.photosKept(), ["a"]);
});

test("a photo made light takes the place of the one from the other app", async () => {
  const form = new Form();
  await form.outbox.begin({ ...name, kind: "reports" });
  const raw = await form.outbox.addPhoto("1", { ...photo("raw"), isRaw: true });
  form.keeping.goOn([raw]);
  form.shows(photo("light", raw.key));
  await form.keeping.keep();
  assert.deepEqual(await form.photosKept(), ["light"]);
  assert.equal(await form.outbox.photoBytes(raw.key), null);
});

test("a photo without room is told, the words are kept, and it is tried again", async () => {
  const store = new FullStore();
  const form = new Form(store);
  form.types("a hole");
  form.shows(photo("a"));
  await assert.rejects(form.keeping.keep(), { name: "NotKept", reason: "full" });
  assert.deepEqual((await form.row()).draft?.fields, [["description", "a hole"]]);
  store.isFull = false;
  await form.keeping.keep();
  assert.deepEqual(await form.photosKept(), ["a"]);
});

test("a store that was emptied meanwhile is filled again", async () => {
  const form = new Form();
  form.shows(photo("a"));
  await form.keeping.keep();
  await form.outbox.wipe();
  form.types("a hole");
  await form.keeping.keep();
  assert.deepEqual((await form.row()).draft?.fields, [["description", "a hole"]]);
  assert.deepEqual(await form.photosKept(), ["a"]);
});

test("a report that another tab has sent is not written over", async () => {
  const form = new Form();
  form.types("a hole");
  await form.keeping.keep();
  await form.outbox.handOver("1", new TextEncoder().encode("{}"), null);
  form.types("two holes");
  await assert.rejects(form.keeping.keep(), { reason: "handed-over" });
  assert.deepEqual((await form.row()).draft?.fields, [["description", "a hole"]]);
});

test("what is added to a report is kept under its name, with the report's key", async () => {
  const outbox = new Outbox(new MemoryStore());
  const more = { id: "2", secret: "s".repeat(32), language: "es", kind: "additions", reportId: "1" } as const;
  await new DraftKeeping(more, async () => outbox, () => new Form().content).keep();
  const row = (await outbox.find("2"))!;
  assert.deepEqual([row.kind, row.reportId, row.secret], ["additions", "1", "s".repeat(32)]);
});

test("a photo that another tab took away goes all the same where it is shown", async () => {
  const form = new Form();
  form.shows(photo("a"), photo("b"));
  await form.keeping.keep();
  const [kept] = (await form.row()).photos;
  await form.outbox.removePhoto("1", kept!.key);
  await form.keeping.settle();
  assert.deepEqual((await form.photosKept()).sort(), ["a", "b"]);
});

test("a photo that another tab made light already is kept once", async () => {
  const form = new Form();
  await form.outbox.begin({ ...name, kind: "reports" });
  const raw = await form.outbox.addPhoto("1", { ...photo("raw"), isRaw: true });
  form.keeping.goOn([raw]);
  await form.outbox.replacePhoto("1", raw.key, photo("light"));
  form.shows(photo("light", raw.key));
  await form.keeping.settle();
  assert.deepEqual(await form.photosKept(), ["light"]);
});
