// Socket.IO servers of the versions 2, 3 and 4 that behave the same. What they do is in `sio-events.mjs`.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { behaviours, seen } from "./sio-events.mjs";

const require = createRequire(import.meta.url);

/** What `/admin` asks for: in the auth payload, or with servers 2.x in the query. */
const ADMIN_TOKEN = "secret";

/** Refuses who does not know the token. */
function guard(client, next) {
  const token = client.handshake.auth?.token ?? client.handshake.query.token;
  if (token === ADMIN_TOKEN) return next();
  const error = new Error("not authorised");
  error.data = { code: 4010, hint: 'the token is "secret"' };
  next(error);
}

/** Namespace → middleware that may refuse. A pattern makes namespaces when they are asked for. */
const namespaces = new Map([
  ["/", undefined],
  ["/chat", undefined],
  ["/orders", undefined],
  ["/admin", guard],
  [/^\/room-\w+$/, undefined],
]);

/**
 * Starts a server on a free loopback port, or on `port`.
 *
 * `version` 2, 3 or 4; `parser: "msgpack"`; `recovery: true` (version 4); `mutedHeartbeat: true`;
 * `guarded: true` (all namespaces are like `/admin`); `blocksWebsockets: true` (as some proxies do); `cors: false`
 * for none, or what the official option takes (servers 2.x always allow every origin, with credentials);
 * `setUp(io, server)` instead of the usual namespaces. All other options go to the official server: `transports`, `path`, `maxHttpBufferSize`,
 * `pingInterval`, `pingTimeout`, `allowEIO3`, `allowRequest`, `allowUpgrades`, …
 */
