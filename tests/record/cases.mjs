// What is recorded: packets to encode, frames to decode. Names are kept, so that a vector can be spoken of.
import { anyValue, chance, mutate, mutateBytes } from "./marks.mjs";

const bytes = (...list) => Buffer.from(list);
const placeholder = (num) => ({ _placeholder: true, num });
const nested = (depth, inner) => Array.from({ length: depth }).reduce((value) => [value], inner);
const namespaces = ["/", "/orders", "/a/b", "/çã", "/with?query=1", "/x-1"];

/** Name → packet, for both parsers and both revisions. Types 2 and 3 also when there are bytes. */
export function packets(seed) {
  const random = chance(seed);
  const cases = {
    "event": { type: 2, nsp: "/", data: ["a"] },
    "event-number": { type: 2, nsp: "/", data: [7, "named by a number"] },
    "event-id-0": { type: 2, nsp: "/", id: 0, data: ["a"] },
    "event-id-large": { type: 2, nsp: "/n", id: 2 ** 53 - 1, data: ["a", 1] },
    "event-digits": { type: 2, nsp: "/1", id: 1, data: [1] },
    "event-placeholder-lookalike": { type: 2, nsp: "/", data: ["a", placeholder(0)] },
    "event-depth": { type: 2, nsp: "/", data: ["a", nested(60, 1)] },
    "event-proto": { type: 2, nsp: "/", data: ["a", JSON.parse('{"__proto__":1,"constructor":2}')] },
    "ack-empty": { type: 3, nsp: "/", id: 0, data: [] },
    "ack": { type: 3, nsp: "/orders", id: 12, data: [null, { ok: true }] },
    "disconnect": { type: 1, nsp: "/" },
    "disconnect-namespace": { type: 1, nsp: "/orders" },
    "bytes-empty": { type: 2, nsp: "/", data: ["a", bytes()] },
    "bytes-only-ack": { type: 3, nsp: "/b", id: 3, data: [bytes(1, 2, 3)] },
    "bytes-twice": { type: 2, nsp: "/", data: ["a", bytes(1), bytes(1)] },
    "bytes-order": { type: 2, nsp: "/", data: ["a", { z: bytes(1), a: [bytes(2), { q: bytes(3) }] }, bytes(4)] },
    "bytes-integer-keys": { type: 2, nsp: "/", data: ["a", { b: bytes(1), 2: bytes(2), 1: bytes(3) }] },
    "bytes-depth": { type: 2, nsp: "/", id: 5, data: ["a", nested(40, bytes(9))] },
    "bytes-ten": { type: 2, nsp: "/", data: ["a", ...Array.from({ length: 10 }, (_, n) => bytes(n))] },
  };
  for (let n = 0; n < 30; n += 1) {
    const isAck = random.below(3) === 0;
    const args = Array.from({ length: 1 + random.below(3) }, () => anyValue(random, 3, n % 2 === 0));
    const id = isAck || random.below(2) === 0 ? { id: random.pick([0, 1, 9, 10, 41, 1000000]) } : {};
    const data = isAck ? args : [random.pick(["e", "evento ç", "🚀", "a b"]), ...args];
    cases[`random-${n}`] = { type: isAck ? 3 : 2, nsp: random.pick(namespaces), ...id, data };
  }
  return cases;
}

/** Only of servers 3.x and 4.x. */
export const newPackets = {
  "connect": { type: 0, nsp: "/" },
  "connect-auth": { type: 0, nsp: "/orders", data: { token: "t", "ç": [1] } },
  "connect-recovery": { type: 0, nsp: "/", data: { pid: "p", offset: "o", token: null } },
  "refusal": { type: 4, nsp: "/orders", data: { message: "não", data: { code: 1 } } },
};

/** Only of servers 2.x. */
export const oldPackets = {
  "connect": { type: 0, nsp: "/orders" },
  "connect-query": { type: 0, nsp: "/orders", query: { "a b": "ç,&=?", token: "x" } },
  "refusal-text": { type: 4, nsp: "/", data: "no" },
  "refusal-object": { type: 4, nsp: "/orders", data: { code: 1 } },
};

