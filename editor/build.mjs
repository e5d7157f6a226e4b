// Trunk's pre_build hook: bundles the editor into target/editor/, under a name that changes with its content.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "..", "target", "editor");

// The lock file stands for the packages, so the inputs decide the bundle, and their hash can name it before it is made.
const inputs = ["editor.mjs", "json-problems.mjs", "theme.mjs", "variables.mjs", "build.mjs", "package-lock.json"];
const hash = createHash("sha256");
for (const name of inputs) hash.update(readFileSync(join(here, name)));
const outfile = join(output, `editor-${hash.digest("hex").slice(0, 16)}.js`);

if (!existsSync(outfile)) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  await build({
    absWorkingDir: here,
    entryPoints: ["editor.mjs"],
    outfile,
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    banner: { js: "/* Contains CodeMirror and Lezer, MIT License, Copyright (C) 2018-2026 by Marijn Haverbeke and others. */" },
    logLevel: "warning",
  });
}
