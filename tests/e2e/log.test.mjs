// The log: following, searching, filtering, opening, clearing, and a great many rows.
import { expect, test } from "../support/duplex.mjs";

/** The numbers of the flood's messages on screen, by their row's index. */
async function numbered(duplex) {
  return (await duplex.rows()).flatMap(({ index, preview }) => {
    const n = preview.match(/^\{"n":(\d+)/)?.[1];
    return n === undefined ? [] : [{ index, n: Number(n) }];
  });
}

/** The number of the last message on screen; none while its rows are on their way. */
async function lastNumber(duplex) {
  return (await numbered(duplex)).at(-1)?.n ?? NaN;
}

async function expectLast(duplex, n) {
  await expect.poll(() => lastNumber(duplex)).toBe(n);
}

/** Opens the page, connects and lets a flood of so many messages run to its end. */
async function openFlooded(duplex, ws, { timeout = 20_000, ...flood }) {
  await duplex.open();
  await duplex.connect(ws.url("/silent-after-open"));
  await ws.flood({ bytes: 80, ...flood });
  await duplex.expectCount(`${flood.count.toLocaleString("en-US")} messages`, { timeout });
}

/** Turns the wheel up until the end of the log is out of sight. */
async function scrollUp(duplex, end) {
  await duplex.wheel(-2_000);
  await expect.poll(() => lastNumber(duplex)).toBeLessThan(end);
}

test.describe("following", () => {
  test("a flood of 20,000 is counted to the last and followed to its end", async ({ duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 20_000 });
    await expectLast(duplex, 20_000);
  });

  test("scrolling up stops following; the button with the new ones returns", async ({ duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 500 });
    await expectLast(duplex, 500);
    await scrollUp(duplex, 500);
    const before = await numbered(duplex);

    for (let n = 501; n <= 512; n += 1) ws.send(`{"n":${n}}`);
    await duplex.expectCount("512 messages");
    await expect(duplex.newMessages).toHaveText(/12 new/);
    expect(await numbered(duplex)).toEqual(before);

    await duplex.newMessages.click();
    await expectLast(duplex, 512);
    await expect(duplex.newMessages).toHaveCount(0);
    ws.send('{"n":513}');
    await expectLast(duplex, 513);
  });

  test("End returns to the last row and follows again", async ({ page, duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 500 });
    await scrollUp(duplex, 500);
    await duplex.row(/"n":4/).first().click();
    await page.keyboard.press("End");
    await expectLast(duplex, 500);
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    ws.send('{"n":501}');
    await expectLast(duplex, 501);
  });

  test("scrolling back to the end by hand follows again", async ({ duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 500 });
    await scrollUp(duplex, 500);
    await duplex.wheel(4_000);
    await expectLast(duplex, 500);
    ws.send('{"n":501}');
    await expectLast(duplex, 501);
  });
});

test.describe("finding", () => {
  test("a text is found, counted and marked; Esc shows all again", async ({ page, duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 18_241, word: "lobby", times: 37 });
    await duplex.search("lobby");
    await duplex.expectCount("37 of 18,241 messages");
    await expect.poll(() => duplex.rowCount()).toBe(37);
    await expect.poll(async () => (await duplex.rows()).length).toBeGreaterThan(5);
    const rows = await duplex.rows();
    expect(rows.filter((row) => !row.preview.includes("lobby"))).toEqual([]);
    await expect(duplex.grid.locator("mark")).toHaveText(rows.map(() => "lobby"));

    await duplex.searchBox.press("Escape");
    await expect(duplex.searchBox).toHaveValue("");
    await duplex.expectCount("18,241 messages");
    await expect(duplex.grid.locator("mark")).toHaveCount(0);
    await expectLast(duplex, 18_241);
  });

  test("what arrives while searching is matched too", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.search("lobby");
    ws.send("in the lobby");
    ws.send("in the hall");
    ws.send("lobby again");
    await duplex.expectConversation(["< in the lobby", "< lobby again"]);
    await duplex.expectCount("2 of 3 messages");
  });

  test("signs of a pattern are plain text", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("a.c (1) [x] \\d <b>");
    ws.send("abc 1 x 5");
    for (const text of ["a.c", "(1)", "[x]", "\\d", "<b>"]) {
      await duplex.search(text);
      await duplex.expectCount("1 of 2 messages");
      await expect(duplex.grid.locator("mark")).toHaveText([text]);
    }
  });

  test("nothing found is said as nothing found", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("here");
    await duplex.expectCount("2 messages");
    await duplex.search("elsewhere");
    await duplex.expectCount("0 of 2 messages");
    await expect.poll(() => duplex.rowCount()).toBe(0);
  });

  test("one direction at a time", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("one");
    await duplex.send("two");
    await duplex.expectConversation(["> one", "< one", "> two", "< two"]);
    await expectPressed(duplex, "All");

    await duplex.showDirection("Incoming");
    await expectPressed(duplex, "Incoming");
    await expect.poll(() => duplex.log()).toEqual(["< one", "< two"]);
    await duplex.expectCount("2 of 4 messages");

    await duplex.showDirection("Outgoing");
    await expectPressed(duplex, "Outgoing");
    await expect.poll(() => duplex.log()).toEqual(["> one", "> two"]);

    await duplex.showDirection("System");
    await expectPressed(duplex, "System");
    await expect
      .poll(() => duplex.log())
      .toEqual([expect.stringContaining("! Connection 1 · ws://"), expect.stringContaining("! Connected in")]);

    await duplex.showDirection("All");
    await duplex.expectCount("4 messages");
    await duplex.expectConversation(["> one", "< one", "> two", "< two"]);
  });
});