const event = (...args) => JSON.stringify(args);

/** Name → frames, for both revisions. */
export function frames(seed) {
  const random = chance(seed);
  const cases = {
    "connect": ["0"],
    "connect-sid": ['0{"sid":"s"}'],
    "connect-namespace": ['0/orders,{"sid":"s","pid":"p"}'],
    "connect-no-comma": ["0/orders"],
    "connect-array": ["0[1]"],
    "connect-null": ["0null"],
    "connect-text": ['0"sid"'],
    "disconnect": ["1"],
    "disconnect-namespace": ["1/orders,"],
    "disconnect-no-comma": ["1/orders"],
    "event": ['2["a"]'],
    "event-nothing": ["2"],
    "event-only-id": ["27"],
    "event-namespace-only": ["2/orders,"],
    "event-id": ['20["a"]'],
    "event-id-leading-zero": ['2007["a"]'],
    "event-id-large": ['29007199254740991["a"]'],
    "event-number": ["2[7]"],
    "event-white-space": ['2[ "a" ,\t1 ]'],
    "event-numbers": ['2["a",9007199254740993,-0,1E2,1e-400,0.10]'],
    "event-double-key": ['2["a",{"k":1,"k":2}]'],
    "event-escapes": ['2["\\u0061\\/","\\ud83d\\ude80","\\udfff","\\ud800x"]'],
    "event-depth": [`2["a",${"[".repeat(60)}${"]".repeat(60)}]`],
    "event-reserved-connect": ['2["connect"]'],
    "event-reserved-escaped": ['2["disconn\\u0065ct"]'],
    "event-reserved-listener": ['2["newListener",1]'],
    "event-unnamed": ["2[]"],
    "event-null": ["2[null]"],
    "event-object-name": ["2[{}]"],
    "event-true": ["2[true]"],
    "event-object": ["2{}"],
    "event-text": ['2"a"'],
    "event-cut": ['2["a"'],
    "event-more": ['2["a"]x'],
    "event-comma": ['2["a",]'],
    "event-control": ['2["a\u0001"]'],
    "event-nan": ['2["a",NaN]'],
    "event-hex": ['2["a",0x1]'],
    "event-bom": ['\ufeff2["a"]'],
    "ack": ['37["a",1]'],
    "ack-empty": ["30[]"],
    "ack-no-id": ["3[]"],
    "ack-nothing": ["37"],
    "ack-object": ["37{}"],
    "refusal-text": ['4"no"'],
    "refusal-object": ['4/orders,{"message":"no","data":[1]}'],
    "refusal-number": ["4/orders,-1"],
    "refusal-null": ["4/orders,null"],
    "refusal-array": ["4/orders,[1]"],
    "refusal-nothing": ["4"],
    "type-7": ["7"],
    "type-9": ['9["a"]'],
    "type-letter": ['x["a"]'],
    "type-space": [" "],
    "empty": [""],
    "binary": [`51-${event("a", placeholder(0))}`, bytes(1)],
    "binary-namespace-id": [`52-/b,9${event("a", placeholder(1), [placeholder(0)])}`, bytes(1), bytes(2)],
    "binary-ack": [`61-3${event(placeholder(0))}`, bytes()],
    "binary-twice-the-same": [`51-${event("a", placeholder(0), placeholder(0))}`, bytes(5)],
    "binary-unused": [`52-${event("a", placeholder(1))}`, bytes(5), bytes(6)],
    "binary-no-placeholder": [`51-${event("a")}`, bytes(5)],
    "binary-pending": [`52-${event("a", placeholder(0), placeholder(1))}`, bytes(5)],
    "binary-then-event": [`51-${event("a", placeholder(0))}`, bytes(5), '2["b"]'],
    "binary-not-a-placeholder": [`51-${event("a", { _placeholder: 1, num: 0 }, placeholder(0))}`, bytes(5)],
    "binary-more-members": [`51-${event("a", { x: 1, ...placeholder(0) })}`, bytes(5)],
    "binary-num-text": [`51-${event("a", placeholder("0"))}`, bytes(5)],
    "binary-num-float": [`51-${event("a", placeholder(0.5))}`, bytes(5)],
    "binary-num-missing": [`51-${event("a", { _placeholder: true })}`, bytes(5)],
    "binary-num-negative": [`51-${event("a", placeholder(-1))}`, bytes(5)],
    "binary-num-range": [`51-${event("a", placeholder(1))}`, bytes(5)],
    "binary-count-0": [`50-${event("a")}`],
    "binary-count-leading-zero": [`501-${event("a", placeholder(0))}`, bytes(5)],
    "binary-count-missing": [`5-${event("a")}`],
    "binary-count-none": [`5${event("a")}`],
    "binary-count-letter": [`5x-${event("a")}`],
    "binary-count-float": [`51.5-${event("a")}`],
    "binary-count-negative": [`5-1-${event("a")}`],
    "binary-count-11": [`511-${event("a")}`],
    "binary-count-huge": [`599999999999999999999-${event("a")}`],
    "binary-stray": [bytes(1)],
    "binary-one-too-many": [`51-${event("a", placeholder(0))}`, bytes(1), bytes(2)],
    "binary-text-between": [`52-${event("a", placeholder(0))}`, bytes(1), '2["b"]'],
    "binary-lookalike-in-an-event": [`2${event("a", placeholder(7))}`],
    "binary-object": [`51-{"a":${JSON.stringify(placeholder(0))}}`, bytes(1)],
  };
  const seeds = [
    '0/orders,{"sid":"s"}',
    '2/orders,41["get",{"limit":3}]',
    '2["ação",null,true,-1.5e3,"\\n"]',
    '3/a,7[[1,2],"ok"]',
    '4/a,{"message":"m","data":{"c":1}}',
    `52-/b,9${event("a", placeholder(0), placeholder(1))}`,
  ];
  const alphabet = [...'0123456789/,-[]{}":ax.e\\'];
  for (let n = 0; n < 60; n += 1) {
    const changed = mutate(random, seeds[n % seeds.length], alphabet);
    cases[`changed-${n}`] = changed.startsWith("5") ? [changed, bytes(1), bytes(2)] : [changed];
  }
  return cases;
}

