// Trunk's pre_build hook: bundles what the page loads late into target/editor/, under names that change with the content.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "..", "target", "editor");

const bundles = [
  {
    entry: "editor.mjs",
    parts: ["json-problems.mjs", "theme.mjs", "variables.mjs"],
    contains: "CodeMirror and Lezer, MIT License, Copyright (C) 2018-2026 by Marijn Haverbeke and others.",
  },
  {
    entry: "notes.mjs",
    parts: [],
    contains:
      "marked, MIT License, Copyright (c) 2018+ MarkedJS, (c) 2011-2018 Christopher Jeffrey; " +
      "DOMPurify, Apache License 2.0 or MPL 2.0, (c) Cure53 and other contributors.",
  },
];

/** The lock file stands for the packages, so the inputs decide a bundle, and their hash can name it before it is made. */
const fileOf = ({ entry, parts }) => {
  const hash = createHash("sha256");
  for (const name of [entry, ...parts, "build.mjs", "package-lock.json"]) hash.update(readFileSync(join(here, name)));
  return join(output, `${entry.replace(/\.mjs$/, "")}-${hash.digest("hex").slice(0, 16)}.js`);
};

if (!bundles.every((bundle) => existsSync(fileOf(bundle)))) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const bundle of bundles) {
    await build({
      absWorkingDir: here,
      entryPoints: [bundle.entry],
      outfile: fileOf(bundle),
      bundle: true,
      format: "esm",
      minify: true,
      target: "es2022",
      legalComments: "none",
      banner: { js: `/* Contains ${bundle.contains} */` },
      logLevel: "warning",
    });
  }
}
