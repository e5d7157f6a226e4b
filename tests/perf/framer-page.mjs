// The page of the framer bench: the official parsers and the WASM build, each for some milliseconds at a time.
import init, { Harness } from "./duplex_framer.js";
import { inputs, packetsOf } from "./framer-inputs.mjs";
import { Official } from "./framer-official.mjs";

const separator = "\u001e";
const utf8 = new TextEncoder();
const text = new TextDecoder();

let sent = 0;
const sink = (data) => (sent += data.length ?? data.byteLength);

// What WASM imports.
globalThis.framer = { send: sink, encodeInto: (string, bytes) => utf8.encodeInto(string, bytes).written };
await init();

const official = new Official(sink);
const harness = new Harness();

/** An input's messages by packet, their texts as a socket makes them: from UTF-8, each a new string. */
function received(name) {
  const writer = new Official((data) => messages.push(data));
  let messages = [];
  return packetsOf(name).map((packet) => {
    messages = [];
    writer.send(packet);
    return messages.map((data) => (typeof data === "string" ? text.decode(utf8.encode(data)) : data));
  });
}

const each = (take) => (packets) => {
  for (const messages of packets) for (const data of messages) take(data);
};

/** The ways to decode. */
const decoders = {
  official: { run: each((data) => official.take(data)), seen: () => official.seen() },
  // As the product does for each message.
  wasm: { run: each((data) => harness.take(data)), seen: () => harness.seen() },
  // The same by TextEncoder.
  encoded: { run: each((data) => harness.takeEncoded(data, data.length)), seen: () => harness.seen() },
  cross: { run: each((data) => harness.cross(data)), seen: () => harness.seen() },
  crossEncoded: { run: each((data) => harness.crossEncoded(data, data.length)), seen: () => harness.seen() },
  // All variants at once.
  batch: {
    run: (packets) => {
      const texts = packets.map(([data]) => data);
      const joined = texts.join(separator);
      if (!harness.takeBatch(joined, joined.length, texts.length)) throw new Error("a separator in a message");
    },
    seen: () => harness.seen(),
  },
  // The bytes of attachments stay where they are.
  framing: {
    run: each((data) => (typeof data === "string" ? harness.take(data) : harness.takeHandle())),
    seen: () => harness.seen(),
  },
};

/** Nanoseconds a packet, measured for about so many milliseconds. */
function time({ run }, packets, millis) {
  let spent = 0;
  let times = 0;
  const end = performance.now() + millis;
  // The clock has steps of a tenth of a millisecond: each stretch is many of them.
  let stretch = 1;
  do {
    const start = performance.now();
    for (let n = 0; n < stretch; n += 1) run(packets);
    const took = performance.now() - start;
    spent += took;
    times += stretch;
    if (took < 2) stretch *= 2;
  } while (performance.now() < end);
  return (spent * 1e6) / (times * packets.length);
}

/** One round of one input: nanoseconds a packet for each way, in this order. */
globalThis.decodeRound = (name, ways, millis) => {
  const packets = received(name);
  return ways.map((way) => time(decoders[way], packets, millis));
};

/** What each way sees in an input. */
globalThis.seen = (name, ways) =>
  ways.map((way) => {
    const { run, seen } = decoders[way];
    const packets = received(name);
    seen();
    run(packets);
    return [...seen()];
  });

/** One round of encoding one input: nanoseconds a packet for the official encoder and for ours. */
globalThis.encodeRound = (name, order, millis) => {
  const packets = packetsOf(name);
  const drafts = packets.map(({ type, nsp, id = -1, data }) => {
    const harness = new Harness();
    const args = data.filter((value) => !(value instanceof ArrayBuffer)).slice(type === 2 ? 1 : 0);
    const attachments = data.filter((value) => value instanceof ArrayBuffer);
    harness.draft(type === 2 ? data[0] : undefined, nsp, id, args.map((value) => JSON.stringify(value)), attachments);
    return harness;
  });
  const ways = {
    official: { run: () => packets.forEach((packet) => official.send(packet)) },
    wasm: { run: () => drafts.forEach((draft) => draft.send()) },
  };
  const sizes = order.map((way) => {
    sent = 0;
    ways[way].run();
    return sent;
  });
  const nanos = order.map((way) => time(ways[way], packets, millis));
  drafts.forEach((draft) => draft.free());
  return { sizes, nanos };
};

globalThis.inputNames = Object.keys(inputs);
globalThis.isReady = true;
globalThis.receivedFor = (name) => received(name).map(([data]) => data);