async function expectPressed(duplex, name) {
  const pressed = duplex.directions.getByRole("button", { pressed: true });
  await expect(pressed).toHaveCount(1);
  await expect(pressed).toHaveAccessibleName(name);
}

test.describe("one message", () => {
  const numbers = '{"id":9007199254740993,"big":1e400,"one":1.0,"nested":{"room":"lobby","list":[1,2.50]}}';

  test("Pretty lays JSON out and keeps each number as it was written", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send(numbers);
    await duplex.openDetail("9007199254740993");
    await duplex.showAs("Pretty");
    await expect.poll(() => duplex.bodyText()).toContain('"id": 9007199254740993');
    const text = await duplex.bodyText();
    expect(text).toContain('"big": 1e400');
    expect(text).toContain('"one": 1.0');
    expect(text).toContain("2.50");
    expect(text).toMatch(/\n +"room": "lobby"/);
  });

  test("Raw shows what came, sign for sign", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send(numbers);
    await duplex.openDetail("9007199254740993");
    await duplex.showAs("Raw");
    await expect.poll(() => duplex.bodyText()).toBe(numbers);
    await expect(duplex.detail.getByRole("tab", { name: "Raw", selected: true })).toBeVisible();
  });

  test("what is not JSON is shown as it came", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("{not json\nsecond line");
    await duplex.openDetail("{not json");
    await duplex.showAs("Pretty");
    await expect.poll(() => duplex.bodyText()).toBe("{not json\nsecond line");
  });

  test("the opened message stays open while others arrive", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("the one");
    await duplex.openDetail("the one");
    await ws.flood({ count: 300 });
    await duplex.expectCount("301 messages");
    await duplex.showAs("Raw");
    await expect.poll(() => duplex.bodyText()).toBe("the one");
  });

  test("a system row opens too", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.startConnecting(ws.url("/close?code=4003&reason=kicked"));
    await duplex.expectEvent(/4003/);
    await duplex.openDetail("Closed by the server");
    await expect.poll(() => duplex.bodyText()).toContain("Closed by the server · 4003 Application code · kicked");
  });

  test("Close detail gives its room back", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("short visit");
    await duplex.openDetail("short visit");
    await duplex.detailButton("Close detail").click();
    await expect(duplex.detail).toHaveCount(0);
  });

  test("Wrap can be switched", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("long ".repeat(500));
    await duplex.openDetail("long");
    const wrap = duplex.detailButton("Wrap");
    const before = await wrap.getAttribute("aria-pressed");
    await wrap.click();
    await expect(wrap).toHaveAttribute("aria-pressed", before === "true" ? "false" : "true");
  });

  test.describe("of three megabytes", () => {
    const big = `${"0123456789".repeat(300_000)}THE END`;
    test.use({ permissions: ["clipboard-read", "clipboard-write"] });

    test.beforeEach(async ({ duplex, ws }) => {
      await duplex.open();
      await duplex.connect(ws.url("/silent-after-open"));
      ws.send(big);
      await duplex.expectCount("1 message");
      await duplex.openDetail("0123456789");
    });

    test("is shown cut, with its size", async ({ duplex }) => {
      await expect(duplex.detail).toContainText(/3(\.\d+)? MB/);
      await expect.poll(async () => (await duplex.bodyText()).length).toBeGreaterThan(1_000);
      expect((await duplex.bodyText()).length).toBeLessThan(2_000_000);
    });

    test("is copied whole", async ({ page, duplex }) => {
      await duplex.detailButton("Copy").click();
      const copied = () => page.evaluate(() => navigator.clipboard.readText());
      await expect.poll(async () => (await copied()).length).toBe(big.length);
      expect((await copied()) === big).toBe(true);
    });

    test("is saved whole", async ({ duplex }) => {
      const file = (await duplex.saveToFile()).bytes.toString();
      expect(file.length).toBe(big.length);
      expect(file === big).toBe(true);
    });
  });
});

