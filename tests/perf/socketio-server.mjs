// The Socket.IO server of the bench, a process of its own. Its parent says when and how much.
import { flood } from "../servers/flood.mjs";
import { startSio } from "../servers/sio.mjs";

const server = await startSio({ version: 4 });
process.send({ url: server.url });

process.on("message", async (options) => {
  // Past the official server, which would be the slower side: the same frames for everyone.
  const engine = Object.values(server.io.engine.clients).at(-1);
  const sent = await flood(engine.transport.socket, options);
  process.send({ sent });
});
process.on("disconnect", () => process.exit());
