// Leaflet 1.9.4 as our content security policy lets it run (docs/decisions/0023): two places of its source are replaced,
// and a version in which they are gone does not build.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../node_modules/leaflet/dist/leaflet-src.esm.js", import.meta.url));
const EMPTY = fileURLToPath(new URL("js/lib/map/empty.gif", import.meta.url));

/** [what Leaflet says, what we say]: Trusted Types refuse the first, `img-src 'self'` the second. */
const REPLACED = [
  ["div.innerHTML = '<svg/>';", "div.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));"],
  [
    "var emptyImageUrl = 'data:image/gif;base64,R0lGODlhAQABAAD/ACwAAAAAAQABAAACADs=';",
    "var emptyImageUrl = new URL(emptyImage, import.meta.url).href;",
  ],
];

export const leaflet = {
  name: "leaflet",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^leaflet$/ }, () => ({ path: SOURCE, sideEffects: false }));
    onResolve({ filter: /^images\/.*\.png$/ }, ({ path }) => ({ path, external: true })); // of controls that we do not have
    onLoad({ filter: /leaflet-src\.esm\.js$/ }, async ({ path }) => ({ contents: replaced(await readFile(path, "utf8")), loader: "js" }));
  },
};

function replaced(source) {
  const missing = REPLACED.filter(([before]) => source.split(before).length !== 2);
  if (missing.length) throw new Error(`Leaflet has changed; look at static/leaflet.mjs again: ${missing.map(([before]) => before)}`);
  const clean = REPLACED.reduce((text, [before, after]) => text.replace(before, () => after), source);
  return `import emptyImage from ${JSON.stringify(EMPTY)};\n${clean}`;
}