const message = (data) => ({ type: "message", data });

/** Name → Engine.IO packets of one polling body. */
export const payloads = {
  "one": [message('2["a"]')],
  "kinds": ["open", "close", "ping", "pong", "upgrade", "noop"].map((type) => ({ type })),
  "texts": [message("2[\"ç🚀\"]"), message("日本語"), { type: "ping", data: "probe" }, message("")],
  "colons": [message("1:2:3"), message(":")],
  "bytes": [message(bytes(0, 255)), message(bytes())],
  "mixed": [message("2[\"ç🚀\"]"), message(bytes(1, 2, 3)), { type: "pong" }, message("x".repeat(120))],
};

/** Polling bodies to decode: of Engine.IO 4, then of 3. */
export const newBodies = {
  "one": '42["a"]',
  "many": '0{"sid":"a"}\u001e40\u001e2\u001e42["ç🚀"]\u001ebAAE=\u001e6\u001e1',
  "empty": "",
  "separator-first": "\u001e4a",
  "separator-last": "4a\u001e",
  "separator-twice": "4a\u001e\u001e4b",
  "kind-7": "7",
  "kind-letter": "x",
  "old-form": '2:4a',
  "bytes-empty": "b",
  "bytes-unpadded": "bAAE",
  "bytes-url-safe": "b-_8=",
  "bytes-white-space": "bAA E=",
  "bytes-wrong": "b!!",
};

