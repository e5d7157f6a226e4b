// Records what the official packages make of packets and frames: node tests/record.mjs
// The vectors' format is described in crates/socketio/vectors/README.md. The same packages give the same file.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileSync } from "node:fs";
import * as cases from "./record/cases.mjs";
import { mark } from "./record/marks.mjs";

const require = createRequire(import.meta.url);
/** A package as another one finds it, which another one finds. */
function below(...names) {
  const found = names.slice(0, -1).reduce((from, name) => createRequire(from.resolve(name)), require);
  return found(names.at(-1));
}
const parsers = {
  sio5: below("socket.io-4", "socket.io-parser"),
  sio4: below("socket.io-2", "socket.io-parser"),
  msgpack: require("socket.io-msgpack-parser"),
  msgpack2: require("socket.io-msgpack-parser-2"),
};
const eio4 = below("socket.io-4", "engine.io", "engine.io-parser");
const eio3 = below("socket.io-2", "engine.io", "engine.io-parser");
const parseqs = below("socket.io-client-2", "parseqs");
const { Backoff } = require(join(dirname(require.resolve("socket.io-client-4")), "contrib/backo2.js"));
const { Socket } = below("socket.io-client-4", "engine.io-client");

const lines = [];

function record(kind, name, input, expect) {
  lines.push(JSON.stringify({ id: `${kind}-${name}`, kind, tier: "edge", tags: ["recorded"], input, expect }));
}

const hasBytes = (value) =>
  ArrayBuffer.isView(value) ||
  (value !== null && typeof value === "object" && Object.values(value).some((member) => hasBytes(member)));

/** As the official sockets hand a packet to their parser. */
function prepared({ query, ...packet }, keepsBinaryTypes) {
  const text = query && parseqs.encode(query);
  const type = keepsBinaryTypes && hasBytes(packet.data) ? packet.type + 3 : packet.type;
  return { ...packet, type, nsp: text ? `${packet.nsp}?${text}` : packet.nsp };
}

function encode({ Encoder }, packet, keepsBinaryTypes) {
  let frames;
  const returned = new Encoder().encode(prepared(structuredCopy(packet), keepsBinaryTypes), (all) => (frames = all));
  return mark(frames ?? returned);
}

/** The encoders put placeholders into what they are given. */
function structuredCopy(value) {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value) || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(structuredCopy);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, structuredCopy(member)]));
}

function decode({ Decoder }, frames) {
  const decoder = new Decoder();
  const packets = [];
  const take = (packet) => {
    const known = ["type", "nsp", "id", "data"].filter((key) => packet[key] !== undefined);
    packets.push(Object.fromEntries(known.map((key) => [key, mark(packet[key])])));
  };
  decoder.on("decoded", take);
  for (const [at, frame] of frames.entries()) {
    try {
      decoder.add(frame);
    } catch (error) {
      return { ok: false, packets, error: { at, message: error.message } };
    }
  }
  return decoder.reconstructor ? { ok: true, packets, pending: true } : { ok: true, packets };
}

for (const [kind, own] of [["sio5", cases.newPackets], ["sio4", cases.oldPackets]]) {
  for (const [name, packet] of Object.entries({ ...own, ...cases.packets(5) })) {
    const frames = encode(parsers[kind], packet, kind === "sio4");
    record(`${kind}.encode`, name, mark(packet), { frames });
  }
  for (const [name, frames] of Object.entries(cases.frames(kind === "sio5" ? 50 : 40))) {
    record(`${kind}.decode`, name, { frames: mark(frames) }, decode(parsers[kind], frames));
  }
}

/** Both callbacks and returned values. */
function called(run) {
  let given;
  const returned = run((value) => (given = value));
  return given ?? returned;
}

