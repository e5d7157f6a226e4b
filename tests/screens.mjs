// Takes the pictures a person looks at before a change of the screen goes out: `node screens.mjs`.
// They land in results/screens/, named by what is shown, theme and size.
import { chromium } from "@playwright/test";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { refusedUrl } from "./servers/rude.mjs";
import { startSio } from "./servers/sio.mjs";
import { startWs } from "./servers/ws.mjs";
import { chromiumArgs, findChromium } from "./support/chromium.mjs";
import { Duplex, expect } from "./support/duplex.mjs";
import { startSite } from "./support/site.mjs";

const folder = fileURLToPath(new URL("results/screens/", import.meta.url));

const sizes = { "1440x900": { width: 1440, height: 900 }, "390x844": { width: 390, height: 844 } };

const joined = `{
  "room": "lobby",
  "message": "Hello, World!",
  "sequence": 9007199254740993,
  "mentions": ["ada", "grace"]
}`;
const presence =
  '{"room":"lobby","id":9007199254740993,"author":{"name":"Ada","online":true,"roles":["admin","host"]},' +
  '"score":1.0,"edited":null,"text":"See you in the lobby at noon"}';

/** A conversation of a chat. */
const chat = async (duplex, { sio }) => {
  await duplex.connectIo(`${sio.url}/chat`);
  await duplex.emit("echo", [{ room: "lobby" }], { ack: true });
  await duplex.emit("never-ack", [], { ack: true });
  await duplex.emit("ask-me", ["Are you there?"]);
  sio.emit("/chat", "presence", { user: "grace", state: "online" });
  sio.emit("/chat", "tick", 184022, "2026-01-07T14:02:10.220Z");
  sio.emit("/chat", "room:message", JSON.parse(presence));
  sio.emit("/chat", "snapshot", { of: "the lobby" }, Buffer.alloc(64_000, "lobby "));
  sio.emit("/chat", "an event with a name that goes on for longer than anyone would like", true);
  await duplex.composeEvent("send_message", [{ format: "JSON", text: joined }, Buffer.from("lobby").toJSON().data], {
    ack: true,
  });
  await duplex.showArg(1);
};