export const oldBodies = {
  "one": '6:42["a"]',
  "many": '12:0{"sid":"a"}2:401:29:42["ç🚀"]6:b4AAE=1:61:1',
  "empty": "",
  "nothing": "0:",
  "nothing-between": "1:20:1:3",
  "length-missing": ":4",
  "length-letter": "x:4",
  "length-float": "1.0:4",
  "length-negative": "-1:4",
  "length-space": " 1:4",
  "length-leading-zero": "01:4",
  "length-exponent": "1e0:4",
  "length-long": "3:4",
  "length-short": "1:4a",
  "length-alone": "1",
  "length-huge": "99999999999999999999:4",
  "half-a-pair": "2:4🚀",
  "new-form": "4a\u001e4b",
  "kind-7": "1:7",
  "second-wrong": "1:21:9",
  "bytes-empty": "2:b4",
  "bytes-kind-7": "4:b7AA",
  "bytes-alone": "1:b",
  "binary-text": bytes(0, 3, 255, 0x34, 0xc3, 0xa7),
  "binary-bytes": bytes(1, 2, 255, 4, 200, 0, 1, 255, 0x32),
  "binary-length-two": Buffer.concat([bytes(1, 1, 2, 255, 4), Buffer.alloc(11, 7)]),
  "binary-empty": bytes(),
};

/** Frames of a WebSocket to decode, for both versions. */
export const engineFrames = {
  "text": '42["a"]', "open": '0{"sid":"a"}', "ping": "2", "probe": "2probe", "upgrade": "5", "noop": "6", "empty": "",
  "kind-7": "7", "kind-b": "b", "kind-letter": "x4", "separator": "4a\u001e4b", "line": "4\n", "bytes": bytes(4, 1, 2),
  "bytes-one": bytes(4),
};

/** MessagePack to decode, as hexadecimal digits; the packets of `packets` are decoded, too. */
const map = (data, type = "02", nsp = "a1 2f", more = "") =>
  `8${2 + (data === "" ? 0 : 1) + (more === "" ? 0 : 1)} a4 74 79 70 65 ${type} a3 6e 73 70 ${nsp} ${more} ${
    data === "" ? "" : `a4 64 61 74 61 ${data}`
  }`;
