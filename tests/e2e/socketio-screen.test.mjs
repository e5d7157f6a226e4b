// The screens of Socket.IO: composing events, the list of events, acks, answers, remedies, the console.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/duplex.mjs";

/** The names of the events on screen, oldest first. */
const eventsShown = async (duplex) => (await duplex.rows()).map((row) => row.event).filter(Boolean);

test.describe("the kind", () => {
  test("it changes what the composer has, and comes back after a reload", async ({ duplex }) => {
    await duplex.open();
    await expect(duplex.parts.getByRole("tab")).toHaveText(["Message", "Params", "Headers", "Settings", "Notes"]);
    await duplex.setMessage("raw text");
    await duplex.setKind("Socket.IO");
    const parts = ["Message", "Events", "Params", "Auth", "Headers", "Settings", "Notes"];
    await expect(duplex.parts.getByRole("tab")).toHaveText(parts);
    await duplex.expectMessage("");
    await duplex.showPart("Auth");
    await duplex.setKind("Raw");
    await expect(duplex.parts.getByRole("tab", { selected: true })).toHaveText("Message");
    await duplex.expectMessage("raw text");
    await duplex.setKind("Socket.IO");
    await duplex.composeEvent("kept", ["text", { n: 1 }], { ack: true });

    await duplex.reload();
    await expect(duplex.kind.locator("option:checked")).toHaveText("Socket.IO");
    await expect(duplex.eventName).toHaveValue("kept");
    await expect(duplex.ack).toBeChecked();
    await expect(duplex.args).toHaveCount(2);
  });

  test("the path of the URL is the namespace, or the handshake path with one click", async ({ duplex }) => {
    await duplex.open();
    await duplex.setKind("Socket.IO");
    await duplex.setUrl("https://example.com/chat?token=x");
    await expect(duplex.page.getByText('io("https://example.com/chat?token=x", { path: "/socket.io" })')).toBeVisible();
    await duplex.button("Use /chat as handshake path").click();
    await expect(duplex.url).toHaveValue("https://example.com?token=x");
    await expect(duplex.page.getByText('io("https://example.com?token=x", { path: "/chat" })')).toBeVisible();
    await duplex.showPart("Settings");
    await expect(duplex.field("Handshake path")).toHaveValue("/chat");
  });

  test("a change of it while connected applies after a reconnect", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.setKind("Raw");
    await expect(duplex.changes).toContainText("Changed kind: applies after reconnect");
    await duplex.setKind("Socket.IO");
    await expect(duplex.changes).toHaveCount(0);
    await duplex.showPart("Settings");
    await duplex.composer.getByRole("combobox", { name: "Parser" }).selectOption("MessagePack");
    await expect(duplex.changes).toContainText("Changed Socket.IO settings: applies after reconnect");
  });
});

test.describe("composing an event", () => {
  test("arguments of all formats go out as they are written", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.emit("all", [
      { a: [1, null] },
      "text",
      { format: "Number", text: "1.50" },
      { format: "Boolean", text: "true" },
      { format: "Binary (hex)", text: "00 ff" },
      { format: "JSON", text: '{"deep":{"$binary":"AAEC"}}' },
    ]);
    await expect
      .poll(() => server.received.map(({ event, args }) => [event, args]))
      .toEqual([
        ["all", [{ a: [1, null] }, "text", 1.5, true, Buffer.from([0, 255]), { deep: Buffer.from([0, 1, 2]) }]],
      ]);
  });

  test("the call is said before it goes out, an event without a name is a message", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await expect(duplex.call).toHaveText('emit("message")');
    await duplex.composeEvent("chat", [{ room: 1 }, "hi", 12], { ack: true });
    await expect(duplex.call).toHaveText('emit("chat", {…}, "hi", 12, ack)');
    await duplex.composeEvent("", []);
    await expect(duplex.composer).toContainText("(no arguments)");
    await duplex.send();
    await expect.poll(() => server.received.map(({ event, args }) => [event, args])).toEqual([["message", []]]);
    await expect.poll(async () => (await duplex.rows()).at(-1)).toMatchObject({ event: "message", preview: "(no arguments)" });
  });

  test("each argument has its own text, format and undo", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.setKind("Socket.IO");
    await duplex.composeEvent("chat", ["first", "second", "third"]);
    await duplex.showArg(1);
    await duplex.expectMessage("first");
    await duplex.message.focus();
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ControlOrMeta+z");
    await duplex.expectMessage("first");
    await duplex.button("Remove argument 2").click();
    await expect(duplex.args).toHaveText([/Arg 1/, /Arg 2/]);
    await duplex.showArg(2);
    await duplex.expectMessage("third");
    await duplex.expectFormat("Text");
  });

  test("what is wrong is said, and its argument comes into the editor", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.composeEvent("chat", [{ format: "Number", text: "12x" }, "fine"]);
    await duplex.send();
    await expect(duplex.composer.getByRole("alert")).toContainText("argument 1");
    await expect(duplex.args.first()).toHaveAttribute("aria-selected", "true");
    await duplex.setMessage("12");
    await duplex.send();
    await expect.poll(() => server.received.map(({ args }) => args)).toEqual([[12, "fine"]]);
  });

  test("a file can be one of the arguments", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.composeEvent("upload", ["name", { format: "JSON", text: "" }]);
    await duplex.setFormat("Binary (file)");
    await duplex.chooseFile({ name: "photo.png", mimeType: "image/png", buffer: Buffer.from([1, 2, 3]) });
    await expect(duplex.call).toHaveText('emit("upload", "name", <photo.png>)');
    await duplex.send();
    await expect.poll(() => server.received.map(({ args }) => args)).toEqual([["name", Buffer.from([1, 2, 3])]]);
  });
});

