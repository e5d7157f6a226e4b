// A plain WebSocket, from the address to the close code, against real servers.
import { expect, failedSocket, test } from "../support/duplex.mjs";

/** The WASM of a session, and the script that belongs to it. */
const sessionCode = /\/session_bg-.*\.wasm$/;
const sessionGlue = /\/session-.*\.js$/;

/** The host and path of a URL: what a tab is called. */
const place = (url) => url.replace(/^wss?:\/\//, "");

test.describe("messages", () => {
  test("a text goes out and comes back", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.expectState("Not connected");
    await duplex.connect(ws.url("/echo"));
    await duplex.expectEvent(/^! Connection 1 · ws:\/\/127\.0\.0\.1:\d+\/echo$/);
    await duplex.expectEvent(/^! Connected in [\d.]+ (ms|s)$/);

    await duplex.send("grüße, 世界 🙂");
    await duplex.expectConversation(["> grüße, 世界 🙂", "< grüße, 世界 🙂"]);
    await duplex.expectCount("2 messages");
    expect(ws.received).toEqual([{ path: "/echo", data: "grüße, 世界 🙂" }]);
  });

  test("the text stays after Send", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("again");
    await duplex.send();
    await duplex.expectConversation(["> again", "< again", "> again", "< again"]);
    await duplex.expectMessage("again");
  });

  test("one message is not called messages", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.expectCount("0 messages");
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.send("alone");
    await duplex.expectCount("1 message");
  });

  test("bytes go out and come back", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setFormat("Binary (hex)");
    await duplex.send("00 01 02 ff");
    await duplex.expectConversation(["> 00 01 02 ff", "< 00 01 02 ff"]);
    expect(ws.received[0].data).toEqual(Buffer.from([0, 1, 2, 255]));
    const events = (await duplex.rows()).filter((row) => row.direction !== "system").map((row) => row.event);
    expect(events).toEqual([expect.stringContaining("binary"), expect.stringContaining("binary")]);
  });

  test("bytes that the server begins with are shown as bytes", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send(Buffer.from([0xde, 0xad, 0xbe, 0xef]));
    await duplex.expectConversation(["< de ad be ef"]);
  });

  test("what is not hex is said and not sent", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setFormat("Binary (hex)");
    await duplex.send("0g");
    await expect(duplex.composer).toContainText(/hex/i);
    await duplex.send("0a");
    await duplex.expectConversation(["> 0a", "< 0a"]);
    expect(ws.received).toHaveLength(1);
  });

  test("an empty message goes out and comes back", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("");
    await duplex.expectConversation(["> (empty)", "< (empty)"]);
    await duplex.expectCount("2 messages");
    expect(ws.received).toEqual([{ path: "/echo", data: "" }]);
  });

  test("an empty binary message is a message too", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send(Buffer.alloc(0));
    await duplex.expectConversation(["< (empty)"]);
  });

  test("the status bar counts what came and went", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.send("12345");
    ws.send("123");
    ws.send("4567");
    await duplex.expectCount("3 messages");
    await expect(duplex.statusBar).toContainText("Connected");
    await expect(duplex.statusBar).toContainText(/↓received 2 · 7 B/);
    await expect(duplex.statusBar).toContainText(/↑sent 1 · 5 B/);
  });
});

test.describe("with a demo server", () => {
  test.use({ siteOptions: async ({ demo }, use) => use({ demo: demo.url }) });

  test("it is one press away", async ({ duplex }) => {
    await duplex.open();
    await duplex.button("Connect to the demo server").click();
    await duplex.expectState("Connected");
    await duplex.send("hello, demo");
    await expect.poll(() => duplex.conversation()).toContainEqual("> hello, demo");
    await expect.poll(() => duplex.conversation()).toContainEqual("< hello, demo");
  });

  test("it floods, closes and drops as it is told", async ({ duplex, demo }) => {
    await duplex.open();
    await duplex.connect(demo.url);
    await duplex.send("/flood 2000 64");
    await duplex.expectCount("2,001 messages");
    await duplex.send("/close 4001 see you");
    await duplex.expectEvent(/Closed by the server · 4001 Application code · see you/);
    await duplex.connect(demo.url);
    await duplex.send("/drop");
    await duplex.expectEvent(/Connection lost · 1006 Abnormal closure/);
  });
});

