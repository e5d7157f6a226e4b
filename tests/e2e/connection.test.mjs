// How connections fail, end and come back: each in its own words, below a log that stays.
import { refusedUrl } from "../servers/rude.mjs";
import { expect, failedSocket, test } from "../support/duplex.mjs";

/** 123 bytes of UTF-8: as much as a close frame holds. */
const longReason = `${"ü".repeat(61)}!`;

/** Opens the page and has a connection behind it, whose rows are given. */
async function openWithPast(duplex, ws) {
  await duplex.open();
  await duplex.connect(ws.url("/echo"));
  await duplex.send("long ago");
  await duplex.expectConversation(["> long ago", "< long ago"]);
  await duplex.disconnect();
  await duplex.expectNewest("! Closed · 1000 Normal closure");
  return duplex.log();
}

/** Connects in vain, and checks the row that says so. */
async function fail(duplex, url, words = `! Could not connect · 1006 Abnormal closure`) {
  await duplex.startConnecting(url);
  await duplex.expectNewest(words);
  await duplex.expectState("Failed");
}

test.describe("closing", () => {
  const names = {
    1000: "Normal closure",
    1001: "Going away",
    1002: "Protocol error",
    1003: "Unsupported data",
    1007: "Invalid data",
    1008: "Policy violation",
    1009: "Too big",
    1010: "Extension missing",
    1011: "Server error",
    1012: "Restart",
    1013: "Try later",
    1014: "Bad gateway",
    3000: "Unauthorized",
    3999: "Registered code",
    4000: "Application code",
    4999: "Application code",
  };

  test("each code of the server is shown with its name, and with its reason to the last byte", async ({ duplex, ws }) => {
    const past = await openWithPast(duplex, ws);
    const url = ws.url("/room/codes");
    let connections = 1;
    const connectAgain = async () => {
      await duplex.connect(url);
      connections += 1;
    };
    for (const [code, name] of Object.entries(names)) {
      for (const reason of ["", longReason]) {
        await connectAgain();
        ws.close(Number(code), reason);
        await duplex.expectNewest(`! Closed by the server · ${code} ${name}${reason && ` · ${reason}`}`);
        await duplex.expectState("Disconnected");
      }
      const { event } = (await duplex.rows()).at(-1);
      expect(event, code).toBe(code === "1000" || code === "1001" || code >= "3000" ? "" : "problem");
    }
    await connectAgain();
    ws.close();
    await duplex.expectNewest("! Closed by the server · 1005 No code given");
    await connectAgain();
    ws.drop();
    await duplex.expectNewest("! Connection lost · 1006 Abnormal closure");

    const log = await duplex.log();
    expect(log.at(-3)).toBe(`! Connection ${connections} · ${url}`);
    await expect(duplex.ending.getByRole("heading")).toHaveText("Connection ended · 1006 Abnormal closure");
    await expect(duplex.causes.first()).toContainText("The server's process ended or crashed");
    await expect(duplex.statusBar).toContainText("1006 Abnormal closure");
    // Three rows each, and two messages of the first.
    expect(await duplex.rowCount()).toBe(3 * connections + 2);
    await duplex.expectOldest(past);
  });

  test("the server sees the code and the reason of Settings; wrong ones do not keep it open", async ({ duplex, ws }) => {
    const past = await openWithPast(duplex, ws);
    const url = ws.url("/room/codes");
    for (const [code, name] of [["1000", "Normal closure"], ["3000", "Unauthorized"], ["4999", "Application code"]]) {
      await duplex.fillIn("Settings", { "Close code": code, "Close reason": longReason });
      await duplex.connect(url);
      await duplex.disconnect();
      await expect.poll(() => ws.closes.at(-1)).toEqual({ path: "/room/codes", code: Number(code), reason: longReason });
      await duplex.expectNewest(`! Closed · ${code} ${name} · ${longReason}`);
    }

    const wrong = [
      ["Close code", "1008", /The browser lets a page close with 1000 or 3000 to 4999 only/],
      ["Close code", "4x", /Enter a whole number from 1000 to 4999/],
      ["Close reason", `${longReason}.`, /The reason has 124 bytes, a close frame holds 123/],
    ];
    for (const [field, text, problem] of wrong) {
      await duplex.fillIn("Settings", { "Close code": "4999", "Close reason": "right" });
      await duplex.connect(url);
      await duplex.fillIn("Settings", { [field]: text });
      await duplex.expectWrong(field, problem);
      await duplex.disconnect();
      await expect.poll(() => ws.open).toBe(0);
      expect(ws.closes.at(-1)).toEqual({ path: "/room/codes", code: 1000, reason: "" });
    }

    // It is shown before it is needed again.
    const opened = ws.opened;
    await duplex.showPart("Message");
    await duplex.button("Connect").click();
    await expect(duplex.field("Close reason")).toBeFocused();
    await duplex.expectState("Disconnected");
    expect(ws.opened).toBe(opened);
    await duplex.expectOldest(past);
  });

  test("a server that never answers the close frame is waited for, and not for long", async ({ duplex, rude, ws }) => {
    const past = await openWithPast(duplex, ws);
    const server = await rude("upgrade");
    await duplex.connect(server.url());
    await duplex.button("Disconnect").click();
    await duplex.expectState("Closing");
    await duplex.expectState("Disconnected");
    await duplex.expectNewest("! Closed · the server did not confirm within 5 s");
    await duplex.expectOldest(past);
    await duplex.openDetail("did not confirm");
    await expect.poll(() => duplex.bodyText()).toContain("It took no notice of the close frame: it hangs");
  });

  test("nobody has to wait for it: Connect lets it go", async ({ duplex, rude, ws }) => {
    const server = await rude("upgrade");
    await duplex.open();
    await duplex.connect(server.url());
    await duplex.button("Disconnect").click();
    await duplex.expectState("Closing");
    await duplex.connect(ws.url("/echo"));
    await duplex.expectEvent(/^! Closed · not waiting for the server's answer$/);
  });
});

test.describe("not connecting", () => {
  test("a port where nobody listens", async ({ duplex, ws, expectConsole }) => {
    expectConsole(failedSocket);
    expectConsole(/ERR_CONNECTION_REFUSED/);
    const past = await openWithPast(duplex, ws);
    const url = await refusedUrl("/chat");
    await fail(duplex, url);
    const authority = new URL(url).host;
    await expect(duplex.ending.getByRole("heading")).toHaveText("Could not connect · 1006 Abnormal closure");
    await expect(duplex.causes.first()).toContainText(`Nothing listens at ${authority}`);
    await expect(duplex.causes.first()).toContainText("Start the server there, or correct the port.");

    await duplex.checkHost();
    await duplex.expectNewest(`! Checked by HTTP · Nothing that speaks HTTP answers at ${authority}`);
    await expect(duplex.causes.first()).toContainText(`Nothing that speaks HTTP answers at ${authority}`);
    await expect(duplex.ending.getByRole("button", { name: "Check the host" })).toHaveCount(0);

    const report = await duplex.copied(duplex.ending.getByRole("button", { name: "Copy report" }));
    expect(report).toContain("· Failed · 1006 Abnormal closure");
    expect(report).toContain(`URL: ${url}`);
    expect(report).toContain(`1. Nothing that speaks HTTP answers at ${authority}`);
    const command = await duplex.copied(duplex.ending.getByRole("button", { name: "Copy as websocat" }));
    expect(command).toBe(`websocat ${url}`);

    await duplex.button("Dismiss explanation").click();
    await expect(duplex.ending).toHaveCount(0);
    await duplex.expectState("Failed");
    await duplex.expectOldest(past);
  });

  test("a server that answers by HTTP is asked what it says, and only when the person wants it", async ({
    duplex,
    rude,
    ws,
    expectConsole,
  }) => {
    for (const line of [failedSocket, /Failed to load resource/, /blocked by CORS policy/]) expectConsole(line);
    const past = await openWithPast(duplex, ws);
    const answers = [
      ["404 Not Found", {}, "it has nothing at this path"],
      ["401 Unauthorized", { "WWW-Authenticate": 'Basic realm="chat"' }, "it wants credentials"],
      ["302 Found", { Location: "/there" }, "with a redirect, which a WebSocket does not follow"],
    ];
    for (const [status, headers, found] of answers) {
      for (const isAllowed of [false, true]) {
        const cors = isAllowed ? { "Access-Control-Allow-Origin": "*" } : {};
        const server = await rude("answer", { status, headers: { ...headers, ...cors } });
        await fail(duplex, server.url("/chat"));
        const guess = duplex.causes.filter({ hasText: "its answer was not that of a WebSocket: no such path (404)" });
        await expect(guess).toBeVisible();
        expect(server.requests, "nobody is asked without being told to").toEqual([]);

        await duplex.checkHost();
        const hidden = `The host answers by HTTP at http://127.0.0.1:${server.port}/chat, so it can be reached`;
        await expect(duplex.causes.first()).toContainText(isAllowed ? found : hidden);
        await duplex.expectNewest(expect.stringContaining(isAllowed ? found : hidden));
        await expect(guess).toHaveCount(0);
        expect(server.requests.map(({ path, headers }) => [path, headers.cookie ?? headers.authorization])).toEqual(
          isAllowed ? [["/chat", undefined]] : expect.arrayContaining([["/chat", undefined]]),
        );
      }
    }
    await duplex.expectOldest(past);
  });

  test("a server that is silent for longer than Settings allow", async ({ duplex, rude, ws, expectConsole }) => {
    expectConsole(failedSocket);
    const past = await openWithPast(duplex, ws);
    const server = await rude("silent");
    await duplex.fillIn("Settings", { "Handshake timeout": "300" });
    await fail(duplex, server.url(), `! No answer from ${server.url()} within 300 ms`);
    await expect(duplex.causes.first()).toContainText(`A firewall on the way to 127.0.0.1:${server.port}`);
    await expect.poll(() => server.open).toBe(0);
    await duplex.expectOldest(past);
  });

  test("a slow handshake is waited for", async ({ duplex, rude }) => {
    const server = await rude("upgrade");
    server.hold();
    await duplex.open();
    await duplex.startConnecting(server.url());
    await duplex.expectState("Connecting");
    await expect(duplex.statusBar).toContainText(/Connecting\s*00:00:01/);
    server.release();
    await duplex.expectState("Connected");
    await duplex.expectNewest(expect.stringMatching(/^! Connected in [1-9]\.\d s$/));
    expect(server.upgrades).toHaveLength(1);
  });

  test("a handshake with a wrong accept key", async ({ duplex, rude, ws, expectConsole }) => {
    expectConsole(failedSocket);
    const past = await openWithPast(duplex, ws);
    const server = await rude("upgrade", { headers: { "Sec-WebSocket-Accept": "bm90IHRoZSBhbnN3ZXI=" } });
    await fail(duplex, server.url());
    await expect(duplex.causes.filter({ hasText: "Sec-WebSocket-Accept key does not fit" })).toBeVisible();
    await duplex.expectOldest(past);
  });

  test("a subprotocol that was not offered, and none at all", async ({ duplex, rude, ws, expectConsole }) => {
    expectConsole(failedSocket);
    const past = await openWithPast(duplex, ws);
    const why = "The server chose none of the subprotocols offered (v2.chat, v1.chat), or another one";
    await duplex.fillIn("Settings", { "Subprotocol 1": "v2.chat", "Subprotocol 2": "v1.chat" });
    for (const chosen of ["v3.chat", undefined]) {
      const server = await rude("upgrade", { headers: chosen ? { "Sec-WebSocket-Protocol": chosen } : {} });
      await fail(duplex, server.url());
      await expect(duplex.causes.first()).toContainText(why);
      expect(server.upgrades.map(({ headers }) => headers["sec-websocket-protocol"])).toEqual(["v2.chat, v1.chat"]);
    }
    const server = await rude("upgrade", { headers: { "Sec-WebSocket-Protocol": "v1.chat" } });
    await duplex.connect(server.url());
    await duplex.expectNewest(expect.stringMatching(/^! Connected in .* · subprotocol v1\.chat$/));
    await expect(duplex.statusBar).toContainText("WebSocket · v1.chat");
    await duplex.expectOldest(past);
  });

  test.describe("a host's own content-security policy", () => {
    test.use({ siteOptions: { hostPolicy: "connect-src 'self'" } });

    test("blocks the socket", async ({ duplex, ws, expectConsole }) => {
      expectConsole(/Content Security Policy|violates the document's/);
      expectConsole(failedSocket);
      await duplex.open();
      await fail(
        duplex,
        ws.url("/echo"),
        `! Could not connect · Blocked by a content-security policy`,
      );
      await expect(duplex.causes).toHaveText([
        /^The content-security policy of this page's host blocks the connection \(connect-src\)/,
      ]);
      await expect(duplex.ending.getByRole("button", { name: "Check the host" })).toHaveCount(0);
      expect(ws.opened).toBe(0);
    });
  });
});

test.describe("while it is open", () => {
  test("frames that break the protocol end it", async ({ duplex, rude, ws, expectConsole }) => {
    expectConsole(failedSocket);
    expectConsole(/Could not decode a text frame as UTF-8/);
    const past = await openWithPast(duplex, ws);
    const server = await rude("upgrade");
    const frames = {
      "masked by the server": [0x81, 0x81, 1, 2, 3, 4, 0x61],
      "of a reserved opcode": [0x83, 0x01, 0x61],
      "of text that is not UTF-8": [0x81, 0x02, 0xc3, 0x28],
    };
    for (const [what, bytes] of Object.entries(frames)) {
      await duplex.connect(server.url());
      server.write(...bytes);
      await duplex.expectNewest("! Connection lost: the server broke the protocol · 1006 Abnormal closure");
      await expect(duplex.causes, what).toHaveText([/^The server broke the rules of WebSocket frames/]);
      await duplex.expectState("Disconnected");
    }
    await duplex.expectOldest(past);
  });

  test("extensions that were agreed on are named", async ({ duplex, rude }) => {
    const server = await rude("upgrade", { headers: { "Sec-WebSocket-Extensions": "permessage-deflate" } });
    await duplex.open();
    await duplex.connect(server.url());
    await duplex.expectNewest(expect.stringMatching(/^! Connected in .* · extensions permessage-deflate$/));
  });

  test("a server that stops reading: what waits is shown, the page lives, and what is lost is said", async ({
    duplex,
    rude,
    ws,
    expectConsole,
  }) => {
    expectConsole(failedSocket);
    const past = await openWithPast(duplex, ws);
    const server = await rude("upgrade", { stopsReading: true });
    await duplex.connect(server.url());
    await duplex.setFormat("Binary (file)");
    await duplex.chooseFile({ name: "big.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(2_500_000) });
    for (let n = 0; n < 20; n += 1) await duplex.send();
    await duplex.expectCount("22 messages");
    await expect(duplex.statusBar).toContainText(/\d\d\.\d MB waiting to be sent/);
    expect((await duplex.connectionDetails())["Waiting to be sent"]).toMatch(/^\d\d\.\d MB$/);
    await duplex.setFormat("Text");
    await duplex.setMessage("the page lives");

    server.drop();
    await duplex.expectNewest(
      expect.stringMatching(/^! Connection lost · 1006 Abnormal closure · \d\d\.\d MB were not sent$/),
    );
    await expect(duplex.statusBar).not.toContainText("waiting");
    await duplex.expectMessage("the page lives");
    await duplex.expectOldest(past);
  });

  test("a message over the maximum is cut, and closes the connection", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.fillIn("Settings", { "Maximum message size": "1" });
    await duplex.connect(ws.url("/room/big"));
    ws.send("x".repeat(1_000_000));
    ws.send("y".repeat(1_200_000));
    const reason = "A message of 1.2 MB is over the maximum of 1.0 MB";
    await duplex.expectNewest(
      `! Closed: a message was over the maximum size · 4009 Application code · ${reason}`,
    );
    await duplex.expectState("Disconnected");
    expect(ws.closes).toEqual([{ path: "/room/big", code: 4009, reason }]);
    const messages = (await duplex.rows()).filter(({ direction }) => direction === "incoming");
    expect(messages.map(({ preview, size }) => [preview[0], size])).toEqual([["x", "1.0 MB"], ["y", "1.2 MB"]]);
    await duplex.openDetail("yyy");
    await expect(duplex.detail).toContainText(
      "Over the maximum message size: the first 64.0 kB of 1.2 MB were kept.",
    );
  });

  test("a computer that goes offline is said, in the log and at the foot", async ({ context, duplex, ws, expectConsole }) => {
    expectConsole(failedSocket);
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await context.setOffline(true);
    await duplex.expectEvent(/^! This computer went offline: what is connected may be dead already$/);
    await expect(duplex.statusBar).toContainText("This computer is offline");
    await context.setOffline(false);
    await duplex.expectEvent(/^! This computer is online again$/);
    await expect(duplex.statusBar).not.toContainText("offline");
  });

  test("the first message of Socket.IO is recognised", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/io"));
    ws.send('0{"sid":"Xk2","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
    await duplex.expectNewest("! This looks like Socket.IO: the first message is an Engine.IO handshake");
    await duplex.expectState("Connected");
  });
});

test.describe("coming back", () => {
  const quickly = { Attempts: "3", Interval: "100", "Largest interval": "300", Jitter: "0" };

  test("a connection that is dropped comes back by itself", async ({ duplex, rude, expectConsole }) => {
    expectConsole(failedSocket);
    const server = await rude("upgrade");
    await duplex.open();
    await duplex.reconnectBy(quickly);
    await duplex.connect(server.url());
    server.hold();
    server.drop();
    await duplex.expectState("Reconnecting 1 of 3");
    await expect(duplex.statusBar).toContainText("Reconnecting 1 of 3");
    await expect(duplex.button("Stop")).toBeVisible();
    await duplex.expectNewest(`! Connection 2 · ${server.url()} · attempt 1 of 3`);
    await expect.poll(() => server.upgrades.length).toBe(2);
    server.drop();
    await duplex.expectState("Reconnecting 2 of 3");
    await duplex.expectNewest(`! Connection 3 · ${server.url()} · attempt 2 of 3`);
    server.release();
    await duplex.expectState("Connected");
    expect(await duplex.log()).toEqual([
      `! Connection 1 · ${server.url()}`,
      expect.stringContaining("! Connected in"),
      "! Connection lost · 1006 Abnormal closure · attempt 1 of 3 in 100 ms",
      `! Connection 2 · ${server.url()} · attempt 1 of 3`,
      `! Could not connect · 1006 Abnormal closure · attempt 2 of 3 in 200 ms`,
      `! Connection 3 · ${server.url()} · attempt 2 of 3`,
      expect.stringContaining("! Connected in"),
    ]);
    await expect(duplex.button("Disconnect")).toBeVisible();
  });

  test("it is given up after as many attempts as Settings say", async ({ duplex, rude, expectConsole }) => {
    expectConsole(failedSocket);
    const server = await rude("upgrade");
    await duplex.open();
    await duplex.reconnectBy(quickly);
    await duplex.connect(server.url());
    await server.stop();
    await duplex.expectNewest(
      `! Could not connect · 1006 Abnormal closure · given up after 3 attempts`,
    );
    await duplex.expectState("Failed");
    await expect(duplex.button("Connect")).toBeVisible();
    await expect(duplex.causes.first()).toContainText("Nothing listens at");
    expect((await duplex.log()).filter((line) => line.startsWith("! Connection ") && line.includes("attempt"))).toEqual([
      expect.stringContaining("attempt 1 of 3 in 100 ms"),
      expect.stringContaining("attempt 1 of 3"),
      expect.stringContaining("attempt 2 of 3"),
      expect.stringContaining("attempt 3 of 3"),
    ]);
  });

  test("Stop ends the waiting, and Connect begins anew", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.reconnectBy({ ...quickly, Interval: "60000", "Largest interval": "60000" });
    await duplex.connect(ws.url("/echo"));
    ws.drop();
    await duplex.expectState("Reconnecting 1 of 3");
    await expect(duplex.statusBar).toContainText(/in \d+ s/);
    await duplex.button("Stop").click();
    await duplex.expectState("Disconnected");
    await duplex.expectNewest("! Stopped reconnecting");
    await duplex.button("Connect").click();
    await duplex.expectState("Connected");
    expect(ws.opened).toBe(2);
  });

  test("whoever disconnects is obeyed", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.reconnectBy(quickly);
    await duplex.connect(ws.url("/echo"));
    await duplex.disconnect();
    await duplex.expectNewest("! Closed · 1000 Normal closure");
    await expect(duplex.button("Connect")).toBeVisible();
    expect(ws.opened).toBe(1);
  });
});

test("five sessions at once do not mix, and live and end on their own", async ({ duplex, ws }) => {
  const rooms = [1, 2, 3, 4, 5];
  await duplex.open();
  for (const room of rooms) {
    if (room > 1) await duplex.newTab();
    await duplex.connect(ws.url(`/room/${room}`));
    await duplex.send(`from ${room}`);
    await duplex.expectConversation([`> from ${room}`]);
  }
  expect(ws.open).toBe(5);
  expect(ws.received).toEqual(rooms.map((room) => ({ path: `/room/${room}`, data: `from ${room}` })));
  for (const room of rooms) ws.send(`to ${room}`, `/room/${room}`);
  ws.drop("/room/3");
  await expect.poll(() => ws.open).toBe(4);
  for (const room of rooms) ws.send(`later to ${room}`, `/room/${room}`);

  for (const room of rooms) {
    await duplex.switchTab(`/room/${room}`);
    const later = room === 3 ? [] : [`< later to ${room}`];
    await duplex.expectConversation([`> from ${room}`, `< to ${room}`, ...later]);
    await duplex.expectState(room === 3 ? "Disconnected" : "Connected");
  }
  await duplex.send("still here");
  await expect.poll(() => ws.received.at(-1)).toEqual({ path: "/room/5", data: "still here" });
});
