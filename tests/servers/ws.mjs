// A plain WebSocket server. What it does is in the path; what it saw is in the object the test holds.
import { once } from "node:events";
import { WebSocketServer } from "ws";
import { flood } from "./flood.mjs";

/** Path → what happens to a socket that opens it. */
const behaviours = {
  /** Gives every message back as it came. */
  "/echo": (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  },
  /** Says nothing by itself: the test speaks through `server.send`. */
  "/silent-after-open": () => {},
  /** Closes right after opening: `?code=4003&reason=kicked`. */
  "/close": (socket, query) => closeAsAsked(socket, query),
  /** Chooses the first subprotocol offered, then behaves like `/echo`. */
  "/subprotocol": (socket) => behaviours["/echo"](socket),
  /** Sends `?count=` numbered messages of `?bytes=`; `?word=` is in exactly `?times=` of them. */
  "/flood": (socket, query) => {
    flood(socket, {
      count: Number(query.get("count") ?? 1000),
      bytes: Number(query.get("bytes") ?? 120),
      word: query.get("word") ?? "",
      times: Number(query.get("times") ?? 0),
    });
  },
};

function closeAsAsked(socket, query) {
  const code = query.get("code");
  if (code) socket.close(Number(code), query.get("reason") ?? "");
  else socket.close();
}

/** Starts a server on a free loopback port. */
export async function startWs() {
  const wss = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: (offered, request) =>
      request.url.startsWith("/subprotocol") ? offered.values().next().value : false,
  });
  await once(wss, "listening");
  const { port } = wss.address();

  const server = {
    port,
    /** Sockets that are open now, by path. */
    sockets: new Map(),
    /** How many were ever opened. */
    opened: 0,
    /** Path and query of each that was, in order. */
    urls: [],
    /** `{ path, data }` of each message: a string for text, a Buffer for binary. */
    received: [],
    /** `{ path, code, reason }` of each close. */
    closes: [],

    /** How many connections are open now. */
    get open() {
      return this.sockets.size;
    },
    url(path = "/echo") {
      return `ws://127.0.0.1:${port}${path}`;
    },
    /** Sends to every open socket, or to those that opened `path`. */
    send(data, path) {
      for (const [socket, at] of this.sockets) {
        if (path === undefined || at === path) socket.send(data);
      }
    },
    /** Closes every open socket, or those that opened `path`; without a code, the close frame has none. */
    close(code, reason, path) {
      for (const [socket, at] of this.sockets) {
        if (path === undefined || at === path) socket.close(code, reason);
      }
    },
    /** Cuts the TCP connections, without a close frame. */
    drop(path) {
      for (const [socket, at] of this.sockets) {
        if (path === undefined || at === path) socket.terminate();
      }
    },
    /** Floods every open socket; resolves when all is handed to the system. */
    flood(options) {
      return Promise.all([...this.sockets.keys()].map((socket) => flood(socket, options)));
    },
    async stop() {
      for (const socket of wss.clients) socket.terminate();
      wss.close();
      await once(wss, "close");
    },
  };

  wss.on("connection", (socket, request) => {
    const { pathname: path, searchParams } = new URL(request.url, "ws://server");
    server.urls.push(request.url);
    server.opened += 1;
    server.sockets.set(socket, path);
    socket.on("message", (data, isBinary) => {
      server.received.push({ path, data: isBinary ? data : data.toString() });
    });
    socket.on("close", (code, reason) => {
      server.sockets.delete(socket);
      server.closes.push({ path, code, reason: reason.toString() });
    });
    // A page that breaks the protocol is for the test to see as a close, not a crash of its server.
    socket.on("error", () => {});
    // Rooms are as many as a test wants, and as silent.
    const behave = path.startsWith("/room/") ? behaviours["/silent-after-open"] : behaviours[path];
    if (behave) behave(socket, searchParams);
    else socket.close(1008, `no such path: ${path}`);
  });
  return server;
}