function engine(kind, parser, bodies) {
  for (const [name, packets] of Object.entries(cases.payloads)) {
    for (const [n, packet] of packets.entries()) {
      for (const supportsBinary of [true, false]) {
        const frame = called((done) => parser.encodePacket(packet, supportsBinary, done));
        const input = { ...mark(packet), supportsBinary };
        record(`${kind}.encodePacket`, `${name}-${n}-${supportsBinary}`, input, mark({ frame }));
      }
    }
    for (const supportsBinary of kind === "eio3" ? [true, false] : [undefined]) {
      const own = supportsBinary === undefined ? [] : [supportsBinary];
      const payload = called((done) => parser.encodePayload(packets, ...own, done));
      const id = supportsBinary === undefined ? name : `${name}-${supportsBinary}`;
      record(`${kind}.encodePayload`, id, { packets: mark(packets), supportsBinary }, mark({ payload }));
    }
  }
  for (const [name, frame] of Object.entries(cases.engineFrames)) {
    record(`${kind}.decodePacket`, name, mark({ frame }), { packet: mark(parser.decodePacket(frame)) });
  }
  for (const [name, payload] of Object.entries(bodies)) {
    const packets = [];
    const returned = parser.decodePayload(payload, "nodebuffer", (packet) => void packets.push(packet));
    record(`${kind}.decodePayload`, name, mark({ payload }), { packets: mark(returned ?? packets) });
  }
}
engine("eio4", eio4, cases.newBodies);
engine("eio3", eio3, cases.oldBodies);

for (const split of cases.splits) {
  const groups = [];
  const rest = [...split.packets];
  while (rest.length > 0) {
    const state = { _maxPayload: split.maxPayload, transport: { name: "polling" }, writeBuffer: rest };
    const { length } = Socket.prototype._getWritablePackets.call(state);
    groups.push(length);
    rest.splice(0, length);
  }
  record("eio4.split", String(split.maxPayload), split, { groups });
}

/** Without the words of the MessagePack library, which differ from build to build; those of the parser begin so. */
const shortened = ({ error, ...rest }) => {
  if (!error) return rest;
  return { ok: false, error: error.message.startsWith("invalid ") ? { message: error.message } : {} };
};

for (const [name, packet] of Object.entries({ ...cases.newPackets, ...cases.packets(6) })) {
  const [bytes] = encode(parsers.msgpack, packet, false);
  record("msgpack.encode", name, mark(packet), { bytes });
}
for (const [name, packet] of Object.entries({ ...cases.oldPackets, ...cases.packets(7) })) {
  const [frame] = encode(parsers.msgpack2, packet, true);
  record("msgpack2.encode", name, mark(packet), { frame });
}
// Read as a page reads: there is one decoder for Node and one for browsers, and they differ.
const notepack = below("socket.io-msgpack-parser", "notepack.io");
notepack.decode = below("socket.io-msgpack-parser", "notepack.io/browser/decode.js");
const packed = Object.fromEntries(
  Object.entries(cases.packed).map(([name, digits]) => [name, Buffer.from(digits.replaceAll(" ", ""), "hex")]),
);
const changed = cases.packedChanged(8, ["event", "id", "values", "bytes", "connect"].map((name) => packed[name]), 40);
for (const [name, bytes] of Object.entries({ ...packed, ...changed })) {
  const { packets, ...rest } = shortened(decode(parsers.msgpack, [new Uint8Array(bytes).buffer]));
  record("msgpack.decode", name, mark({ bytes }), packets ? { ...rest, packet: packets[0] } : rest);
}

for (const input of cases.backoffs) {
  const { min, max, jitter, attempt, rand } = input;
  const backoff = new Backoff({ min, max, jitter });
  backoff.attempts = attempt;
  const { random } = Math;
  Math.random = () => rand;
  record("backoff", `${min}-${jitter}-${attempt}`, input, { delay: backoff.duration() });
  Math.random = random;
}

const ids = lines.map((line) => JSON.parse(line).id);
if (new Set(ids).size !== ids.length) throw new Error("an id is there twice");
const file = join(dirname(fileURLToPath(import.meta.url)), "../crates/socketio/vectors/recorded.ndjson");
writeFileSync(file, `${lines.join("\n")}\n`);
console.log(`${lines.length} vectors`);