export async function startSio({
  version = 4,
  parser,
  recovery = false,
  mutedHeartbeat = false,
  guarded = false,
  blocksWebsockets = false,
  cors = { origin: "*" },
  setUp = setUpNamespaces,
  port = 0,
  ...options
} = {}) {
  let http;
  let io;
  let isMuted = mutedHeartbeat;
  const tcp = new Set();
  /** The ids of the sessions whose wire is cut. */
  const dropped = new Set();
  /** Clients that are or were connected, by namespace. */
  const clients = new Map();

  const server = {
    version,
    /** `{ namespace, id, event, args, wantsAck }` of each event that came. */
    received: [],
    /** The handshakes that were refused or failed, as the engine says it: `{ code, message }`. Not in servers 2.x. */
    refused: [],

    get port() {
      return port;
    },
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get wsUrl() {
      return `ws://127.0.0.1:${port}`;
    },
    /** The official server. */
    get io() {
      return io;
    },
    /** How many Engine.IO clients are connected. */
    count: () => io.engine.clientsCount,
    /** How many TCP connections are open. */
    connections: () => tcp.size,
    /** Every client that was ever connected: its handshake, and whether it still is. */
    sockets: () => [...clients.values()].flat().map((client) => ({ ...seen(client), connected: client.connected })),

    /** To everyone in the namespace. */
    emit(namespace, event, ...args) {
      io.of(namespace).emit(event, ...args);
    },
    /** Asks the client of the namespace that came last, and resolves with the arguments of its ack. */
    ask(namespace, event, ...args) {
      const client = connected(namespace).at(-1);
      if (!client) return Promise.reject(new Error(`nobody is in ${namespace}`));
      return new Promise((resolve) => client.emit(event, ...args, (...answers) => resolve(answers)));
    },
    /** Disconnects everyone from the namespace; with `close` it closes their connections. */
    kick(namespace, close = false) {
      for (const client of connected(namespace)) client.disconnect(close);
    },
    /** Destroys the TCP connections of all clients, as a pulled cable. */
    cut() {
      server.drop(Object.values(io.engine.clients));
      for (const socket of tcp) socket.destroy();
    },
    /** The same for some of the engine's clients. */
    drop(engines) {
      for (const { id, transport } of engines) {
        // Between two polls there may be nothing to cut. The next one finds the wire cut, too.
        dropped.add(id);
        for (const socket of [transport.socket?._socket, transport.req?.socket, transport.dataReq?.socket]) {
          socket?.destroy();
        }
      }
    },
    /** Heartbeats are neither sent nor answered nor missed from now on. */
    mute() {
      isMuted = true;
      for (const engine of Object.values(io.engine.clients)) clearTimeout(engine.pingTimeoutTimer);
    },
    unmute() {
      isMuted = false;
      for (const engine of Object.values(io.engine.clients)) {
        // The answer to this ping starts the next round. In Engine.IO 3 the client pings.
        if (engine.protocol === 4) engine.sendPacket("ping");
        if (engine.resetPingTimeout) engine.resetPingTimeout(io.engine.opts.pingTimeout);
        else engine.setPingTimeout();
      }
    },
    /** Listens again after `stop`, on the same port. */
    async start() {
      http = createServer((_, response) => response.writeHead(404).end());
      http.on("connection", (socket) => {
        tcp.add(socket);
        socket.on("close", () => tcp.delete(socket));
        socket.on("error", () => {});
      });
      if (blocksWebsockets) http.on("upgrade", (_, socket) => socket.destroy());
      io = makeServer(http, version, parser, recovery, cors, options);
      // Before those of the engine, which takes all others away when it is made.
      for (const event of http.eventNames().filter((name) => name === "request" || name === "upgrade")) {
        http.prependListener(event, (request) => {
          const sid = new URL(request.url, "http://server").searchParams.get("sid");
          if (dropped.has(sid)) request.socket.destroy();
        });
      }
      io.engine.on("connection", silencable);
      io.engine.on("connection_error", ({ code, message }) => server.refused.push({ code, message }));
      setUp(io, server, guarded);
      http.listen(port, "127.0.0.1");
      await once(http, "listening");
      ({ port } = http.address());
    },
    /** Closes all connections and the port. */
    async stop() {
      if (!http.listening) return;
      const closed = once(http, "close");
      io.close();
      for (const socket of tcp) socket.destroy();
      await closed;
    },
    async restart() {
      await this.stop();
      await this.start();
    },
    /** Records what a client sends, and behaves; for `setUp`. */
    serve(client) {
      const { name } = client.nsp;
      clients.set(name, [...(clients.get(name) ?? []), client]);
      client.use((packet, next) => {
        const [event, ...args] = packet;
        const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
        server.received.push({ namespace: name, id: client.id, event, args, wantsAck: ack !== undefined });
        if (Object.hasOwn(behaviours, event)) behaviours[event]({ client, args, ack, server });
        next();
      });
    },
  };

  const connected = (namespace) => (clients.get(namespace) ?? []).filter((client) => client.connected);

  /** Makes the heartbeat of one connection go only while it is not muted. */
  function silencable(engine) {
    const { sendPacket } = engine;
    engine.sendPacket = function (type, ...rest) {
      if (!(isMuted && (type === "ping" || type === "pong"))) sendPacket.call(this, type, ...rest);
    };
    for (const name of ["resetPingTimeout", "setPingTimeout"]) {
      const original = engine[name];
      if (original) engine[name] = (...args) => isMuted || original.apply(engine, args);
    }
    if (isMuted) clearTimeout(engine.pingTimeoutTimer);
  }

  await server.start();
  return server;
}

function makeServer(http, version, parser, recovery, cors, options) {
  const all = { serveClient: false, ...options };
  if (parser === "msgpack") all.parser = require(`socket.io-msgpack-parser${version === 2 ? "-2" : ""}`);
  if (version === 2) return require("socket.io-2")(http, all);
  if (cors) all.cors = cors;
  if (recovery) all.connectionStateRecovery = { maxDisconnectionDuration: 120_000, skipMiddlewares: true };
  const { Server } = require(`socket.io-${version}`);
  return new Server(http, all);
}

function setUpNamespaces(io, server, guarded) {
  for (const [name, middleware] of namespaces) {
    const namespace = io.of(name);
    if (middleware || guarded) namespace.use(middleware ?? guard);
    namespace.on("connection", (client) => server.serve(client));
  }
}