test.describe("the list of events", () => {
  test("it fills itself; what is muted is hidden and comes back", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    for (const name of ["tick", "presence", "tick"]) server.emit("/", name, 1);
    await expect.poll(() => eventsShown(duplex)).toEqual(["tick", "presence", "tick"]);
    await duplex.showPart("Events");
    await expect(duplex.events).toHaveCount(2);
    await expect(duplex.eventItem("tick")).toContainText("2");

    await duplex.showEvent("tick", false);
    await expect.poll(() => eventsShown(duplex)).toEqual(["presence"]);
    server.emit("/", "tick", 2);
    await expect(duplex.eventItem("tick")).toContainText("3");
    await expect.poll(() => eventsShown(duplex)).toEqual(["presence"]);
    await duplex.showEvent("tick", true);
    await expect.poll(() => eventsShown(duplex)).toEqual(["tick", "presence", "tick", "tick"]);

    await duplex.soloEvent("presence");
    await expect(duplex.button("Solo presence")).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => eventsShown(duplex)).toEqual(["presence"]);
    await duplex.soloEvent("presence");
    await expect.poll(() => eventsShown(duplex)).toHaveLength(4);
  });

  test("without all events only the listeners show", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.setKind("Socket.IO");
    await duplex.showPart("Events");
    await expect(duplex.composer).toContainText("No event has been seen yet");
    await duplex.showAllEvents(false);
    await duplex.addListener("wanted");
    await expect(duplex.eventItem("wanted")).toContainText("not seen yet");
    await duplex.connectIo(server.url);
    server.emit("/", "other", 1);
    server.emit("/", "wanted", 2);
    await expect.poll(() => eventsShown(duplex)).toEqual(["wanted"]);
    await duplex.removeListener("wanted");
    await expect.poll(() => eventsShown(duplex)).toEqual([]);
    await duplex.showAllEvents(true);
    await expect.poll(() => eventsShown(duplex)).toEqual(["other", "wanted"]);
  });

  test("a colour can be chosen, and is that of the rows", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    server.emit("/", "tick", 1);
    const colour = (place) => place.evaluate((element) => getComputedStyle(element).color);
    const tag = duplex.row("tick").getByText("tick", { exact: true });
    await duplex.showPart("Events");
    await duplex.button("Colour of tick").click();
    const palette = duplex.eventItem("tick").getByRole("group", { name: "Colour of tick" });
    const seen = new Set();
    for (const name of ["Blue", "Teal", "Purple", "Orange", "Green", "Pink", "Olive", "Violet"]) {
      const swatch = palette.getByRole("button", { name, exact: true });
      await swatch.click();
      await expect(swatch).toHaveAttribute("aria-pressed", "true");
      await expect.poll(async () => !seen.has(await colour(tag))).toBe(true);
      seen.add(await colour(tag));
    }
    expect(seen.size).toBe(8);
  });

  test("thousands of names do not stall the page", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.showPart("Events");
    for (let n = 0; n < 3000; n += 1) server.emit("/", `event ${n}`, n);
    await duplex.expectCount("3,000 messages");
    await expect(duplex.composer).toContainText("And 2,500 more names");
    await expect(duplex.events).toHaveCount(500);
    await duplex.showPart("Message");
    await duplex.composeEvent("still", ["here"]);
  });
});

