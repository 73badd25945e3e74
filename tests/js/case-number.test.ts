import assert from "node:assert/strict";
import { test } from "node:test";
import { spaced, spacedInText } from "../../static/js/lib/case-number";

test("a number is read out in groups", () => {
  assert.equal(spaced("4821903756"), "4821 9037 56");
});

test("what is no number of ours stays as it is", () => {
  assert.equal(spaced("OLD-17"), "OLD-17");
});

test("in a sentence without markup its groups keep their order, whatever the direction", () => {
  assert.equal(spacedInText("4821903756"), "\u20664821 9037 56\u2069");
});