test("without a demo server the first screen says what to do instead", async ({ duplex }) => {
  await duplex.open();
  await expect(duplex.button("Connect to the demo server")).toHaveCount(0);
  await expect(duplex.messages).toContainText("cargo xtask serve");
});

test.describe("connecting", () => {
  test("Enter in the URL connects", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo"));
    await duplex.url.press("Enter");
    await duplex.expectState("Connected");
  });

  test("Connect and send does both", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo"));
    await duplex.setMessage("first words");
    await duplex.connectAndSend();
    await duplex.expectState("Connected");
    await duplex.expectConversation(["> first words", "< first words"]);
  });

  test("a bare loopback host is reached without TLS", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(`127.0.0.1:${ws.port}/echo`);
    await duplex.expectEvent(new RegExp(`^! Connection 1 · ws://127\\.0\\.0\\.1:${ws.port}/echo`));
    await duplex.send("plain");
    await duplex.expectConversation(["> plain", "< plain"]);
  });

  for (const url of ["ftp://127.0.0.1/echo", "ws://", "ws://two words/"]) {
    test(`«${url}» is a problem said in place, and nothing is lost`, async ({ duplex }) => {
      await duplex.open();
      await duplex.setMessage("still here");
      await duplex.startConnecting(url);
      await expect.poll(() => duplex.urlProblem()).not.toBe("");
      await expect(duplex.url).toHaveValue(url);
      await duplex.expectState("Not connected");
      await duplex.expectMessage("still here");
    });
  }

  test("a problem with the URL goes when the URL is put right", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.startConnecting("ftp://127.0.0.1/");
    await expect.poll(() => duplex.urlProblem()).not.toBe("");
    await duplex.connect(ws.url("/echo"));
    await expect.poll(() => duplex.urlProblem()).toBe("");
  });

  test("a server that hangs up has failed", async ({ duplex, rude, expectConsole }) => {
    expectConsole(failedSocket);
    const server = await rude("hang up");
    await duplex.open();
    await duplex.startConnecting(server.url("/nowhere"));
    await duplex.expectState("Failed");
    await duplex.expectEvent(/Could not connect · 1006/);
  });

  test("Cancel stops connecting", async ({ duplex, rude, expectConsole }) => {
    expectConsole(failedSocket);
    const server = await rude("silent");
    await duplex.open();
    await duplex.startConnecting(server.url());
    await expect.poll(() => server.open).toBeGreaterThan(0);
    await duplex.cancel();
    await duplex.expectEvent(/Cancelled/);
    await duplex.expectState(/Not connected|Disconnected/);
    await expect.poll(() => server.open).toBe(0);
    await expect(duplex.button("Connect")).toBeVisible();
  });

  test("the log goes on over several connections", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("one");
    await duplex.expectCount("2 messages");
    await duplex.disconnect();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("two");
    await duplex.expectConversation(["> one", "< one", "> two", "< two"]);
  });
});

test.describe("closing", () => {
  test("the server's code, its name and its reason are shown", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.startConnecting(ws.url("/close?code=4003&reason=kicked"));
    await duplex.expectEvent(/Closed by the server · 4003 .*· kicked/);
    await duplex.expectState("Disconnected");
    await expect(duplex.button("Connect")).toBeVisible();
  });

  test("Disconnect closes normally", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.disconnect();
    await duplex.expectEvent(/Closed · 1000 Normal closure/);
    await expect.poll(() => ws.closes).toEqual([{ path: "/echo", code: 1000, reason: "" }]);
  });
});

