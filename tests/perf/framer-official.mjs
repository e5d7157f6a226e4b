// The official client's side of the framer bench: the same bundle runs in the page and in Node.
import { decodePacket, encodePacket } from "engine.io-parser";
import { Decoder, Encoder } from "socket.io-parser";

export class Official {
  #decoder = new Decoder();
  #encoder = new Encoder();
  #seen = [0, 0, 0, 0, 0, 0];
  #sink = () => {};

  constructor(sink) {
    if (sink) this.#sink = sink;
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
