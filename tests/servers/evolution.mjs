// A Socket.IO server of the shape of Evolution API 2.3: a key in the query, a namespace per instance that is made late.
import { startSio } from "./sio.mjs";

/** The key that opens everything; that of an instance is `token-of-<instance>`. */
export const globalKey = "global-key";
export const keyOf = (instance) => `token-of-${instance}`;

/**
 * Starts it with the namespace of each of `instances`. All others do not exist until `create` or `publish` is called.
 * With `isGlobal` every event goes to `/` as well.
 */
export async function startEvolution({ instances = ["instance-1"], isGlobal = false, ...options } = {}) {
  const known = new Set();

  const server = await startSio({
    version: 4,
    // The official one reads the query and the header, and never the auth payload.
    allowRequest: (request, answer) => {
      const key = new URL(request.url, "http://server").searchParams.get("apikey") ?? request.headers.apikey;
      if (!key) answer("apiKey is required", false);
      else if (key !== globalKey && !key.startsWith("token-of-")) answer("Invalid global token", false);
      else answer(null, true);
    },
    setUp: (io, server) => {
      io.on("connection", (client) => server.serve(client));
      for (const instance of known) makeNamespace(io, server, instance);
    },
    ...options,
  });

  /** Makes the namespace of an instance. */
  server.create = (instance) => {
    if (known.has(instance)) return;
    known.add(instance);
    makeNamespace(server.io, server, instance);
  };

  /** Emits an event such as `messages.upsert` as the API does, and makes the namespace if it is the first. */
  server.publish = (instance, event, data) => {
    server.create(instance);
    const payload = {
      event,
      instance,
      data,
      server_url: server.url,
      date_time: "2026-01-02T03:04:05.678Z",
      sender: "5511999990000@s.whatsapp.net",
      apikey: keyOf(instance),
    };
    server.emit(`/${instance}`, event, payload);
    if (isGlobal) server.emit("/", event, payload);
  };

  for (const instance of instances) server.create(instance);
  return server;
}

function makeNamespace(io, server, instance) {
  io.of(`/${instance}`).on("connection", (client) => server.serve(client));
}

/** Data of some events, in the API's shape. */
export const samples = {
  "connection.update": { instance: "instance-1", state: "open", statusReason: 200 },
  "qrcode.updated": {
    qrcode: {
      instance: "instance-1",
      pairingCode: "ABCD1234",
      code: "2@abc,def,ghi",
      // One white pixel.
      base64:
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==",
    },
  },
  "messages.upsert": {
    key: { remoteJid: "5511888880000@s.whatsapp.net", fromMe: false, id: "3EB0C767D097E9ECFE8A" },
    pushName: "João",
    message: { conversation: "Olá! 🚀" },
    messageType: "conversation",
    messageTimestamp: 1_767_322_800,
  },
  "presence.update": { id: "5511888880000@s.whatsapp.net", presences: {} },
};
