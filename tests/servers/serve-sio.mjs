// The servers for those who cannot call them: node tests/servers/serve-sio.mjs '{"version":4,"port":3000}'
//
// Each argument starts a server at once. Lines of JSON on the standard input ask for more, and are answered on the
// standard output:
//   {"id":1,"start":"sio","options":{…}} (or "evolution", "rude") by {"id":1,"value":{"server":0,"url":"…"}}
//   {"id":2,"server":0,"name":"emit","args":["/","news",1]} by {"id":2,"value":…} or {"id":2,"error":"…"}
// where `name` is that of a function or of anything else that a server has. Bytes are {"$bin":"<base64>"}. Everything ends
// with the input.
import { createInterface } from "node:readline";
import { startEvolution } from "./evolution.mjs";
import { malformed, startRudeSio } from "./rude-sio.mjs";
import { startSio } from "./sio.mjs";

const starts = { sio: startSio, evolution: startEvolution, rude: startRude };
const servers = [];

/** The list goes with it: who talks to this program cannot import it. */
async function startRude(options) {
  return Object.assign(await startRudeSio(options), { malformed });
}

async function start(kind, options) {
  const server = await starts[kind](functions(options));
  servers.push(server);
  return { server: servers.length - 1, url: server.url };
}

/** `{"refuse":"text"}` in place of a function that refuses each handshake with it. */
function functions({ refuse, ...options } = {}) {
  return refuse === undefined ? options : { ...options, allowRequest: (_, answer) => answer(refuse, false) };
}

async function answer({ start: kind, options, server, name, args = [] }) {
  if (kind) return start(kind, options);
  const value = servers[server][name];
  return typeof value === "function" ? servers[server][name](...args) : value;
}

const say = (line) => process.stdout.write(`${JSON.stringify(line, mark)}\n`);

function mark(key, value) {
  return Buffer.isBuffer(this[key]) ? { $bin: this[key].toString("base64") } : value;
}

const unmark = (_, value) => (typeof value?.$bin === "string" ? Buffer.from(value.$bin, "base64") : value);

// Who asked has gone.
process.stdout.on("error", () => process.exit());
for (const argument of process.argv.slice(2)) say({ value: await start("sio", JSON.parse(argument)) });
const input = createInterface({ input: process.stdin });
input.on("line", async (line) => {
  const { id, ...question } = JSON.parse(line, unmark);
  try {
    say({ id, value: (await answer(question)) ?? null });
  } catch (error) {
    say({ id, error: error.message });
  }
});
input.on("close", () => process.exit());
