// Serves the built site as production would: right types, the content-security policy, revalidation, any path.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the release build is. */
export const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** The policy in the meta tag of a page, or nothing. */
export function policyOf(html) {
  const tag = html.match(/<meta\b[^>]*http-equiv="?content-security-policy"?[^>]*>/i)?.[0];
  const content = tag?.match(/\bcontent="([^"]*)"/i)?.[1];
  return content?.replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}

/**
 * Starts a static server on a free loopback port.
 * `root` is the folder; `basePath` is where it stands on the server and ends in a slash;
 * `demo` is the demo server's URL to write into the page, as `cargo xtask serve` does;
 * `hostPolicy` is a content-security policy that the host adds to the page's own.
 */
export async function startSite({ root = dist, basePath = "/", demo = "", hostPolicy } = {}) {
  const index = join(root, "index.html");
  if (root === dist && !existsSync(index)) {
    throw new Error("There is no release build in dist/. Make one: cargo xtask build");
  }
  const policy = existsSync(index) ? policyOf(await readFile(index, "utf8")) : undefined;

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    let name = decodeURIComponent(pathname);
    if (!name.startsWith(basePath)) return notFound(response);
    name = normalize(name.slice(basePath.length) || "index.html");
    if (name.startsWith("..")) return notFound(response);

    let body;
    try {
      body = await readFile(join(root, name));
    } catch {
      return notFound(response);
    }
    if (demo && name === "index.html") body = withDemo(body.toString(), demo);

    const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
    const headers = {
      "content-type": types[extname(name)] ?? "application/octet-stream",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      etag,
    };
    // A worker takes its policy from its own file's headers, not from the page's meta tag.
    const policies = [extname(name) === ".js" && policy, hostPolicy].filter(Boolean);
    if (policies.length > 0) headers["content-security-policy"] = policies;
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, headers).end();
    } else {
      response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : body);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    basePath,
    policy,
    url: `http://127.0.0.1:${server.address().port}${basePath}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function withDemo(html, demo) {
  if (!html.includes('data-demo=""')) throw new Error('index.html has no data-demo="" to fill in');
  return html.replace('data-demo=""', `data-demo="${demo}"`);
}

function notFound(response) {
  response.writeHead(404, { "content-type": "text/plain" }).end("not found");
}
