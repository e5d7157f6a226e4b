// What shapes a connection: parameters, headers, subprotocols and settings, and what was used of them.
import { expect, failedSocket, test } from "../support/duplex.mjs";

test.describe("parameters", () => {
  test("they and the URL say the same, whichever is written", async ({ duplex, rude }) => {
    const server = await rude("upgrade");
    await duplex.open();
    await duplex.setUrl(server.url("/chat?a=1&b=2%203"));
    await duplex.showPart("Params");
    await expect(duplex.field("Key 1")).toHaveValue("a");
    await expect(duplex.field("Value 1")).toHaveValue("1");
    await expect(duplex.field("Key 2")).toHaveValue("b");
    await expect(duplex.field("Value 2")).toHaveValue("2 3");

    await duplex.field("Value 1").fill("grüße & mehr");
    await expect(duplex.url).toHaveValue(server.url("/chat?a=grüße%20%26%20mehr&b=2%203"));
    // The blank row becomes a real one while it is typed into, and there is a new blank one.
    await duplex.field("Key 3").pressSequentially("token");
    await expect(duplex.field("Key 3")).toBeFocused();
    await expect(duplex.field("Key 4")).toHaveValue("");
    await duplex.field("Value 3").fill("t0");
    await expect(duplex.url).toHaveValue(server.url("/chat?a=grüße%20%26%20mehr&b=2%203&token=t0"));
    await duplex.button("Connect").click();
    await duplex.expectState("Connected");
    expect(server.upgrades[0].path).toBe("/chat?a=gr%C3%BC%C3%9Fe%20%26%20mehr&b=2%203&token=t0");

    await duplex.use("b").uncheck();
    await duplex.button("Remove a").click();
    await expect(duplex.url).toHaveValue(server.url("/chat?token=t0"));
    await duplex.setUrl(server.url("/chat?token=t1&new"));
    await expect(duplex.field("Value 2")).toHaveValue("t1");
    await expect(duplex.field("Key 3")).toHaveValue("new");
  });

  test("rows that are off and notes survive a reload", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo?a=1&b=2"));
    await duplex.fillIn("Params", { "Note 1": "the first one", "Note 2": "for staging" });
    await duplex.use("b").uncheck();
    await expect(duplex.url).toHaveValue(ws.url("/echo?a=1"));

    await duplex.reload();
    await duplex.showPart("Params");
    await expect(duplex.url).toHaveValue(ws.url("/echo?a=1"));
    await expect(duplex.field("Note 1")).toHaveValue("the first one");
    await expect(duplex.field("Key 2")).toHaveValue("b");
    await expect(duplex.field("Note 2")).toHaveValue("for staging");
    await expect(duplex.use("a")).toBeChecked();
    await expect(duplex.use("b")).not.toBeChecked();
    await duplex.use("b").check();
    await expect(duplex.url).toHaveValue(ws.url("/echo?a=1&b=2"));
  });
});

test("headers are for the command lines, which says so", async ({ duplex, ws }) => {
  await duplex.open();
  await duplex.setUrl(ws.url("/echo?b=1&c=it's"));
  await duplex.fillIn("Settings", { "Subprotocol 1": "v1.chat" });
  await duplex.fillIn("Headers", {
    "Header 1": "Authorization",
    "Value 1": "Bearer a b",
    "Header 2": "X-Off",
    "Value 2": "no",
    "Header 3": "X Wrong",
  });
  await expect(duplex.composer).toContainText(
    "A browser does not let a page set the headers of a WebSocket handshake: these go into the command lines.",
  );
  await duplex.expectWrong("Header 3", /The name of a header has letters, digits and/);
  await duplex.button("Remove X Wrong").click();
  await duplex.use("X-Off").uncheck();
  const url = ws.url("/echo?b=1&c=it'\\''s");
  expect(await duplex.copied(duplex.button("Copy as wscat"))).toBe(
    `wscat -c '${url}' -s v1.chat -H 'Authorization: Bearer a b'`,
  );
  await expect(duplex.notices).toContainText("Copied the wscat command line");
  expect(await duplex.copied(duplex.button("Copy as websocat"))).toBe(
    `websocat --protocol v1.chat -H 'Authorization: Bearer a b' '${url}'`,
  );
  await duplex.reload();
  await duplex.showPart("Headers");
  await expect(duplex.field("Value 1")).toHaveValue("Bearer a b");
  await expect(duplex.use("X-Off")).not.toBeChecked();
});

