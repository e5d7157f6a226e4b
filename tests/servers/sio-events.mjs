// What a Socket.IO server of the tests does with the events it knows, the same in all versions.
import { setImmediate } from "node:timers/promises";

/**
 * Event → what happens. `client` is the server's end of one socket, `args` what came without the ack, `ack` the
 * function that answers, or undefined if none was asked for, `server` what `startSio` returns.
 */
export const behaviours = {
  /** Gives the arguments back: in the ack if one was asked for, in an event otherwise. */
  echo: ({ client, args, ack }) => (ack ? ack(...args) : client.emit("echo", ...args)),

  /** Nested bytes: those that came as the first argument, or `count` of them counting up, whole and in two parts. */
  binary: ({ client, args: [given], ack }) => {
    const whole = Buffer.isBuffer(given) ? given : Buffer.from(Array.from({ length: given ?? 4 }, (_, n) => n & 255));
    const middle = whole.length >> 1;
    const parts = [whole.subarray(0, middle), whole.subarray(middle)];
    const answer = { whole, parts: parts.map((bytes, n) => ({ at: n * middle, bytes })), length: whole.length };
    if (ack) ack(answer);
    else client.emit("binary", answer);
  },

  /** To everyone in the namespace, the sender too, with the sender's id in front. */
  broadcast: ({ client, args }) => client.nsp.emit("broadcast", client.id, ...args),

  /** Asks back: emits `question` with the arguments, and `answered` with what the client's ack had. */
  "ask-me": ({ client, args }) => {
    client.emit("question", ...args, (...answers) => client.emit("answered", ...answers));
  },

  "never-ack": () => {},

  /** Answers after so many milliseconds, with the other arguments. */
  "slow-ack": ({ args: [millis, ...args], ack }) => setTimeout(() => ack?.(...args), millis),

  /** A stream `flood` of `count` events, each with its number and `bytes` of padding; then `flooded` with the count. */
  flood: async ({ client, args: [{ from = 0, count = 1000, bytes = 0, binary = false } = {}], ack }) => {
    const padding = binary ? Buffer.alloc(bytes, 1) : "x".repeat(bytes);
    for (let n = from; n < from + count; n += 1) {
      client.emit("flood", n, padding);
      // Leaves room for the sockets, and waits for a client that is slower.
      if (n % 500 === 499) await setImmediate();
      while (client.connected && client.conn.writeBuffer.length > 5000) await setImmediate();
    }
    if (ack) ack(count);
    else client.emit("flooded", count);
  },

  /** Disconnects the client from the namespace; with `true` it closes the connection. */
  "kick-me": ({ client, args: [close = false] }) => client.disconnect(close),

  /** Cuts the connection of the client, as a pulled cable. */
  "drop-me": ({ client, server }) => server.drop([client.conn]),

  /** Values that JSON does not have; only MessagePack brings them over. */
  undefined: ({ client }) => client.emit("undefined", undefined, { here: undefined }, null),
  date: ({ client }) => client.emit("date", new Date(1_700_000_000_123)),
  numbers: ({ client }) => client.emit("numbers", NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 31), 1.5),

  /** How the server sees the client. */
  whoami: ({ client, ack }) => {
    if (ack) ack(seen(client));
    else client.emit("whoami", seen(client));
  },

  join: ({ client, args: [room], ack }) => {
    client.join(room);
    ack?.(room);
  },
  leave: ({ client, args: [room], ack }) => {
    client.leave(room);
    ack?.(room);
  },
  /** To everyone in a room of the namespace: `(room, event, ...args)`. */
  "to-room": ({ client, args: [room, event, ...args] }) => client.nsp.to(room).emit(event, ...args),
};

/** A client's handshake in plain data. */
export function seen(client) {
  const { query, auth = {}, headers } = client.handshake;
  return {
    id: client.id,
    namespace: client.nsp.name,
    query,
    auth,
    headers,
    transport: client.conn.transport.name,
    protocol: client.conn.protocol ?? 3,
    recovered: client.recovered ?? false,
  };
}