test.describe("acks", () => {
  test("the ack and its event are joined, and one leads to the other", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.emit("echo", ["hello"], { ack: true });
    await expect.poll(async () => (await duplex.rows()).slice(-2).map(({ event, ack }) => [event, ack])).toEqual([
      ["echo", expect.stringMatching(/^[\d.]+ m?s$/)],
      ["ack #0", ""],
    ]);
    const emit = duplex.row("echo").filter({ hasText: /ms/ });
    const ack = duplex.row("ack #0");
    await duplex.jumpFrom(emit);
    await expect(ack).toHaveAttribute("aria-selected", "true");
    await expect(emit).toHaveClass(/joined/);
    await duplex.jumpFrom(ack);
    await expect(emit).toHaveAttribute("aria-selected", "true");
    await expect(ack).toHaveClass(/joined/);

    // By keyboard: the detail leads there too.
    await duplex.grid.press("Enter");
    await expect(duplex.detail).toContainText("Event echo");
    await duplex.detailButton("Go to its ack").click();
    await expect(ack).toHaveAttribute("aria-selected", "true");
    await expect(duplex.detail).toContainText("Ack #0");
  });

  test("acks that do not come, or come late, say so", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.setKind("Socket.IO");
    await duplex.fillIn("Settings", { "Ack timeout": "300" });
    await duplex.connectIo(server.url);
    await duplex.emit("slow-ack", [1500, "late"], { ack: true });
    await expect.poll(async () => (await duplex.rows()).at(-1).ack).toMatch(/^timeout 3\d\d ms$/);
    await expect.poll(async () => (await duplex.rows()).find((row) => row.event === "slow-ack").ack).toMatch(/^late 1\.\d s$/);
    await duplex.emit("never-ack", [], { ack: true });
    server.cut();
    await expect.poll(async () => (await duplex.rows()).find((row) => row.event === "never-ack")?.ack).toMatch(/timeout|no ack/);
  });

  test("an event whose sender waits is answered from its row", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    const answer = server.ask("/", "question", "ready?");
    const row = duplex.row("question");
    await row.getByRole("button", { name: "Answer", exact: true }).click();
    await expect(duplex.answering).toHaveAccessibleName("Answer question");
    await duplex.writeAnswer('"yes", {');
    await duplex.answering.getByRole("button", { name: "Send answer", exact: true }).click();
    await expect(duplex.answering.getByRole("alert")).toContainText("not JSON");
    await duplex.writeAnswer('"yes", {"n": 9007199254740991}');
    // The keys that send the composer's message send the answer here.
    await duplex.page.keyboard.press("ControlOrMeta+Enter");
    await expect(duplex.answering).toHaveCount(0);
    expect(await answer).toEqual(["yes", { n: 9007199254740991 }]);
    expect(server.received).toEqual([]);
    await expect(row.getByRole("button", { name: "Answer", exact: true })).toHaveCount(0);
  });
});

test("bytes of an event are saved from its detail", async ({ page, duplex, sio }) => {
  const server = await sio();
  await duplex.open();
  await duplex.connectIo(server.url);
  server.emit("/", "photo", { name: "a" }, Buffer.from([1, 2, 3]), Buffer.from("second"));
  await duplex.openDetail("photo");
  await expect.poll(() => duplex.bodyText()).toContain('"_placeholder"');
  const started = page.waitForEvent("download");
  await duplex.detailButton("Save attachment 2").click();
  const pieces = [];
  for await (const piece of await (await started).createReadStream()) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe("second");
  await duplex.showAs("Raw");
  await expect.poll(() => duplex.bodyText()).toMatch(/^52-\["photo",/);
  await duplex.showAs("Hex");
  await expect.poll(() => duplex.bodyText()).toContain("01 02 03");
});

test.describe("remedies", () => {
  test("a 2.x server: one button switches and connects", async ({ duplex, sio }) => {
    const server = await sio({ version: 2 });
    await duplex.open();
    await duplex.setKind("Socket.IO");
    await duplex.startConnecting(server.url);
    await duplex.button("Switch to v2 and reconnect").click();
    await duplex.expectState("Connected");
    await expect(duplex.statusBar).toContainText("Socket.IO 2 · websocket");
    await duplex.emit("echo", ["hi"]);
    await expect.poll(() => eventsShown(duplex)).toEqual(["problem", "echo", "echo"]);
  });

  test("a Socket.IO server under Raw is recognised while it is open", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connect(`${server.wsUrl}/socket.io/?EIO=4&transport=websocket`);
    await expect(duplex.button("Switch to Socket.IO and reconnect")).toBeVisible();
    await duplex.button("Dismiss advice").click();
    await expect(duplex.button("Switch to Socket.IO and reconnect")).toHaveCount(0);
  });
});