test.describe("subprotocols", () => {
  test("they are offered in their order, without those that are off", async ({ duplex, rude }) => {
    const server = await rude("upgrade", { headers: { "Sec-WebSocket-Protocol": "v1.chat" } });
    await duplex.open();
    await duplex.fillIn("Settings", { "Subprotocol 1": "v1.chat", "Subprotocol 2": "v2.chat", "Subprotocol 3": "old" });
    await duplex.button("Move v2.chat up").click();
    await expect(duplex.field("Subprotocol 1")).toHaveValue("v2.chat");
    await duplex.use("old").uncheck();
    await duplex.connect(server.url());
    expect(server.upgrades[0].headers["sec-websocket-protocol"]).toBe("v2.chat, v1.chat");
    await duplex.expectEvent(/Connected in .* · subprotocol v1\.chat$/);
    await duplex.openDetail("Connection 1");
    await expect.poll(() => duplex.bodyText()).toContain("Subprotocols offered: v2.chat, v1.chat");

    await duplex.reload();
    await duplex.showPart("Settings");
    await expect(duplex.field("Subprotocol 1")).toHaveValue("v2.chat");
    await expect(duplex.use("old")).not.toBeChecked();
  });

  test("one that cannot be offered is said in its row, and keeps from connecting", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.fillIn("Settings", { "Subprotocol 1": "v1.chat", "Subprotocol 2": "a b" });
    await duplex.expectWrong("Subprotocol 2", /A subprotocol cannot have ' ' in it/);
    await duplex.field("Subprotocol 2").fill("v1.chat");
    await duplex.expectWrong("Subprotocol 2", /The same subprotocol twice is refused by the browser/);
    await duplex.showPart("Message");
    await duplex.startConnecting(ws.url("/subprotocol"));
    await expect(duplex.field("Subprotocol 2")).toBeFocused();
    await duplex.expectState("Not connected");
    expect(ws.opened).toBe(0);
    await duplex.use("v1.chat").last().uncheck();
    await duplex.connect(ws.url("/subprotocol"));
    await expect(duplex.statusBar).toContainText("WebSocket · v1.chat");
  });
});

test.describe("fields changed while connected", () => {
  test("apply after a reconnect, which is one press away", async ({ page, duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/old"));
    await expect(duplex.changes).toHaveCount(0);
    await duplex.setUrl(ws.url("/subprotocol"));
    await expect(duplex.changes).toContainText("Changed URL: applies after reconnect");
    await duplex.fillIn("Settings", { "Subprotocol 1": "v2.chat", "Handshake timeout": "1500" });
    await expect(duplex.changes).toContainText("Changed URL, subprotocols, handshake timeout: applies after reconnect");
    await expect(duplex.field("Handshake timeout")).toHaveAccessibleDescription(/applies after reconnect/);
    await expect(page.getByRole("heading", { name: "Subprotocols" })).toContainText("applies after reconnect");

    // What is in use stays what it was, and can be read.
    ws.send("still here", "/room/old");
    await duplex.expectConversation(["< still here"]);
    const before = await duplex.connectionDetails();
    expect(before).toMatchObject({ State: "Connected", URL: ws.url("/room/old") });
    expect(before).not.toHaveProperty("Subprotocol");

    await duplex.button("Reconnect now").click();
    await duplex.expectEvent(/Connected in .* subprotocol v2\.chat/);
    await duplex.expectState("Connected");
    await expect(duplex.changes).toHaveCount(0);
    expect(ws.closes).toEqual([{ path: "/room/old", code: 1000, reason: "" }]);
    expect([...ws.sockets.values()]).toEqual(["/subprotocol"]);
    expect(await duplex.connectionDetails()).toMatchObject({ URL: ws.url("/subprotocol"), Subprotocol: "v2.chat" });
    await duplex.showPart("Message");
    await duplex.send("and on");
    await duplex.expectConversation(["< still here", "> and on", "< and on"]);
  });

  test("put back, they are no change", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setUrl(ws.url("/other"));
    await expect(duplex.changes).toBeVisible();
    await duplex.setUrl(ws.url("/echo"));
    await expect(duplex.changes).toHaveCount(0);
    await duplex.setUrl("ftp://nowhere/");
    await duplex.button("Reconnect now").click();
    await expect.poll(() => duplex.urlProblem()).not.toBe("");
    await duplex.expectState("Connected");
    expect(ws.open).toBe(1);
  });
});

