// Socket.IO against the official servers: every version over every transport.
import { globalKey } from "../servers/evolution.mjs";
import { malformed } from "../servers/rude-sio.mjs";
import { failedSocket } from "../support/duplex.mjs";
import { allRows, choose, connect, expect, expectNewest, openTab, test } from "../support/socketio.mjs";

const versions = [2, 3, 4];
const transports = ["WebSocket", "Polling, then WebSocket", "Polling"];
const failedRequest = /Failed to load resource/;

/** Attempts that come soon, without chance. */
const soon = [
  ["Interval", "100"],
  ["Largest interval", "200"],
  ["Jitter", "0"],
];

for (const version of versions) {
  for (const transport of transports) {
    test.describe(`server ${version}, ${transport}`, () => {
      const tab = (server, path, more = {}) => ({
        url: `${server.url}${path}`,
        version: `v${version}`,
        transports: transport,
        settings: soon,
        ...more,
      });
      const isPolling = transport === "Polling";

      test("echo with ack, bytes both ways, an event that asks", async ({ duplex, sio }) => {
        const server = await sio({ version });
        await openTab(duplex, tab(server, "/"));
        await connect(duplex);
        if (transport.includes(",")) await duplex.expectEvent("Upgraded from polling to WebSocket");

        await duplex.emit("echo", [{ n: 1, deep: [{ text: "ü🚀" }] }, "two", null], { ack: true });
        const args = '[{"n":1,"deep":[{"text":"ü🚀"}]},"two",null]';
        await expect.poll(() => duplex.conversation()).toEqual([`> ${args}`, `< ${args}`]);
        const [asked, answered] = (await duplex.rows()).filter(({ direction }) => direction !== "system");
        expect([asked.event, asked.ack, answered.event]).toEqual(["echo", expect.stringMatching(/\d ms$/), "ack #0"]);

        await duplex.emit("echo", [{ file: { $binary: "AAEC/w==" } }]);
        await expect.poll(() => duplex.log()).toContain('< [{"file":<binary 4 B>}]');
        expect(server.received.at(-1).args).toEqual([{ file: Buffer.from([0, 1, 2, 255]) }]);
        await duplex.emit("binary", [5]);
        const nested = '{"whole":<binary 5 B>,"parts":[{"at":0,"bytes":<binary 2 B>},{"at":2,"bytes":<binary 3 B>}]';
        await expect.poll(() => duplex.log()).toContain(`< [${nested},"length":5}]`);

        await duplex.emit("ask-me", [7]);
        await expect.poll(() => duplex.log()).toContain("< [7]");
        const question = duplex.grid.getByRole("row").filter({ has: duplex.button("Answer") });
        await duplex.answer(question, '"yes", {"n": 2}');
        await expect.poll(() => duplex.log()).toContain('< ["yes",{"n":2}]');
        await duplex.disconnect();
        await duplex.expectNewest("! Closed · io client disconnect");
        await expect.poll(() => server.count()).toBe(0);
      });

      test("auth, namespaces, and those that are refused", async ({ duplex, sio, expectConsole }) => {
        // An upgrade may be under way when the namespace is refused.
        expectConsole(failedSocket);
        const server = await sio({ version });
        await openTab(duplex, tab(server, "/admin"));
        await duplex.button("Connect").click();
        await duplex.expectState("Failed");
        await expectNewest(duplex, version > 2 ? /connect_error · not authorised/ : /connect_error · {"code":4010/);
        await duplex.setUrl(`${server.url}/admin?token=secret`);
        if (version > 2) {
          await duplex.showPart("Auth");
          await duplex.field("Auth payload").focus();
          await duplex.page.keyboard.insertText('{"token":"secret"}');
        }
        await connect(duplex);
        await duplex.emit("whoami", []);
        await expect.poll(async () => (await duplex.log()).at(-1)).toContain('"namespace":"/admin"');
        await duplex.disconnect();
        await duplex.setUrl(`${server.url}/room-7`);
        await connect(duplex);
        await duplex.disconnect();
        await duplex.setUrl(`${server.url}/nowhere`);
        await duplex.button("Connect").click();
        await duplex.expectState("Failed");
        await expectNewest(duplex, /connect_error · Invalid namespace/);
        await expect.poll(() => server.count()).toBe(0);
      });

      test("a server that disconnects means it; a wire that is cut is mended", async ({ duplex, sio, expectConsole }) => {
        expectConsole(failedSocket);
        expectConsole(failedRequest);
        const server = await sio({ version });
        await openTab(duplex, tab(server, "/chat", { reconnects: true }));
        await connect(duplex);
        server.kick("/chat");
        await duplex.expectState("Disconnected");
        await expectNewest(duplex, /Disconnected · io server disconnect/);
        await connect(duplex);
        if (transport.includes(",")) await expect.poll(() => server.sockets().at(-1).transport).toBe("websocket");
        server.cut();
        await duplex.expectEvent(/Disconnected · transport (close|error).* · attempt 1 of 5/);
        await duplex.expectState("Connected");
        await duplex.emit("echo", ["again"]);
        await duplex.expectNewest('< ["again"]');
      });

      test("silence ends by the heartbeat", async ({ duplex, sio }) => {
        const server = await sio({ version, pingInterval: 500, pingTimeout: 1000 });
        await openTab(duplex, tab(server, "/"));
        await connect(duplex);
        await new Promise((resolve) => setTimeout(resolve, 2500));
        await duplex.expectState("Connected");
        server.mute();
        await duplex.expectState("Disconnected");
        await expectNewest(duplex, /Disconnected · ping timeout/);
        server.unmute();
      });

      test("a numbered stream from the first moment arrives whole and in order", async ({ duplex, sio }) => {
        const count = isPolling ? 600 : 1000;
        const setUp = (io, server) =>
          io.on("connection", async (client) => {
            server.serve(client);
            for (let n = 0; n < count; n += 1) {
              client.emit("n", n);
              if (n % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 2));
            }
          });
        const server = await sio({ version, setUp });
        await openTab(duplex, tab(server, "/"));
        await connect(duplex);
        await duplex.expectCount(`${count.toLocaleString("en-US")} messages`, { timeout: 15_000 });
        if (transport.includes(",")) await expect.poll(() => server.sockets()[0].transport).toBe("websocket");
        const numbers = (await allRows(duplex, count + 2)).filter(({ event }) => event === "n").map(({ preview }) => preview);
        expect(numbers).toEqual(Array.from({ length: count }, (_, n) => `[${n}]`));
      });
    });
  }
}

