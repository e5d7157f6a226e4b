// Servers that do not do what a WebSocket server should, over plain TCP.
import { once } from "node:events";
import { createServer } from "node:net";

/** Manner → what happens to a TCP connection. */
const manners = {
  /** Accepts, reads and never answers. */
  silent: () => {},
  /** Answers the upgrade with 404. */
  "not found": (socket) => {
    socket.once("data", () => {
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
  },
  /** Hangs up as soon as it is called. */
  "hang up": (socket) => socket.destroy(),
};

/** Starts a server of that manner on a free loopback port. */
export async function startRude(manner) {
  const sockets = new Set();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    socket.resume();
    manners[manner](socket);
  });
  tcp.listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address();
  return {
    port,
    url: (path = "/") => `ws://127.0.0.1:${port}${path}`,
    /** How many TCP connections are open now. */
    get open() {
      return sockets.size;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      tcp.close();
      await once(tcp, "close");
    },
  };
}

/** The URL of a loopback port where nobody listens. */
export async function refusedUrl(path = "/") {
  const rude = await startRude("hang up");
  await rude.stop();
  return rude.url(path);
}
