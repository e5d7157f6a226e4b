// The server of the flood, a process of its own. Its parent says when and how much.
import { WebSocketServer } from "ws";
import { flood } from "../servers/flood.mjs";

const wss = new WebSocketServer({ host: "127.0.0.1", port: 0 });
let latest;
wss.on("listening", () => process.send({ port: wss.address().port }));
wss.on("connection", (socket) => {
  latest = socket;
  // A browser that is closed in the middle of a flood is nothing to fall over.
  socket.on("error", () => {});
});

process.on("message", async (options) => {
  const sent = await flood(latest, options);
  process.send({ sent });
});
process.on("disconnect", () => process.exit());
