// What the framer bench reads and writes: the same packets for everybody, none quite like the one before.
// A packet is what the official encoder takes; its `data` ends with its attachments, if it has any.

// The record of crates/socketio/benches/decode.rs, each a little different.
const record = (n) => ({
  id: 9007199254740991 - n * 7919,
  name: `Ana "A" Souza ${n % 100}`,
  tags: ["x", "y"],
  price: ((n * 1237) % 9973) / 100,
  ok: n % 3 !== 0,
  note: null,
});

// What a ticker sends: numbers.
const quote = (n) => ({
  pair: `BRL${n % 7}`,
  bid: ((n * 1237) % 9973) / 100,
  ask: ((n * 1239) % 9973) / 100,
  time: 1_700_000_000_000 + n * 17,
});

/** As many as it takes until their JSON has so many bytes. */
const list = (make, n, bytes) => {
  const list = [];
  for (let length = 0; length < bytes; n += 1) {
    list.push(make(n));
    length += JSON.stringify(list.at(-1)).length + 1;
  }
  return list;
};

const accented = (value) => JSON.parse(JSON.stringify(value).replaceAll("Souza", "Conceição 🚀"));
const event = (...data) => ({ type: 2, nsp: "/", data });
const buffer = (n, bytes) => new Uint8Array(bytes).fill(n).buffer;

/** By name; `variants` is how many different packets there are. */
export const inputs = {
  small: {
    title: "small event",
    variants: 64,
    packet: (n) => event("price", { pair: "BRLUSD", bid: 0.1825 + n / 10_000, n }),
  },
  ack: { title: "ack", variants: 64, packet: (n) => ({ type: 3, nsp: "/", id: 4_100 + n, data: ["done", { id: n }] }) },
  kilobyte: { title: "1 KB JSON", variants: 32, packet: (n) => event("list", list(record, n * 10, 1_000)) },
  large: { title: "100 KB JSON", variants: 4, packet: (n) => event("list", list(record, n * 1_000, 100_000)) },
  quotes: { title: "1 KB JSON, numbers", variants: 32, packet: (n) => event("list", list(quote, n * 10, 1_000)) },
  manyQuotes: {
    title: "100 KB JSON, numbers",
    variants: 4,
    packet: (n) => event("list", list(quote, n * 1_000, 100_000)),
  },
  accented: {
    title: "100 KB JSON, ç and 🚀",
    variants: 4,
    packet: (n) => event("list", accented(list(record, n * 1_000, 100_000))),
  },
  binary: {
    title: "two 64 KB attachments",
    variants: 8,
    packet: (n) => event("photo", { width: 640, n }, buffer(n, 65_536), buffer(n + 1, 65_536)),
  },
};

/** The packets of an input. */
export function packetsOf(name) {
  const { variants, packet } = inputs[name];
  return Array.from({ length: variants }, (_, n) => packet(n));
}