test.describe("tabs", () => {
  test("two tabs live at once and do not mix", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("from the first");
    await duplex.expectCount("2 messages");

    await duplex.newTab();
    await duplex.expectCount("0 messages");
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.send("from the second");
    await duplex.expectConversation(["> from the second"]);
    expect(ws.open).toBe(2);

    ws.send("to the first", "/echo");
    ws.send("to the second", "/silent-after-open");
    await duplex.expectConversation(["> from the second", "< to the second"]);
    await duplex.switchTab(place(ws.url("/echo")));
    await duplex.expectConversation(["> from the first", "< from the first", "< to the first"]);
    await duplex.expectMessage("from the first");
    await duplex.expectState("Connected");
  });

  test("the search of one tab is not that of another", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("apple");
    await duplex.search("pear");
    await duplex.expectCount("0 of 2 messages");
    await duplex.newTab();
    await expect(duplex.searchBox).toHaveValue("");
    await duplex.switchTab(place(ws.url("/echo")));
    await expect(duplex.searchBox).toHaveValue("pear");
  });

  test("closing a tab closes its socket, and Undo brings the tab and its log back", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("remember me");
    await duplex.expectCount("2 messages");
    await duplex.closeTab(place(ws.url("/echo")));
    await expect.poll(() => ws.open).toBe(0);
    await expect(duplex.tab(place(ws.url("/echo")))).toHaveCount(0);

    await duplex.undoClosing();
    await duplex.expectActiveTab(place(ws.url("/echo")));
    await duplex.expectConversation(["> remember me", "< remember me"]);
    await duplex.expectMessage("remember me");
    await duplex.expectState("Disconnected");
    expect(ws.open).toBe(0);
    expect(ws.opened).toBe(1);
  });

  test("the middle button closes a tab from behind, and the one in front lives on", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.newTab();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.tab(place(ws.url("/echo"))).click({ button: "middle" });
    await expect.poll(() => [...ws.sockets.values()]).toEqual(["/silent-after-open"]);
    await expect(duplex.tabs).toHaveCount(1);
    await duplex.expectActiveTab(place(ws.url("/silent-after-open")));
    await duplex.expectState("Connected");
  });

  test("closing the last tab leaves a fresh one", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo"));
    await duplex.closeTab(place(ws.url("/echo")));
    await duplex.expectActiveTab("New request");
    await expect(duplex.url).toHaveValue("");
  });

  test("a reload closes the sockets and keeps the drafts", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setMessage("not sent yet");
    await duplex.reload();
    await expect.poll(() => ws.open).toBe(0);
    await duplex.expectState("Not connected");
    await expect(duplex.url).toHaveValue(ws.url("/echo"));
    await duplex.expectMessage("not sent yet");
  });

  test("a worker that dies is said in its tab, and the page lives on", async ({ page, duplex, ws, expectConsole }) => {
    expectConsole(/unreachable/);
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("before");
    await duplex.expectConversation(["> before", "< before"]);
    await killWorkers(page);
    await duplex.expectState("Failed");
    await expect(duplex.messages).toContainText("This session has stopped");
    await expect.poll(() => ws.open).toBe(0);
    await duplex.expectMessage("before");

    await duplex.newTab();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("after");
    await duplex.expectConversation(["> after", "< after"]);
  });

  test("a tab whose worker died connects again", async ({ page, duplex, ws, expectConsole }) => {
    expectConsole(/unreachable/);
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await killWorkers(page);
    await duplex.expectState("Failed");
    await duplex.button("Connect").click();
    await duplex.expectState("Connected");
    await duplex.send("second life");
    await expect.poll(() => duplex.conversation()).toContainEqual("< second life");
  });

  test("the page is up before the code of its sessions has come", async ({ page, duplex, ws }) => {
    let letGo;
    const held = new Promise((resolve) => (letGo = resolve));
    await page.route(sessionCode, async (route) => {
      await held;
      await route.continue();
    });
    await duplex.open();
    await duplex.startConnecting(ws.url("/echo"));
    await duplex.newTab();
    await duplex.startConnecting(ws.url("/silent-after-open"));
    await duplex.expectState("Connecting");
    expect(ws.open).toBe(0);
    letGo();
    await duplex.expectState("Connected");
    await duplex.switchTab(place(ws.url("/echo")));
    await duplex.expectState("Connected");
    await duplex.send("at last");
    await duplex.expectConversation(["> at last", "< at last"]);
  });

  for (const [part, pattern] of [["code", sessionCode], ["glue", sessionGlue]]) {
    test(`a session whose ${part} does not come is said, and connects when it does`, async ({ page, duplex, ws, expectConsole }) => {
      expectConsole(/Failed to load resource: net::ERR_FAILED/);
      await page.route(pattern, (route) => route.abort());
      await duplex.open();
      await duplex.startConnecting(ws.url("/echo"));
      await duplex.expectState("Failed");
      await expect(duplex.messages).toContainText("its code could not be loaded. Is this computer offline?");
      await page.unroute(pattern);
      await duplex.button("Connect").click();
      await duplex.expectState("Connected");
      await duplex.send("here it is");
      await duplex.expectConversation(["> here it is", "< here it is"]);
    });
  }
});

/** Every worker there is dies of a trap: the one of this tab, and the one kept warm for the next. */
async function killWorkers(page) {
  for (const worker of page.workers()) {
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      });
    });
  }
}