const shows = {
  "first-run": async () => {},

  connected: async (duplex, { ws }) => {
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.setFormat("JSON");
    await duplex.send(joined);
    ws.send('{"ok":true,"members":128}');
    ws.send('[184022,"2026-01-07T14:02:10.220Z"]');
    await duplex.send('{"join":"lobby"}');
    ws.send("plain words from the lobby");
    ws.send(Buffer.from([0, 1, 2, 3, 0xfe, 0xff]));
    ws.send("");
    ws.send(`{"snapshot":"${"lobby ".repeat(400)}"}`);
    ws.send("several\nlines\tand a tab");
    ws.send("grüße from the lobby");
    ws.send(presence);
    await duplex.setMessage(joined);
    await duplex.expectCount("11 messages");
    await duplex.openDetail('"author"');
    await duplex.search("lobby");
    await duplex.expectCount(/of 11 messages/);
  },

  failed: async (duplex) => {
    await duplex.startConnecting(await refusedUrl("/chat"));
    await duplex.expectState("Failed");
  },

  params: async (duplex, { ws }) => {
    await duplex.setUrl(ws.url("/echo?room=lobby&token=8f14e45f&debug"));
    await duplex.fillIn("Params", { "Note 2": "expires at noon" });
    await duplex.use("debug").uncheck();
  },

  headers: async (duplex, { ws }) => {
    await duplex.setUrl(ws.url("/echo"));
    await duplex.fillIn("Headers", {
      "Header 1": "Authorization",
      "Value 1": "Bearer 8f14e45f",
      "Header 2": "not a name",
      "Value 2": "x",
    });
  },

  settings: async (duplex, { ws }) => {
    await duplex.connect(ws.url("/echo"));
    await duplex.reconnectBy({
      "Handshake timeout": "1500",
      "Subprotocol 1": "v2.chat",
      "Subprotocol 2": "v1 chat",
      "Close code": "1008",
      "Code 1": "4003",
      "Name 1": "Quota used up",
    });
  },

  details: async (duplex, { ws }) => {
    await duplex.fillIn("Settings", { "Subprotocol 1": "v2.chat", "Subprotocol 2": "v1.chat" });
    await duplex.connect(ws.url("/subprotocol?room=lobby"));
    await duplex.showPart("Message");
    await duplex.send("hello");
    await duplex.expectCount("2 messages");
    await duplex.openDetails();
  },

  hex: async (duplex, { ws }) => {
    await duplex.connect(ws.url("/room/bytes"));
    ws.send(Buffer.from(`PNG or so: ${String.fromCharCode(...Array(256).keys())}`, "latin1"), "/room/bytes");
    await duplex.setFormat("Binary (hex)");
    await duplex.send("48 65 6c 6c 6f");
    await duplex.openDetail("50 4e 47");
    await duplex.expectCount("2 messages");
  },

  file: async (duplex, { ws }) => {
    await duplex.setUrl(ws.url("/echo"));
    await duplex.setFormat("Binary (file)");
    await duplex.chooseFile({ name: "photo of the lobby.png", mimeType: "image/png", buffer: Buffer.alloc(412_000) });
  },

  "socketio-first-run": async (duplex) => duplex.setKind("Socket.IO"),

  socketio: async (duplex, { sio }) => {
    await chat(duplex, { sio });
    await duplex.openDetail("room:message");
    await duplex.jumpFrom(duplex.row("echo").filter({ hasText: "lobby" }).first());
    await expect(duplex.row("ack #0")).toHaveAttribute("aria-selected", "true");
    await expect(duplex.detail).toContainText("Ack #0");
  },

  "socketio-detail": async (duplex, { sio }) => {
    await chat(duplex, { sio });
    await duplex.openDetail("snapshot");
    await duplex.showAs("Hex");
  },

  "socketio-answer": async (duplex, { sio }) => {
    await chat(duplex, { sio });
    await duplex.row("question").getByRole("button", { name: "Answer" }).click();
    await duplex.writeAnswer('"yes", { "since": 9007199254740993 }');
  },

  "socketio-events": async (duplex, { sio }) => {
    await chat(duplex, { sio });
    await duplex.showPart("Events");
    await duplex.addListener("room:closed");
    await duplex.showEvent("tick", false);
    await duplex.button("Colour of presence").click();
  },

  "socketio-auth": async (duplex, { sio }) => {
    await duplex.setKind("Socket.IO");
    await duplex.setUrl(`${sio.url}/admin`);
    await duplex.showPart("Auth");
    await duplex.auth.fill('["8f14e45f"]');
    await expect(duplex.composer).toContainText("must be a JSON object");
  },

  "socketio-settings": async (duplex, { sio }) => {
    await duplex.connectIo(`${sio.url}/chat`);
    await duplex.fillIn("Settings", { "Handshake path": "/socket io" });
  },

  "socketio-remedy": async (duplex, { sio }) => {
    await duplex.connect(`${sio.wsUrl}/socket.io/?EIO=4&transport=websocket`);
    await expect(duplex.button("Switch to Socket.IO and reconnect")).toBeVisible();
  },

  "socketio-details": async (duplex, { sio }) => {
    await chat(duplex, { sio });
    await duplex.openDetails();
  },

  console: async (duplex, { sio }) => {
    await duplex.openConsole();
    await chat(duplex, { sio });
  },

  reconnecting: async (duplex, { ws }) => {
    await duplex.reconnectBy({ Interval: "30000", Jitter: "0" });
    await duplex.connect(ws.url("/room/gone"));
    ws.drop("/room/gone");
    await duplex.expectState("Reconnecting 1 of 5");
  },
};

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArgs });
const site = await startSite({ demo: "ws://127.0.0.1:9" });
const ws = await startWs();
const sio = await startSio();
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const theme of ["light", "dark"]) {
      for (const [name, show] of Object.entries(shows)) {
        const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
        const duplex = new Duplex(await context.newPage(), site);
        await duplex.open();
        await duplex.wear(theme);
        await show(duplex, { ws, sio });
        const path = `${folder}${name}-${theme}-${size}.png`;
        await duplex.page.screenshot({ path });
        console.log(path);
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await site.stop();
  await ws.stop();
  await sio.stop();
}