test.describe("clearing", () => {
  test("Clear empties, Undo clear brings back, and what came between stays", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    ws.send("old");
    await duplex.expectConversation(["< old"]);
    await duplex.clear();
    await duplex.expectCount("0 messages");
    await expect.poll(() => duplex.conversation()).toEqual([]);
    ws.send("new");
    await duplex.expectConversation(["< new"]);
    await duplex.undoClear();
    await duplex.expectConversation(["< old", "< new"]);
    await duplex.expectCount("2 messages");
  });
});

test.describe("by keyboard", () => {
  test("arrows move from row to row and Enter opens", async ({ page, duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 30 });
    await duplex.row('{"n":20,').click();
    const start = await focusedRow(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => focusedRow(page)).toBe(start + 2);
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => focusedRow(page)).toBe(start + 1);
    await page.keyboard.press("Enter");
    await duplex.showAs("Raw");
    await expect.poll(() => duplex.bodyText()).toContain('{"n":21,');
  });

  test("Home and End reach the first and the last row", async ({ page, duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 5_000 });
    await duplex.row('{"n":4999,').click();
    await page.keyboard.press("Home");
    await expect.poll(() => focusedRow(page)).toBe(1);
    await page.keyboard.press("End");
    const last = await duplex.rowCount();
    await expect.poll(() => focusedRow(page)).toBe(last);
  });
});

/** The aria-rowindex of the row that has the focus, or that is named as active by the focused grid. */
function focusedRow(page) {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const active = document.getElementById(focused?.getAttribute("aria-activedescendant") ?? "") ?? focused;
    return Number(active?.closest("[aria-rowindex]")?.getAttribute("aria-rowindex"));
  });
}

test.describe("a long log", () => {
  test("tells how many rows there are and which ones are drawn", async ({ duplex, ws }) => {
    await openFlooded(duplex, ws, { count: 2_000 });
    // Two rows of the connection stand before the messages.
    await expect.poll(() => duplex.rowCount()).toBe(2_002);
    await expectLast(duplex, 2_000);
    const drawn = await duplex.rows();
    expect(drawn.at(-1).index).toBe(2_002);
    expect(drawn.length).toBeLessThan(200);
    expect(drawn.map((row) => row.index)).toEqual(drawn.map((_, at) => drawn[0].index + at));
  });

  test("of 200,000 shows the right rows at its top, middle and end", async ({ duplex, ws }) => {
    test.setTimeout(120_000);
    const count = 200_000;
    await openFlooded(duplex, ws, { count, timeout: 80_000 });
    await expect.poll(() => duplex.rowCount()).toBe(count + 2);
    for (const fraction of [0, 0.5, 1, 0.25]) {
      await duplex.scrollTo(fraction);
      const expected = Math.max(1, Math.round(fraction * count));
      const near = async () =>
        (await numbered(duplex)).filter(({ n }) => Math.abs(n - expected) < 200).length;
      await expect.poll(near, `rows at ${fraction}`).toBeGreaterThan(5);
      const drawn = await numbered(duplex);
      expect(drawn.map(({ index, n }) => index - n)).toEqual(drawn.map(() => 2));
    }
    await duplex.scrollTo(0);
    await expect.poll(async () => (await duplex.log())[0]).toMatch(/^! Connection 1 · ws:/);
    await duplex.scrollTo(1);
    await expectLast(duplex, count);
  });
});