export const packed = {
  "event": map("91 a1 61"),
  "event-str8": map("91 d9 01 61"),
  "event-str16": map("91 da 00 01 61"),
  "event-str32": map("91 db 00 00 00 01 61"),
  "event-array16": map("dc 00 01 a1 61"),
  "event-array32": map("dd 00 00 00 01 a1 61"),
  "map16": `de 00 03 ${map("91 a1 61").slice(3)}`,
  "type-uint8": map("91 a1 61", "cc 02"),
  "type-uint64": map("91 a1 61", "cf 00 00 00 00 00 00 00 02"),
  "type-int8": map("91 a1 61", "d0 02"),
  "type-float": map("91 a1 61", "cb 40 00 00 00 00 00 00 00"),
  "type-float-odd": map("91 a1 61", "cb 40 04 00 00 00 00 00 00"),
  "type-negative": map("91 a1 61", "ff"),
  "type-5": map("91 a1 61", "05"),
  "type-text": map("91 a1 61", "a1 32"),
  "type-nil": map("91 a1 61", "c0"),
  "namespace-number": map("91 a1 61", "02", "01"),
  "namespace-nil": map("91 a1 61", "02", "c0"),
  "namespace-odd": map("91 a1 61", "02", "a1 78"),
  "namespace-empty": map("91 a1 61", "02", "a0"),
  "id": map("91 a1 61", "02", "a1 2f", "a2 69 64 07"),
  "id-negative": map("91 a1 61", "02", "a1 2f", "a2 69 64 ff"),
  "id-nil": map("91 a1 61", "02", "a1 2f", "a2 69 64 c0"),
  "id-undefined": map("91 a1 61", "02", "a1 2f", "a2 69 64 d4 00 00"),
  "id-text": map("91 a1 61", "02", "a1 2f", "a2 69 64 a1 37"),
  "id-float": map("91 a1 61", "02", "a1 2f", "a2 69 64 cb 3f f8 00 00 00 00 00 00"),
  "data-nil": map("c0"),
  "data-undefined": map("d4 00 00"),
  "data-text": map("a1 61"),
  "data-map": map("81 a1 61 01"),
  "data-bytes": map("c4 01 61"),
  "event-unnamed": map("90"),
  "event-numbered": map("91 07"),
  "event-nil": map("91 c0"),
  "ack-missing": map("", "03"),
  "ack-empty": map("90", "03"),
  "disconnect": map("", "01"),
  "disconnect-data": map("90", "01"),
  "connect": map("81 a3 73 69 64 a1 73", "00"),
  "connect-text": map("a1 73", "00"),
  "connect-undefined": map("d4 00 00", "00"),
  "refusal": map("81 a7 6d 65 73 73 61 67 65 a2 6e 6f", "04"),
  "refusal-text": map("a2 6e 6f", "04"),
  "refusal-missing": map("", "04"),
  "refusal-number": map("01", "04"),
  "values": map("9c a1 61 c0 c2 c3 7f e0 cc 80 cd 01 00 ce 00 01 00 00 d0 80 d1 80 00 d2 80 00 00 00"),
  "floats": map("94 a1 61 ca 3f 80 00 00 cb 3f f8 00 00 00 00 00 00 ca 3d cc cc cd"),
  "not-numbers": map("94 a1 61 cb 7f f8 00 00 00 00 00 00 cb 7f f0 00 00 00 00 00 00 cb ff f0 00 00 00 00 00 00"),
  "large-integers": map("93 a1 61 cf 00 20 00 00 00 00 00 01 d3 ff e0 00 00 00 00 00 00"),
  "bytes": map("94 a1 61 c4 01 07 c5 00 02 01 02 c6 00 00 00 00"),
  "undefined": map("93 a1 61 d4 00 00 81 a1 6b d4 00 00"),
  "date": map("92 a1 61 d7 00 00 00 01 8b cf e5 68 7b"),
  "date-negative": map("92 a1 61 d7 00 ff ff ff ff ff ff ff ff"),
  "extension-bytes": map("92 a1 61 c7 03 00 01 02 03"),
  "extension-unknown": map("92 a1 61 d4 05 01"),
  "extension-16": map("92 a1 61 d8 07 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"),
  "utf-8-wrong": map("92 a1 61 a2 c3 28"),
  "utf-8-surrogate": map("92 a1 61 a3 ed bf bf"),
  "key-number": map("92 a1 61 81 01 02"),
  "key-twice": map("92 a1 61 82 a1 6b 01 a1 6b 02"),
  "trailing": `${map("91 a1 61")} 00`,
  "never-used-byte": map("92 a1 61 c1"),
  "length-past-the-end": map("92 a1 61 c4 05 01"),
  "text-past-the-end": map("92 a1 61 a5 61"),
  "array": "93 02 a1 2f 91",
  "number": "07",
  "nil": "c0",
  "nothing": "",
  "empty-map": "80",
};

/** The last bytes missing, a byte changed: `n` times. */
export function packedChanged(seed, samples, n) {
  const random = chance(seed);
  return Object.fromEntries(
    Array.from({ length: n }, (_, at) => [`changed-${at}`, mutateBytes(random, samples[at % samples.length])]),
  );
}

export const backoffs = [0, 1, 2, 3, 10, 31, 32, 1023, 1024, 100000].flatMap((attempt, n) => [
  { min: 1000, max: 5000, jitter: 0.5, attempt, rand: (n * 7) / 100 },
  { min: 100, max: 1_000_000, jitter: n % 2 === 0 ? 1 : 0, attempt, rand: 0.99 - n / 50 },
]);

export const splits = [10, 11, 12, 20, 24, 25, 26, 40, 1000].map((maxPayload) => ({
  maxPayload,
  packets: ["aaaa", "ççç", "🚀", "x".repeat(30), "", "b", "c"].map(message),
}));