test.describe("the details of a connection", () => {
  test("are there before, while and after it", async ({ page, duplex, ws }) => {
    await duplex.open();
    expect(await duplex.connectionDetails()).toEqual({ State: "Not connected" });
    await duplex.fillIn("Settings", { "Subprotocol 1": "v1.chat" });
    await duplex.connect(ws.url("/subprotocol?token=secret"));
    await duplex.showPart("Message");
    await duplex.send("hello");
    await duplex.expectCount("2 messages");

    await duplex.openDetails();
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
    expect(await duplex.shownDetails()).toEqual({
      State: "Connected",
      URL: ws.url("/subprotocol?token=secret"),
      Protocol: "WebSocket",
      "Subprotocols offered": "v1.chat",
      Subprotocol: "v1.chat",
      Connection: "1 of this session",
      Begun: moment,
      "Open after": expect.stringMatching(/^[\d.]+ (ms|s)$/),
      Uptime: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      Received: "1 message · 5 B",
      Sent: "1 message · 5 B",
      "Last received": expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
    });
    // They are of this moment.
    ws.send("more");
    await expect.poll(async () => (await duplex.shownDetails()).Received).toBe("2 messages · 9 B");
    const report = await duplex.copied(duplex.details.getByRole("button", { name: "Copy report" }));
    expect(report).toContain(`URL: ${ws.url("/subprotocol?token=…")}\n`);
    expect(report).toContain("Subprotocol: v1.chat\n");
    expect(report).not.toContain("secret");

    await page.keyboard.press("Escape");
    await expect(duplex.details).toHaveCount(0);
    await expect(duplex.button("Connection details")).toBeFocused();
    ws.close(4003, "kicked");
    await duplex.expectState("Disconnected");
    const after = await duplex.connectionDetails();
    expect(after).toMatchObject({
      State: "Disconnected",
      Received: "2 messages · 9 B",
      Lasted: expect.stringMatching(/^[\d.]+ (ms|s)$/),
      "Last close": "4003 Application code · kicked",
    });
    expect(after).not.toHaveProperty("Uptime");

    // The next one counts for itself, and still knows how the last one ended.
    await duplex.connect(ws.url("/subprotocol"));
    expect(await duplex.connectionDetails()).toMatchObject({
      Connection: "2 of this session",
      Received: "0 messages · 0 B",
      "Last close": "4003 Application code · kicked",
    });
  });

  test("can be opened and left by keyboard", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.button("Connection details").press("Enter");
    await expect(duplex.details).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(duplex.details.locator(":focus")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(duplex.button("Connection details")).toBeFocused();
  });
});

test("close codes have the names that the person gives them, for all requests and after a reload", async ({ duplex, ws }) => {
  await duplex.open();
  await duplex.fillIn("Settings", { "Code 1": "4003", "Name 1": "Quota used up", "Code 2": "2000" });
  await duplex.expectWrong("Code 2", /Enter a code from 3000 to 4999/);
  await duplex.fillIn("Settings", { "Code 2": "4999", "Name 2": "Bye" });
  await duplex.connect(ws.url("/room/names"));
  ws.close(4003, "again");
  await duplex.expectNewest("! Closed by the server · 4003 Quota used up · again");

  await duplex.reload();
  await duplex.newTab();
  await duplex.showPart("Settings");
  await expect(duplex.field("Name 1")).toHaveValue("Quota used up");
  await expect(duplex.field("Code 2")).toHaveValue("4999");
  for (const [code, name] of [[4003, "Quota used up"], [4999, "Bye"], [4000, "Application code"]]) {
    await duplex.connect(ws.url("/room/names"));
    ws.close(code, "");
    await duplex.expectNewest(`! Closed by the server · ${code} ${name}`);
  }
});

test("settings belong to their tab, and survive a reload", async ({ duplex, rude, expectConsole }) => {
  expectConsole(failedSocket);
  await duplex.open();
  await duplex.setUrl("ws://127.0.0.1:1111/first");
  const texts = {
    "Handshake timeout": "1500",
    "Maximum message size": "16",
    "Close code": "4001",
    "Close reason": "grüße",
    Attempts: "0",
    Interval: "250",
    "Largest interval": "4000",
    Jitter: "50",
  };
  await duplex.reconnectBy(texts);
  await duplex.newTab();
  await duplex.showPart("Settings");
  await expect(duplex.reconnects).not.toBeChecked();
  await expect(duplex.field("Handshake timeout")).toHaveValue("20000");
  await expect(duplex.field("Close code")).toHaveValue("1000");

  await duplex.reload();
  await duplex.switchTab("/first");
  await duplex.showPart("Settings");
  await expect(duplex.reconnects).toBeChecked();
  for (const [name, text] of Object.entries(texts)) await expect(duplex.field(name), name).toHaveValue(text);

  // Attempts without end have no number to reach.
  const server = await rude("upgrade");
  await duplex.fillIn("Settings", { Interval: "60000", "Largest interval": "60000" });
  await duplex.connect(server.url());
  server.drop();
  await expect(duplex.state).toHaveText("Reconnecting 1");
});