test("a wrong auth payload keeps the connection from being made", async ({ duplex, sio }) => {
  const server = await sio();
  await duplex.open();
  await duplex.setKind("Socket.IO");
  await duplex.setUrl(`${server.url}/admin`);
  await duplex.showPart("Auth");
  await duplex.auth.fill('["secret"]');
  await duplex.showPart("Message");
  await duplex.button("Connect").click();
  await expect(duplex.auth).toHaveAttribute("aria-invalid", "true");
  await expect(duplex.auth).toBeFocused();
  await expect(duplex.composer).toContainText("must be a JSON object");
  await duplex.auth.fill('{"token":"secret"}');
  await expect(duplex.auth).not.toHaveAttribute("aria-invalid", "true");
  await duplex.button("Connect").click();
  await duplex.expectState("Connected");
  expect(server.sockets()[0].auth).toEqual({ token: "secret" });
});

test("what is known of a connection is told, at the foot and in full", async ({ duplex, sio }) => {
  const server = await sio();
  await duplex.open();
  await duplex.connectIo(`${server.url}/chat`);
  await expect(duplex.statusBar).toContainText(/Socket\.IO 4 · websocket\s*sid ....…../);
  const details = await duplex.connectionDetails();
  expect(details).toMatchObject({
    Protocol: "Socket.IO v4 (Engine.IO 4)",
    Namespace: "/chat",
    "Handshake path": "/socket.io",
    Transport: "websocket",
    "Socket id": server.sockets()[0].id,
    Recovered: "no",
    "Ping interval": "25.0 s",
    "Ping timeout": "20.0 s",
    "Largest message": "1.0 MB",
  });
  await duplex.openDetails();
  const copied = await duplex.copied(duplex.details.getByRole("button", { name: "Copy as io()", exact: true }));
  expect(copied).toBe(`io("${server.url}/chat", { path: "/socket.io", transports: ["websocket"] })`);
});

test.describe("the console", () => {
  test("it shows what goes over the wire, filters and copies", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.openConsole();
    await expect(duplex.console).toContainText("Nothing has happened yet");
    await duplex.connectIo(server.url);
    await expect.poll(() => duplex.consoleLines()).toContainEqual(expect.stringMatching(/^< .*0\{"sid"/));
    expect(await duplex.consoleLines()).toContainEqual(expect.stringMatching(/^> .*40/));

    await duplex.consoleFilter.fill("sid");
    const count = duplex.console.getByRole("status", { name: "Line count" });
    await expect(count).toHaveText(/^\d+ of \d+ lines$/);
    await expect.poll(async () => (await duplex.consoleLines()).every((line) => line.includes("sid"))).toBe(true);
    await duplex.consoleFilter.fill("nowhere at all");
    await expect(duplex.console).toContainText("No line passes the filter");
    await duplex.consoleFilter.fill("");
    await expect(count).toHaveText(/^\d+ lines$/);
    expect(await duplex.copied(duplex.button("Copy console"))).toContain('0{"sid"');

    await duplex.page.keyboard.press("Alt+c");
    await expect(duplex.console).toHaveCount(0);
  });

  test("it follows its end, and stays where somebody reads", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.connectIo(server.url);
    await duplex.openConsole();
    const lines = duplex.console.getByRole("group", { name: "Console lines" });
    const flood = (from) => {
      for (let n = from; n < from + 60; n += 1) server.emit("/", "tick", `number ${n}`);
    };
    flood(0);
    await expect(duplex.console.getByText("number 59")).toBeInViewport();
    flood(60);
    await expect(duplex.console.getByText("number 119")).toBeInViewport();

    await lines.hover();
    await duplex.page.mouse.wheel(0, -600);
    const top = duplex.console.getByText("number 84");
    await expect(top).toBeInViewport();
    await expect.poll(() => lines.evaluate((element) => element.scrollTop)).toBeLessThan(-300);
    const before = await top.boundingBox();
    flood(120);
    await duplex.expectCount("180 messages");
    await expect.poll(() => duplex.console.getByText(/lines/).first().textContent()).toMatch(/1[89]\d lines/);
    expect(await top.boundingBox()).toEqual(before);
    await lines.press("End");
    await expect(duplex.console.getByText("number 179")).toBeInViewport();
  });
});

