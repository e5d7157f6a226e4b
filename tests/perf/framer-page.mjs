// The page of the framer bench: the official parsers and the WASM build, each for some milliseconds at a time.
import init, { Harness } from "./duplex_framer.js";
import initPlain, { Harness as PlainHarness } from "./duplex_framer_plain.js";
import { packetsOf } from "./framer-inputs.mjs";
import { Official, each, received, time } from "./framer-official.mjs";

const separator = "\u001e";

let sent = 0;
const sink = (data) => (sent += data.length ?? data.byteLength);
// What the harness imports.
globalThis.framer = { send: sink };
await init();
await initPlain();

const official = new Official(sink);
const harness = new Harness();
const plain = new PlainHarness();

/** The ways to decode: a packet's messages one by one, or the texts of all packets at once. */
const decoders = {
  official: { run: each((data) => official.take(data)), seen: () => official.seen() },
  // As the product takes each message, attachments copied once.
  each: { run: each((data) => harness.take(data)), seen: () => harness.seen() },
  // The same with wasm-bindgen's glue as it comes: see editor/glue.mjs.
  plain: { run: each((data) => plain.take(data)), seen: () => plain.seen() },
  batch: {
    run(packets) {
      const batch = packets.map(([text]) => text).join(separator);
      if (!harness.takeBatch(batch, packets.length)) throw new Error("a message with a separator in it, or a wrong one");
    },
    seen: () => harness.seen(),
  },
  // The bytes of attachments stay where they are.
  framing: {
    run: each((data) => (typeof data === "string" ? harness.take(data) : harness.takeHandle())),
    seen: () => harness.seen(),
  },
  // Takes nothing apart: what copying the texts costs alone.
  copy: { run: each((data) => typeof data === "string" && harness.copy(data)) },
};

/** One round of one input: nanoseconds a packet for each way, measured in this order. */
globalThis.decodeRound = (name, ways, millis) => {
  const packets = received(name);
  return ways.map((way) => time(decoders[way].run, packets, millis));
};

/** What each way sees in an input. */
globalThis.seenIn = (name, ways) =>
  ways.map((way) => {
    const { run, seen } = decoders[way];
    seen();
    run(received(name));
    return [...seen()];
  });

/** One round of encoding one input: nanoseconds a packet and the sizes of what was sent for each way. */
globalThis.encodeRound = (name, ways, millis) => {
  const packets = packetsOf(name);
  const drafts = packets.map(({ type, nsp, id = -1, data }) => {
    const harness = new Harness();
    const isBytes = (value) => value instanceof ArrayBuffer;
    const args = data.filter((value) => !isBytes(value)).slice(type === 2 ? 1 : 0);
    const texts = args.map((value) => JSON.stringify(value));
    harness.draft(type === 2 ? data[0] : undefined, nsp, id, texts, data.filter(isBytes));
    return harness;
  });
  const encoders = {
    official: () => packets.forEach((packet) => official.send(packet)),
    each: () => drafts.forEach((draft) => draft.send()),
  };
  const sizes = ways.map((way) => {
    sent = 0;
    encoders[way]();
    return sent;
  });
  const nanos = ways.map((way) => time(encoders[way], packets, millis));
  drafts.forEach((draft) => draft.free());
  return { sizes, nanos };
};

globalThis.isReady = true;
