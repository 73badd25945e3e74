// Builds the scripts, styles, icons and the service worker into static/dist, and writes there the manifest and the
// imports that app/assets.py reads. The worker keeps its name: browsers know it by its address.
// `node static/build.mjs` builds once; with `--watch` it builds again whenever a source changes.
import { createHash } from "node:crypto";
import { existsSync, watch } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leaflet } from "./leaflet.mjs";

const SOURCE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(SOURCE, "dist");
const WORKER_SOURCE = join(SOURCE, "..", "service_worker");

/** Stand beside the styles that pages ask for, and are imported by them. */
const PARTS = new Set(["tokens.css", "base.css", "layout.css"]);
/** What phones ask for by a name that never changes: [source, built name]. */
const WORKERS = [["index.ts", "service_worker.js"], ["off.ts", "service_worker_off.js"]];
const OPTIONS = { bundle: true, minify: true, target: "es2020", charset: "utf8", legalComments: "none", logLevel: "warning" };

/** What a page asks for by name stands right in js/ and css/; everything else is imported by one of these. */
async function entries() {
  const found = [...(await filesIn("js", ".ts")), ...(await filesIn("css", ".css"))];
  return found.filter((path) => !PARTS.has(basename(path)));
}

async function filesIn(folder, ending) {
  const path = join(SOURCE, folder);
  if (!existsSync(path)) return [];
  return (await readdir(path)).filter((name) => name.endsWith(ending)).sort().map((name) => join(path, name));
}

async function bundle() {
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: await entries(),
    outdir: TARGET,
    outbase: SOURCE,
    entryNames: "[dir]/[name]-[hash]",
    chunkNames: "js/parts/[name]-[hash]",
    assetNames: "files/[name]-[hash]",
    format: "esm",
    splitting: true,
    plugins: [leaflet],
    loader: { ".gif": "file" },
    absWorkingDir: SOURCE,
    metafile: true,
  });
  const nameOf = (output) => metafile.outputs[output].entryPoint?.replace(/\.ts$/, ".js") ?? inDist(output);
  const outputs = Object.keys(metafile.outputs);
  const imports = outputs.map((output) => [nameOf(output), [...importsOf(output, metafile.outputs)].map(inDist).sort()]);
  await writeWhole("imports.json", JSON.stringify(Object.fromEntries(imports.filter(([, files]) => files.length)), null, 1) + "\n");
  return outputs.map((output) => [nameOf(output), inDist(output)]);
}

/** Everything that must be there before this file runs: what it imports, and what that imports. */
function importsOf(output, outputs, found = new Set()) {
  for (const { path, kind } of outputs[output].imports) {
    if (kind !== "import-statement" || found.has(path)) continue;
    importsOf(path, outputs, found.add(path));
  }
  return found;
}

function inDist(output) {
  return output.replace(/^dist\//, "");
}

async function bundleWorkers() {
  for (const [source, name] of WORKERS.filter(([source]) => existsSync(join(WORKER_SOURCE, source)))) {
    const { outputFiles } = await build({ ...OPTIONS, entryPoints: [join(WORKER_SOURCE, source)], format: "iife", write: false });
    await writeWhole(name, outputFiles[0].contents);
  }
}

/** One sprite with a <symbol> per drawing: a page shows it with <use href="…#name">. */
async function sprite() {
  const symbols = await Promise.all((await filesIn("icons", ".svg")).map(symbol));
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  const name = `icons/icons-${digest(text)}.svg`;
  await writeFile(join(TARGET, name), text);
  return [["icons/icons.svg", name]];
}

async function symbol(path) {
  const text = (await readFile(path, "utf8")).replace(/<\?xml[^>]*>|<!--[\s\S]*?-->/g, "").trim();
  const parts = /^<svg\b([^>]*)>([\s\S]*)<\/svg>$/.exec(text);
  if (!parts) throw new Error(`${path}: one <svg> element was expected`);
  const attributes = parts[1].replace(/\s(?:xmlns|width|height|id|class)="[^"]*"/g, "").replace(/\s+/g, " ").trimEnd();
  return `<symbol id="${basename(path, ".svg")}"${attributes}>${parts[2].replace(/>\s+</g, "><").trim()}</symbol>`;
}

/** Pictures keep their bytes and get a name by digest, like everything else. */
async function pictures() {
  const found = await Promise.all([".png", ".svg", ".gif", ".ico"].map((ending) => filesIn("images", ending)));
  return Promise.all(found.flat().map(copyPicture));
}

async function copyPicture(path) {
  const bytes = await readFile(path);
  const name = `images/${basename(path).replace(/(\.\w+)$/, `-${digest(bytes)}$1`)}`;
  await writeFile(join(TARGET, name), bytes);
  return [`images/${basename(path)}`, name];
}

function digest(content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
}

/** The manifest changes last and at once, so that a page asked for in the middle finds its files. */
async function buildAll() {
  const before = performance.now();
  await Promise.all(["icons", "images"].map((folder) => mkdir(join(TARGET, folder), { recursive: true })));
  const built = Object.fromEntries((await Promise.all([bundle(), sprite(), pictures(), bundleWorkers()])).flat().filter(Boolean).sort());
  await writeWhole("manifest.json", JSON.stringify(built, null, 1) + "\n");
  await removeOld(new Set([...Object.values(built), ...WORKERS.map(([, name]) => name), "imports.json", "manifest.json"]));
  console.log(`Built ${Object.keys(built).length} files in ${Math.round(performance.now() - before)} ms.`);
}

async function writeWhole(name, content) {
  const path = join(TARGET, name);
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

async function removeOld(wanted) {
  const found = await readdir(TARGET, { recursive: true, withFileTypes: true });
  const paths = found.filter((file) => file.isFile()).map((file) => join(file.parentPath ?? file.path, file.name));
  const old = paths.filter((path) => !wanted.has(relative(TARGET, path).replaceAll("\\", "/").replace(/\.gz$/, "")));
  await Promise.all(old.map((path) => rm(path, { force: true })));
}

/** A change starts a build 50 ms later, so that saving many files at once builds once. */
function buildOnChange() {
  let waiting;
  const changed = (_kind, name) => {
    if (!name || name.startsWith("dist")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => buildAll().catch((error) => console.error(error.message)), 50);
  };
  for (const folder of [SOURCE, WORKER_SOURCE]) watch(folder, { recursive: true }, changed);
}

await buildAll();
if (process.argv.includes("--watch")) buildOnChange();