test.describe("what differs", () => {
  test("connection state recovery brings what was missed", async ({ duplex, sio, expectConsole }) => {
    expectConsole(failedSocket);
    const server = await sio({ version: 4, recovery: true });
    await openTab(duplex, { url: server.url, settings: soon, reconnects: true });
    await connect(duplex);
    server.emit("/", "tick", 1);
    await expectNewest(duplex, /< \[1,/);
    server.cut();
    server.emit("/", "tick", 2);
    await duplex.expectEvent(/recovered: what was missed follows/);
    await expect.poll(async () => (await duplex.log()).filter((line) => line.startsWith("< [2,")).length).toBe(1);
  });

  for (const version of versions) {
    test(`MessagePack with a server ${version}`, async ({ duplex, sio }) => {
      const server = await sio({ version, parser: "msgpack" });
      await openTab(duplex, { url: server.url, version: `v${version}`, parser: "MessagePack" });
      await connect(duplex);
      await duplex.emit("echo", [{ n: 1.5, file: { $binary: "AAEC" } }], { ack: true });
      await expect.poll(() => duplex.conversation()).toContain('< [{"n":1.5,"file":<binary 3 B>}]');
    });
  }

  test("a 2.x server under v4 and a 4.x server under v2 are recognised, and one press mends it", async ({
    duplex,
    sio,
    expectConsole,
  }) => {
    expectConsole(failedSocket);
        expectConsole(failedRequest);
    const old = await sio({ version: 2 });
    await openTab(duplex, { url: old.url });
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expectNewest(duplex, /this is a 2.x server: switch to v2/);
    await duplex.button("Switch to v2 and reconnect").click();
    await duplex.expectState("Connected");
    await duplex.disconnect();
    const newer = await sio({ version: 4 });
    await duplex.setUrl(newer.url);
    await choose(duplex, "Transports", "Polling");
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expectNewest(duplex, /HTTP 400 · code 5 Unsupported protocol version/);
    await duplex.button("Switch to v4 and reconnect").click();
    await duplex.expectState("Connected");
  });

  test("polling-only and WebSocket-only servers say so, another path is found", async ({ duplex, sio, expectConsole }) => {
    expectConsole(failedSocket);
        expectConsole(failedRequest);
    const polling = await sio({ version: 4, transports: ["polling"], path: "/io/v1" });
    await openTab(duplex, { url: `${polling.url}/io/v1` });
    await duplex.button("Use /io/v1 as handshake path").click();
    await expect(duplex.url).toHaveValue(polling.url);
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await choose(duplex, "Transports", "Polling, then WebSocket");
    await connect(duplex);
    await duplex.disconnect();
    const websocket = await sio({ version: 4, transports: ["websocket"], path: "/io/v1" });
    await duplex.setUrl(websocket.url);
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expectNewest(duplex, /HTTP 400 · code 0 Transport unknown/);
    await choose(duplex, "Transports", "WebSocket");
    await connect(duplex);
  });

  test("without CORS polling cannot be read, and WebSocket works", async ({ duplex, sio, expectConsole }) => {
    expectConsole(failedRequest);
    expectConsole(/CORS policy/);
    const server = await sio({ version: 4, cors: false, pingInterval: 200, pingTimeout: 200 });
    await openTab(duplex, { url: server.url, transports: "Polling" });
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expect(duplex.causes.first()).toContainText("does not allow this page to read its answers (CORS)");
    await choose(duplex, "Transports", "WebSocket");
    await connect(duplex);
  });

  test("a message over the server's limit is not sent, and said", async ({ duplex, sio }) => {
    const server = await sio({ version: 4, maxHttpBufferSize: 1000 });
    await openTab(duplex, { url: server.url, transports: "Polling" });
    await connect(duplex);
    await duplex.emit("echo", ["x".repeat(2000)]);
    await expectNewest(duplex, /Not sent: \d+ bytes are more than the server takes: 1000/);
    await duplex.emit("echo", ["x".repeat(500)]);
    await expect.poll(() => server.received.length).toBe(1);
    await duplex.expectState("Connected");
  });

  test("a plain WebSocket server under Socket.IO is recognised", async ({ duplex, ws }) => {
    await openTab(duplex, { url: ws.url("/echo"), settings: [["Handshake timeout", "600"]] });
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expect(duplex.causes.first()).toContainText("this is a plain WebSocket server");
    await expect(duplex.button("Switch to Raw and reconnect")).toBeVisible();
  });

  test("a Socket.IO server under Raw is recognised, and one press mends it", async ({ duplex, sio }) => {
    const server = await sio({ version: 4 });
    await duplex.open();
    await duplex.connect(`${server.wsUrl}/socket.io/?EIO=4&transport=websocket`);
    await duplex.expectEvent(/This looks like Socket.IO/);
    await duplex.button("Switch to Socket.IO and reconnect").click();
    await duplex.expectState("Connected");
    await expect(duplex.url).toHaveValue(server.wsUrl);
    await duplex.emit("echo", [1], { ack: true });
    await expect.poll(() => duplex.conversation()).toContain("< [1]");
  });

  test("Evolution API: a key in the query, and a namespace that exists only later", async ({
    duplex,
    evolution,
    expectConsole,
  }) => {
    expectConsole(failedSocket);
        expectConsole(failedRequest);
    await openTab(duplex, { url: `${evolution.url}/instance-2?apikey=${globalKey}` });
    await duplex.button("Connect").click();
    await duplex.expectState("Failed");
    await expectNewest(duplex, /connect_error · Invalid namespace/);
    await duplex.openDetail("Invalid namespace");
    expect(await duplex.bodyText()).toContain("Evolution API makes the namespace of an instance only when");
    evolution.create("instance-2");
    await connect(duplex);
    evolution.publish("instance-2", "messages.upsert", { text: "Olá" });
    await expect.poll(async () => (await duplex.rows()).at(-1).event).toBe("messages.upsert");
  });

  test("acks that are late, missing or lost say so on their emit", async ({ duplex, sio }) => {
    const server = await sio({ version: 4 });
    await openTab(duplex, { url: server.url, settings: [["Ack timeout", "200"]] });
    await connect(duplex);
    await duplex.emit("slow-ack", [600, "late"], { ack: true });
    const emit = async () => (await duplex.rows()).find(({ direction }) => direction === "outgoing")?.ack;
    await expect.poll(emit).toBe("timeout 200 ms");
    await expect.poll(emit).toMatch(/^late \d/);
    expect(await duplex.log()).toContain('< ["late"]');
    await duplex.emit("never-ack", [], { ack: true });
    server.kick("/");
    const lost = async () => (await duplex.rows()).find(({ event }) => event === "never-ack")?.ack;
    await expect.poll(lost).toMatch(/lost/);
  });

  test("headers go with polling requests", async ({ duplex, sio }) => {
    const server = await sio({ version: 4, cors: { origin: "*", allowedHeaders: ["x-key"] } });
    const headers = [{ on: true, key: "X-Key", value: "k1", note: "" }];
    await openTab(duplex, { url: server.url, transports: "Polling", headers });
    await connect(duplex);
    expect(server.sockets()[0].headers["x-key"]).toBe("k1");
  });

  for (const transport of transports) {
    test(`closing the tab and closing the page leave nothing on the server: ${transport}`, async ({ duplex, sio }) => {
      const server = await sio({ version: 4 });
      await openTab(duplex, { url: server.url, transports: transport });
      await connect(duplex);
      if (transport.includes(",")) await duplex.expectEvent("Upgraded from polling to WebSocket");
      expect(server.count()).toBe(1);
      await duplex.closeTab(server.url.slice("http://".length));
      await expect.poll(() => server.count()).toBe(0);
      await duplex.undoClosing();
      await connect(duplex);
      // A page that ends in the middle of an upgrade has no transport left to be missed on: the heartbeat finds out.
      if (transport.includes(",")) await expect.poll(() => server.sockets().at(-1).transport).toBe("websocket");
      expect(server.count()).toBe(1);
      // The page is closed at the end, and the server looked at.
    });
  }

  for (const parser of [undefined, "msgpack"]) {
    const words = parser ? "in MessagePack " : "";
    test(`every wrong packet ${words}is a row that names it, and what came before stays`, async ({ duplex, rudeSio }) => {
      test.setTimeout(120_000);
      const server = await rudeSio({ parser });
      await openTab(duplex, { url: server.url, parser: parser ? "MessagePack" : "Default" });
      const cases = malformed.filter((each) => each.parser === parser && (each.version ?? 4) === 4);
      expect(cases.length).toBeGreaterThan(5);
      for (const { name } of cases) {
        await duplex.setUrl(`${server.url}/?play=${name}`);
        await duplex.button("Connect").click();
        const log = async () => (await duplex.log()).join("\n");
        await expect.poll(log, name).toMatch(new RegExp(`play=${name}(?!-)[^]*parse error · [^]*Disconnected · `));
      }
      await duplex.expectState("Disconnected");
    });
  }
});