/** What can be on the screen. */
const screens = {
  "an event with arguments, rows of all kinds": async (duplex, server) => {
    await duplex.connectIo(server.url);
    await duplex.emit("echo", [{ room: "lobby" }], { ack: true });
    await duplex.emit("never-ack", [], { ack: true });
    await duplex.emit("ask-me", ["there?"]);
    await expect(duplex.row("question").getByRole("button", { name: "Answer" })).toBeVisible();
    for (const name of ["tick", "presence", "snapshot", "join", "a very long name of an event that goes on"]) {
      server.emit("/", name, Buffer.alloc(3));
    }
    await duplex.composeEvent("send_message", [{ a: 1 }, "x"], { ack: true });
    await duplex.jumpFrom(duplex.row("echo").filter({ hasText: /\d ms.*lobby/ }).first());
  },
  "no arguments": async (duplex) => {
    await duplex.setKind("Socket.IO");
    await duplex.composeEvent("ping", []);
  },
  "an event opened": async (duplex, server) => {
    await duplex.connectIo(server.url);
    server.emit("/", "photo", { name: "a" }, Buffer.alloc(3));
    void server.ask("/", "question", 1).catch(() => {});
    await duplex.openDetail("photo");
    await duplex.openDetail("question");
    await expect(duplex.detailButton("Answer")).toBeVisible();
  },
  "an answer": async (duplex, server) => {
    await duplex.connectIo(server.url);
    void server.ask("/", "question", 1).catch(() => {});
    await duplex.row("question").getByRole("button", { name: "Answer" }).click();
    await duplex.writeAnswer("{");
    await duplex.answering.getByRole("button", { name: "Send answer" }).click();
    await expect(duplex.answering.getByRole("alert")).toBeVisible();
  },
  "the list of events": async (duplex, server) => {
    await duplex.connectIo(server.url);
    for (const name of "abcdefghij") server.emit("/", `event ${name}`, 1);
    await duplex.showPart("Events");
    await duplex.addListener("not seen");
    await duplex.showEvent("event b", false);
    await duplex.button("Colour of event c").click();
  },
  "no events": async (duplex) => {
    await duplex.setKind("Socket.IO");
    await duplex.showPart("Events");
  },
  "an auth payload that is wrong": async (duplex) => {
    await duplex.setKind("Socket.IO");
    await duplex.showPart("Settings");
    await duplex.composer.getByRole("combobox", { name: "Client version" }).selectOption("v2");
    await duplex.showPart("Auth");
    await duplex.auth.fill("[1]");
    await expect(duplex.composer).toContainText("must be a JSON object");
  },
  "settings changed while connected": async (duplex, server) => {
    await duplex.connectIo(server.url);
    await duplex.showPart("Settings");
    await duplex.composer.getByRole("combobox", { name: "Transports" }).selectOption("Polling");
    await duplex.field("Handshake path").fill("/a b");
    await duplex.expectWrong("Handshake path", /cannot have/);
  },
  "a remedy": async (duplex, server) => {
    await duplex.connect(`${server.wsUrl}/socket.io/?EIO=4&transport=websocket`);
    await expect(duplex.button("Switch to Socket.IO and reconnect")).toBeVisible();
  },
  "the console": async (duplex, server) => {
    await duplex.openConsole();
    await duplex.connectIo(server.url);
    await expect.poll(() => duplex.consoleLines()).not.toEqual([]);
  },
  "the details of a connection": async (duplex, server) => {
    await duplex.connectIo(`${server.url}/chat`);
    await duplex.openDetails();
  },
};

for (const [what, show] of Object.entries(screens)) {
  test(`axe finds nothing wrong with ${what}, light and dark, on a large and a small screen`, async ({ page, duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await show(duplex, server);
    for (const theme of ["light", "dark"]) {
      await duplex.wear(theme);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => [node.html, node.any[0]?.message])])).toEqual([]);
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await duplex.expectNoSidewaysScroll();
    }
  });
}
