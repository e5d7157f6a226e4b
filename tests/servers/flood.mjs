// Numbered messages of a fixed size, sent as fast as the other side takes them.

/**
 * The text of message `n`: JSON of exactly `bytes` bytes (more only where the number leaves no room).
 * With `word` and `times`, exactly `times` of the `count` messages carry the word, evenly spread. With `event`, it is the
 * argument of a Socket.IO event of that name, as it is on the wire.
 */
export function floodMessage(n, { count, bytes = 120, word = "", times = 0, event }) {
  const carries = Math.floor((n * times) / count) !== Math.floor(((n - 1) * times) / count);
  const head = carries ? `{"n":${n},"word":"${word}","pad":"` : `{"n":${n},"pad":"`;
  const text = `${head.padEnd(bytes - 2, "x")}"}`;
  return event ? `42["${event}",${text}]` : text;
}

/** Sends messages 1 to `count` over an open `ws` socket, in batches and with back-pressure. */
export function flood(socket, options) {
  const { count } = options;
  const tcp = socket._socket;
  return new Promise((resolve) => {
    let n = 0;
    const push = () => {
      while (n < count && socket.readyState === socket.OPEN) {
        const end = Math.min(n + 512, count);
        tcp.cork();
        while (n < end) socket.send(floodMessage(++n, options));
        tcp.uncork();
        if (socket.bufferedAmount > 512 * 1024) {
          tcp.once("drain", push);
          return;
        }
      }
      resolve(n);
    };
    socket.once("close", () => resolve(n));
    push();
  });
}
