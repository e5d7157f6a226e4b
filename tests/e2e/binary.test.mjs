// Bytes: written, chosen, dropped, and read again.
import { expect, test } from "../support/duplex.mjs";

/** Every byte there is, and one more. */
const allBytes = Buffer.from([...Array(256).keys(), 0]);

const dataOf = (ws) => ws.received.map(({ data }) => data);

test.describe("writing them", () => {
  test("in hex, with spaces, 0x and commas", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/hex"));
    await duplex.setFormat("Binary (hex)");
    const writings = ["000102FF", "00 01\n02\tff", "0x00,0x01, 0x02,0xff", "0001 02ff"];
    for (const text of writings) await duplex.send(text);
    await expect.poll(() => dataOf(ws)).toEqual(writings.map(() => Buffer.from([0, 1, 2, 255])));
    await duplex.send(allBytes.toString("hex"));
    await expect.poll(() => dataOf(ws).at(-1)).toEqual(allBytes);
    await expect(duplex.composer).toContainText("257 B");
  });

  test("in Base64, of both alphabets, with padding and without", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/base64"));
    await duplex.setFormat("Binary (Base64)");
    const bytes = Buffer.from([0xfb, 0xff, 0xbf, 0x01]);
    const writings = ["+/+/AQ==", "-_-_AQ", "+/+/\nAQ=="];
    for (const text of writings) await duplex.send(text);
    await expect.poll(() => dataOf(ws)).toEqual(writings.map(() => bytes));
    await duplex.send(allBytes.toString("base64"));
    await expect.poll(() => dataOf(ws).at(-1)).toEqual(allBytes);

    await duplex.send("A!");
    await expect(duplex.composer.getByRole("alert")).toContainText("Not sent: '!'");
    await duplex.send("AA==");
    await expect(duplex.composer.getByRole("alert")).toHaveCount(0);
    await expect.poll(() => dataOf(ws).at(-1)).toEqual(Buffer.from([0]));
    expect(ws.received).toHaveLength(writings.length + 2);
  });
});

test.describe("a file", () => {
  test("that is chosen is one message, as often as it is sent", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/file"));
    await duplex.setFormat("Binary (file)");
    await duplex.send();
    await expect(duplex.composer.getByRole("alert")).toHaveText("Not sent: choose a file first");
    // Larger than any frame is by itself.
    const buffer = Buffer.alloc(3_000_000, allBytes);
    await duplex.chooseFile({ name: "photo.png", mimeType: "image/png", buffer });
    await expect(duplex.composer).toContainText("photo.png · 3.0 MB");
    await expect(duplex.composer.getByRole("alert")).toHaveCount(0);
    await duplex.send();
    await duplex.send();
    await expect.poll(() => ws.received.length).toBe(2);
    for (const data of dataOf(ws)) expect(data.equals(buffer)).toBe(true);
    const sent = (await duplex.rows()).filter(({ direction }) => direction === "outgoing");
    expect(sent.map(({ size, event }) => [size, event])).toEqual([["3.0 MB", "binary"], ["3.0 MB", "binary"]]);

    await duplex.button("Remove file").click();
    await duplex.send();
    await expect(duplex.composer.getByRole("alert")).toHaveText("Not sent: choose a file first");
    expect(ws.received).toHaveLength(2);
  });

  test("that is dropped on the editor is taken, and the text stays", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/room/dropped"));
    await duplex.setMessage("a text of mine");
    await duplex.dropFile(duplex.message, "dropped.bin", allBytes);
    await duplex.expectFormat("Binary (file)");
    await expect(duplex.composer).toContainText("dropped.bin · 257 B");
    await duplex.connectAndSend();
    await expect.poll(() => dataOf(ws)).toEqual([allBytes]);

    // Another one takes its place.
    await duplex.dropFile(duplex.button("Choose file"), "second.bin", Buffer.from([7, 7]));
    await duplex.send();
    await expect.poll(() => dataOf(ws).at(-1)).toEqual(Buffer.from([7, 7]));
    await duplex.setFormat("Text");
    await duplex.expectMessage("a text of mine");
  });

  test("belongs to its tab", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/one"));
    await duplex.setFormat("Binary (file)");
    await duplex.chooseFile({ name: "one.bin", mimeType: "", buffer: Buffer.from("one") });
    await duplex.newTab();
    await duplex.connect(ws.url("/room/two"));
    await duplex.setFormat("Binary (file)");
    await expect(duplex.composer).not.toContainText("one.bin");
    await duplex.chooseFile({ name: "two.bin", mimeType: "", buffer: Buffer.from("two") });
    await duplex.send();
    await duplex.switchTab("/room/one");
    await duplex.send();
    await expect
      .poll(() => ws.received.map(({ path, data }) => `${path} ${data}`))
      .toEqual(["/room/two two", "/room/one one"]);
  });
});

