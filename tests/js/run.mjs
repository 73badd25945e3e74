// Bundles each tests/js/*.test.ts (Node 20 reads no TypeScript) and runs them with `node --test`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const bundles = mkdtempSync(join(tmpdir(), "stoop-js-"));
const names = readdirSync(HERE).filter((name) => name.endsWith(".test.ts"));
try {
  await build({
    entryPoints: names.map((name) => join(HERE, name)),
    outdir: bundles,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = names.map((name) => join(bundles, name.replace(/\.ts$/, ".mjs")));
  process.exitCode = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=dot", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(bundles, { recursive: true, force: true });
}
