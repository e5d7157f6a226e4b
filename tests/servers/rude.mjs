// Servers that do not do what a WebSocket server should, over plain TCP and written by hand.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Manner → what happens to a TCP connection. `asked` resolves with the request, once its head is there. */
const manners = {
  /** Accepts, reads and never answers. */
  silent: () => {},

  /** Hangs up as soon as it is called. */
  "hang up": (socket) => socket.destroy(),

  /** Answers each request, an upgrade like any other, with `status` and `headers`. At `/there` there is a page. */
  answer: async (socket, asked, { status, headers = {} }) => {
    const { path } = await asked;
    const head = path === "/there" ? httpHead("200 OK", {}) : httpHead(status, headers);
    socket.end(head);
  },

  /**
   * Makes the handshake and never says a word of its own: no message, no answer to a close frame.
   * `headers` are added to its answer; with `stopsReading` nothing is taken after the handshake.
   */
  upgrade: async (socket, asked, { headers = {}, stopsReading = false }, server) => {
    const key = (await asked).headers["sec-websocket-key"];
    await server.gate;
    if (socket.destroyed) return;
    socket.write(
      httpHead("101 Switching Protocols", {
        Upgrade: "websocket",
        Connection: "Upgrade",
        "Sec-WebSocket-Accept": acceptOf(key),
        ...headers,
      }),
    );
    if (stopsReading) socket.pause();
  },
};

/** What proves that a handshake was understood (RFC 6455, section 4.2.2). */
function acceptOf(key) {
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

function httpHead(status, headers) {
  const isUpgrade = status.startsWith("101");
  const all = isUpgrade ? headers : { "Content-Length": 0, Connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`;
}

/** Reads the head of a request; what follows it is thrown away. */
function request(socket) {
  return new Promise((resolve) => {
    let text = "";
    socket.on("data", (bytes) => {
      if (text.includes("\r\n\r\n")) return;
      text += bytes.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      const [first, ...lines] = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n");
      const headers = lines.map((line) => line.split(/:\s*/, 2)).map(([name, value]) => [name.toLowerCase(), value]);
      resolve({ path: first.split(" ")[1], headers: Object.fromEntries(headers) });
    });
  });
}

/** Starts a server of that manner on a free loopback port. */
export async function startRude(manner, options = {}) {
  const sockets = new Set();
  let open = () => {};

  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const asked = request(socket).then((request) => {
      server[request.headers.upgrade ? "upgrades" : "requests"].push(request);
      return request;
    });
    manners[manner](socket, asked, options, server);
  });
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address();

  const server = {
    port,
    /** The handshakes that were begun. */
    upgrades: [],
    /** The plain HTTP requests. */
    requests: [],
    /** What a handshake waits for. */
    gate: Promise.resolve(),

    url: (path = "/") => `ws://127.0.0.1:${port}${path}`,
    /** How many TCP connections are open now. */
    get open() {
      return sockets.size;
    },
    /** Handshakes wait from now on. */
    hold() {
      this.gate = new Promise((resolve) => (open = resolve));
    },
    /** Those that wait go on. */
    release() {
      open();
    },
    /** Writes bytes to every connection. */
    write(...bytes) {
      for (const socket of sockets) socket.write(Buffer.from(bytes));
    },
    /** Cuts every connection. */
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async stop() {
      this.drop();
      if (!tcp.listening) return;
      tcp.close();
      await once(tcp, "close");
    },
  };
  return server;
}

/** The URL of a loopback port where nobody listens. */
export async function refusedUrl(path = "/") {
  const rude = await startRude("hang up");
  await rude.stop();
  return rude.url(path);
}
