// A Socket.IO server written by hand: a right handshake and connect answer, and then something that is wrong.
import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const placeholder = (num) => ({ _placeholder: true, num });
const event = (...args) => JSON.stringify(args);

/**
 * What no client should take. `frames` are WebSocket messages: texts with the Engine.IO digit, Buffers as in Engine.IO 4.
 * `defect` says what is wrong, `reason` how the official client of 4.x gives up (that of 2.x throws, and lives on),
 * `parser` is said if it is not the default one, `version` if only Engine.IO 3 or 4 is meant.
 */
export const malformed = [
  // Engine.IO
  { name: "engine-type", frames: ["9"], defect: "packet kind 9", reason: "transport error" },
  { name: "engine-letter", frames: ["hello"], defect: "packet kind h", reason: "transport error" },
  { name: "engine-empty", frames: [""], defect: "no packet kind", reason: "transport error" },
  // Socket.IO
  { name: "type", frames: ['49["a"]'], defect: "packet type 9" },
  { name: "type-letter", frames: ['4x["a"]'], defect: "packet type x" },
  { name: "empty", frames: ["4"], defect: "no packet type" },
  { name: "json", frames: ['42["a",]'], defect: "JSON with a comma too many" },
  { name: "json-open", frames: ['42["a"'], defect: "JSON that does not end" },
  { name: "json-after", frames: ['42["a"]x'], defect: "something after the JSON" },
  { name: "json-control", frames: ['42["a\nb"]'], defect: "a line break in a JSON string" },
  { name: "json-constant", frames: ['42["a",NaN]'], defect: "NaN in JSON" },
  { name: "depth", frames: [`42["a",${"[".repeat(100_000)}`], defect: "100,000 arrays that do not end" },
  { name: "event-object", frames: ['42{"a":1}'], defect: "an event that is no array" },
  { name: "event-unnamed", frames: ["42[]"], defect: "an event without a name" },
  { name: "event-name", frames: ['42[{"a":1}]'], defect: "an event whose name is an object" },
  { name: "event-reserved", frames: ['42["disconnect"]'], defect: "a reserved event name", version: 4 },
  { name: "ack-object", frames: ['430{"a":1}'], defect: "an ack that is no array" },
  { name: "disconnect-payload", frames: ['41{"a":1}'], defect: "a disconnect with data" },
  { name: "connect-text", frames: ['40"sid"'], defect: "a connect with a string" },
  { name: "refusal-true", frames: ["44/orders,true"], defect: "a refusal with true", version: 4 },
  // Attachments
  { name: "count-missing", frames: [`45-${event("a", placeholder(0))}`], defect: "no number of attachments" },
  { name: "count-letter", frames: [`45x-${event("a", placeholder(0))}`], defect: "x attachments" },
  { name: "count-negative", frames: [`45-1-${event("a")}`], defect: "-1 attachments" },
  { name: "count-unended", frames: [`451${event("a", placeholder(0))}`], defect: "a number without its dash" },
  { name: "count-huge", frames: [`4599999999999999999999-${event("a")}`], defect: "more attachments than memory" },
  {
    name: "count-eleven",
    frames: [`4511-${event("a", ...Array.from({ length: 11 }, (_, n) => placeholder(n)))}`],
    defect: "11 attachments, one more than the newest clients take",
    version: 4,
  },
  { name: "stray-bytes", frames: [Buffer.from([1, 2, 3])], defect: "bytes that nobody announced" },
  {
    name: "text-between",
    frames: [`451-${event("a", placeholder(0))}`, '42["b"]'],
    defect: "a text where an attachment should come",
  },
  {
    name: "placeholder-range",
    frames: [`451-${event("a", placeholder(1))}`, Buffer.from([1])],
    defect: "a placeholder for the second of one attachment",
  },
  {
    name: "placeholder-negative",
    frames: [`451-${event("a", placeholder(-1))}`, Buffer.from([1])],
    defect: "a placeholder for attachment -1",
  },
  {
    name: "placeholder-text",
    frames: [`451-${event("a", placeholder("0"))}`, Buffer.from([1])],
    defect: "a placeholder whose number is a string",
  },
  // MessagePack
  { name: "msgpack-text", parser: "msgpack", frames: ['42["a"]'], defect: "a text where MessagePack should be" },
  { name: "msgpack-cut", parser: "msgpack", frames: [hex("84 a4 74 79 70 65")], defect: "MessagePack that ends early" },
  { name: "msgpack-byte", parser: "msgpack", frames: [hex("c1")], defect: "a byte that MessagePack does not have" },
  { name: "msgpack-array", parser: "msgpack", frames: [hex("93 01 02 03")], defect: "a packet that is no map" },
  { name: "msgpack-type", parser: "msgpack", frames: [packet("09")], defect: "packet type 9" },
  { name: "msgpack-untyped", parser: "msgpack", frames: [hex("81 a3 6e 73 70 a1 2f")], defect: "no packet type" },
  { name: "msgpack-trailing", parser: "msgpack", frames: [packet("02", "91 a1 61", "00")], defect: "a byte too many" },
  { name: "msgpack-nil", parser: "msgpack", frames: [packet("03", "c0")], defect: "an ack whose data are nil" },
  {
    name: "msgpack-depth",
    parser: "msgpack",
    frames: [Buffer.concat([packet("02", "92 a1 61"), Buffer.alloc(100_000, 0x91)])],
    defect: "100,000 arrays that do not end",
  },
  {
    name: "msgpack-length",
    parser: "msgpack",
    frames: [packet("02", "92 a1 61 c6 ff ff ff ff")],
    defect: "bytes longer than memory",
  },
].map((each) => ({ reason: "parse error", ...each }));

