// Starts the project's own demo server.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The built binary: `DUPLEX_DEMO_BIN`, or what cargo says it built. */
function binary() {
  if (process.env.DUPLEX_DEMO_BIN) return process.env.DUPLEX_DEMO_BIN;
  const messages = execFileSync("cargo", ["build", "--quiet", "-p", "duplex-demo", "--message-format=json"], {
    cwd: repository,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const built = messages
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .find((message) => message.executable && message.target.name === "duplex-demo");
  if (!built) throw new Error("cargo built no executable for duplex-demo");
  return built.executable;
}

/** Starts the server; its first line on standard output is its URL. */
export async function startDemo() {
  const server = spawn(binary(), ["--until-stdin-ends"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout });
  const first = await Promise.race([
    once(lines, "line").then(([line]) => line),
    once(server, "exit").then(([code]) => {
      throw new Error(`the demo server ended with ${code} before it said its URL`);
    }),
  ]);
  const url = first.trim();
  if (!url.startsWith("ws://127.0.0.1:")) throw new Error(`not the demo server's URL: ${url}`);
  return {
    url,
    async stop() {
      if (server.exitCode !== null) return;
      server.stdin.end();
      await once(server, "exit");
    },
  };
}