test.describe("reading them", () => {
  test("Hex shows offsets, bytes and ASCII; Raw what text there is; Save to file gives them all", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/read"));
    const bytes = Buffer.concat([Buffer.from("hello, bytes! "), Buffer.from([0, 0xff, 0x7f, 0x80]), Buffer.from("end")]);
    ws.send(bytes);
    await duplex.openDetail("68 65 6c 6c 6f");
    await expect(duplex.detail.getByRole("tab")).toHaveText(["Raw", "Hex"]);
    await expect(duplex.detail.getByRole("tab", { selected: true })).toHaveText("Hex");
    await expect(duplex.detail).toContainText("Type Binary");
    await expect.poll(() => duplex.bodyText()).toMatch(
      /^0+ +68 65 6c 6c 6f 2c 20 62 +79 74 65 73 21 20 00 ff +\|?hello, bytes! \.\.\|?\n0*10 +7f 80 65 6e 64 +\|?\.\.end\|?/,
    );
    await duplex.showAs("Raw");
    await expect.poll(() => duplex.bodyText()).toContain("hello, bytes! ");
    const { name, bytes: saved } = await duplex.saveToFile();
    expect(saved).toEqual(bytes);
    expect(name).toMatch(/\.bin$/);

    // A text has bytes, too.
    ws.send("grüße");
    await duplex.openDetail("grüße");
    await duplex.showAs("Hex");
    await expect.poll(() => duplex.bodyText()).toContain("67 72 c3 bc c3 9f 65");
  });

  test("one of three megabytes is saved to the last byte", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/read"));
    const bytes = Buffer.alloc(3_000_000, allBytes);
    ws.send(bytes);
    await duplex.openDetail("00 01 02");
    await expect(duplex.detail).toContainText("The first 65.5 kB of 3.0 MB. Copy and Save to file give all of it.");
    expect((await duplex.saveToFile()).bytes.equals(bytes)).toBe(true);
  });
});

test.describe("the messages", () => {
  test("can be hidden: what comes meanwhile is counted, and there when they show again", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/hidden"));
    ws.send("before");
    await duplex.expectConversation(["< before"]);
    await duplex.button("Hide messages").click();
    await expect(duplex.grid).toHaveCount(0);
    await expect(duplex.message).toBeVisible();
    for (let n = 1; n <= 300; n += 1) ws.send(`meanwhile ${n}`);
    await duplex.expectCount("301 messages");
    await duplex.expectState("Connected");
    await duplex.send("from behind");

    await duplex.button("Show messages").click();
    await duplex.expectCount("302 messages");
    await duplex.expectNewest("> from behind");
    expect((await duplex.conversation()).slice(-3)).toEqual(["< meanwhile 299", "< meanwhile 300", "> from behind"]);
    await duplex.search("before");
    await duplex.expectConversation(["< before"]);
  });

  test("of the system open like others, and tell more there", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("12345");
    await duplex.expectCount("2 messages");
    ws.close(1011, "boom");
    await duplex.openDetail("Closed by the server");
    await expect(duplex.detail.getByRole("tab")).toHaveText(["Raw"]);
    await expect(duplex.detail).toContainText("Type Problem");
    await expect.poll(() => duplex.bodyText()).toMatch(
      new RegExp(
        "^Closed by the server · 1011 Server error · boom\n\n" +
          "The server met an error of its own: look at its log\\.\n\n" +
          "Open for [\\d.]+ (ms|s)\nReceived 1 message, 5 B\nSent 1 message, 5 B\n\n" +
          "Most likely first:\n1\\. The server closed with 1011 Server error\\.",
      ),
    );
    await duplex.openDetail("Connected in");
    await expect(duplex.detail).toContainText("Type System");
    await expect.poll(() => duplex.bodyText()).toMatch(/^Connected in /);
  });
});