function hex(digits) {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

/** A MessagePack packet of `/` with that type, and what stands in `data`; `after` follows the packet. */
function packet(type, data = "", after = "") {
  const size = data === "" ? "82" : "83";
  const payload = data === "" ? "" : `a4 64 61 74 61 ${data}`;
  return hex(`${size} a4 74 79 70 65 ${type} a3 6e 73 70 a1 2f ${payload} ${after}`);
}

/**
 * Starts one on a free loopback port, over WebSocket and polling. The query says what it plays: `?play=<name>`, of
 * `malformed` or of `scripts`, which the caller may extend: name → frames.
 */
export async function startRudeSio({ version = 4, parser, scripts = {} } = {}) {
  const sessions = new Map();
  let nextSid = 0;

  const server = {
    port: 0,
    /** What clients said in their handshakes. */
    queries: [],
    /** The frames that came, texts and Buffers. */
    received: [],
    /** How the sockets were closed: `{ code, reason }`. */
    closes: [],
    get url() {
      return `http://127.0.0.1:${this.port}`;
    },
    get wsUrl() {
      return `ws://127.0.0.1:${this.port}`;
    },
    /** Sessions that are open. */
    count: () => sessions.size,
    async stop() {
      for (const client of wss.clients) client.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };

  const handshake = (query) => {
    server.queries.push(Object.fromEntries(query));
    nextSid += 1;
    const name = query.get("play");
    const sid = `rude-${nextSid}`;
    const timing = { pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };
    return {
      sid,
      open: `0${JSON.stringify({ sid, upgrades: [], ...timing })}`,
      frames: scripts[name] ?? malformed.find((each) => each.name === name)?.frames ?? [],
    };
  };
  /** The answer to a connect of `/`. */
  const answer = (sid) => {
    if (parser !== "msgpack") return version === 3 ? "40" : `40{"sid":"${sid}"}`;
    if (version === 3) return '4{"type":0,"nsp":"/"}';
    return packet("00", `81 a3 73 69 64 a${sid.length.toString(16)} ${Buffer.from(sid).toString("hex")}`);
  };
  const isConnect = (frame) => (Buffer.isBuffer(frame) ? parser === "msgpack" : frame.startsWith("40"));

  const http = createServer(async (request, response) => {
    const query = new URL(request.url, "http://server").searchParams;
    response.setHeader("Access-Control-Allow-Origin", "*");
    const sid = query.get("sid");
    if (sid === null) {
      const { open, frames, sid: made } = handshake(query);
      const session = { frames, waiting: undefined, outbox: version === 3 ? [answer(made), ...frames] : [] };
      sessions.set(made, session);
      return response.end(body(version, [open]));
    }
    const session = sessions.get(sid);
    if (!session) return response.writeHead(400).end('{"code":1,"message":"Session ID unknown"}');
    if (request.method === "POST") {
      const text = Buffer.concat(await request.toArray()).toString();
      server.received.push(text);
      response.end("ok");
      if (version === 4 && /^(40|b)/.test(text)) session.outbox.push(answer(sid), ...session.frames);
      if (text === "1" || text === "1:1") sessions.delete(sid);
    } else {
      session.waiting = response;
      response.on("close", () => sessions.get(sid)?.waiting === response && sessions.delete(sid));
    }
    if (session.waiting && session.outbox.length > 0) {
      const { waiting } = session;
      session.waiting = undefined;
      waiting.end(body(version, session.outbox.splice(0)));
    }
  });

  const wss = new WebSocketServer({ server: http });
  wss.on("connection", (socket, request) => {
    const { sid, open, frames } = handshake(new URL(request.url, "http://server").searchParams);
    const send = (frame) => {
      const isBinary = Buffer.isBuffer(frame);
      socket.send(isBinary && version === 3 ? Buffer.concat([Buffer.from([4]), frame]) : frame, { binary: isBinary });
    };
    const play = () => [answer(sid), ...frames].forEach(send);
    sessions.set(sid, {});
    send(open);
    if (version === 3) play();
    socket.on("message", (data, isBinary) => {
      const frame = isBinary ? data : data.toString();
      server.received.push(frame);
      if (version === 4 && isConnect(frame)) play();
    });
    socket.on("close", (code, reason) => {
      sessions.delete(sid);
      server.closes.push({ code, reason: reason.toString() });
    });
    socket.on("error", () => {});
  });

  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  server.port = http.address().port;
  return server;
}

/** Several frames in one polling body. */
function body(version, frames) {
  const marks = version === 3 ? "b4" : "b";
  const texts = frames.map((frame) => (Buffer.isBuffer(frame) ? marks + frame.toString("base64") : frame));
  return version === 3 ? texts.map((text) => `${text.length}:${text}`).join("") : texts.join("\u001e");
}
