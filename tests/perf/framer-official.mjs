// The official client's side of the framer bench, and how both sides are timed: the same bundle runs in the page and in Node.
import { decodePacket, encodePacket } from "engine.io-parser";
import { Decoder, Encoder } from "socket.io-parser";
import { packetsOf } from "./framer-inputs.mjs";

export class Official {
  #decoder = new Decoder();
  #encoder = new Encoder();
  #seen = [0, 0, 0, 0, 0, 0];
  #sink;

  constructor(sink) {
    this.#sink = sink;
    this.#decoder.on("decoded", (packet) => this.#see(packet));
  }

  /** `event.data` of a WebSocket whose binaryType is "arraybuffer". */
  take(data) {
    if (typeof data !== "string") this.#seen[5] += 1;
    this.#decoder.add(decodePacket(data, "arraybuffer").data);
  }

  /** Sends a packet as the client does. */
  send(packet) {
    for (const part of this.#encoder.encode(packet)) {
      encodePacket({ type: "message", data: part }, true, this.#sink);
    }
  }

  /** The sums of `Seen` in tests/framer/src/lib.rs, since they were last asked for. */
  seen() {
    return this.#seen.splice(0, 6, 0, 0, 0, 0, 0, 0);
  }

  #see({ type, nsp, id, data }) {
    const seen = this.#seen;
    seen[0] += 1;
    seen[1] += type;
    seen[2] += id ?? 0;
    seen[3] += nsp.length;
    seen[4] += type === 2 ? data[0].length : 0;
  }
}

/** The messages of each packet of an input, their texts as a socket makes them: from UTF-8, each a new string. */
export function received(name) {
  let messages = [];
  const writer = new Official((data) => messages.push(data));
  return packetsOf(name).map((packet) => {
    messages = [];
    writer.send(packet);
    return messages.map((data) =>
      typeof data === "string" ? new TextDecoder().decode(new TextEncoder().encode(data)) : data,
    );
  });
}

/** Takes the messages of all packets one by one. */
export const each = (take) => (packets) => {
  for (const messages of packets) for (const data of messages) take(data);
};

/** Nanoseconds a packet, measured for about so many milliseconds. */
export function time(run, packets, millis) {
  let spent = 0;
  let times = 0;
  // A page's clock has steps of a tenth of a millisecond: each stretch is many of them.
  let stretch = 1;
  const end = performance.now() + millis;
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
