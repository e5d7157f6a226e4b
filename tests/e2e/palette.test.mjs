// The command palette, the list of all keys, the history, and notes.
import { expect, test } from "../support/duplex.mjs";
import { storedCollection, storedDay } from "../support/stored.mjs";

const main = process.platform === "darwin" ? "⌘" : "Ctrl";

test.describe("the palette", () => {
  test("is opened, searched and run by the keyboard alone", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://127.0.0.1:1111/first");
    await page.keyboard.press("Alt+N");
    await duplex.setUrl("ws://127.0.0.1:1111/second");
    const wasDark = await duplex.isDark();

    await duplex.openPalette();
    await expect(duplex.palette.getByRole("group", { name: "Open tabs" }).getByRole("option")).toHaveCount(2);
    await expect(duplex.palette.getByRole("group", { name: "Commands" })).toContainText(`New tab${"Alt"} N`);
    await page.keyboard.type("theme");
    await expect(duplex.found).toHaveText(["Dark or light theme"]);
    await page.keyboard.press("Enter");
    await expect(duplex.palette).toHaveCount(0);
    expect(await duplex.isDark()).toBe(!wasDark);
    await expect(duplex.url, "the focus is back").toBeFocused();

    await duplex.run("first 1111", "127.0.0.1:1111/first");
    await duplex.expectActiveTab("/first");
  });

  test("is walked by arrows and left by Escape", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.url.focus();
    await duplex.openPalette();
    await page.keyboard.type("tab");
    await expect(duplex.picked).toHaveText(await duplex.found.first().textContent());
    const picked = async () => (await duplex.found.allTextContents()).indexOf(await duplex.picked.textContent());
    const n = await duplex.found.count();
    for (const [key, place] of [["ArrowDown", 1], ["ArrowUp", 0], ["ArrowUp", n - 1], ["Home", 0], ["End", n - 1]]) {
      await page.keyboard.press(key);
      await expect.poll(picked, key).toBe(place);
    }
    await expect(duplex.picked).toBeInViewport();
    await expect(duplex.command).toHaveAttribute("aria-activedescendant", await duplex.picked.getAttribute("id"));
    await page.keyboard.press("Escape");
    await expect(duplex.palette).toHaveCount(0);
    await expect(duplex.url).toBeFocused();
  });

  test("gives the focus to where a command wants it", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.message.focus();
    await duplex.run("go to url", "Go to the URL");
    await expect(duplex.url).toBeFocused();
    await duplex.run("all keys", "Show all keys");
    await expect(duplex.shortcuts).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(duplex.shortcuts).toHaveCount(0);
    await expect(duplex.url).toBeFocused();
  });

  test("opens by its button, and says when nothing fits", async ({ page, duplex }) => {
    await duplex.open();
    const button = duplex.button("Search requests and commands");
    await button.click();
    await expect(duplex.command).toBeFocused();
    await page.keyboard.type("no such thing");
    await expect(duplex.found).toHaveCount(0);
    await expect(duplex.palette.getByRole("status")).toHaveText("Nothing has all of these words");
    await page.keyboard.press("Enter");
    await expect(duplex.command).toBeFocused();
    await duplex.palette.getByRole("button", { name: "Close dialog" }).click();
    await expect(button).toBeFocused();
  });
});

test("five thousand requests are searched as one types", async ({ page, duplex }) => {
  await duplex.open();
  await duplex.store(storedCollection(5_000));
  await duplex.openPalette();
  await expect(duplex.palette.getByRole("status")).toHaveText(/^50 shown, 4,9\d\d more/);
  await page.keyboard.type("1234 folder 5 HOST-2");
  await expect(duplex.found).toHaveText(["WSRequest 1234Load / Folder 5 · wss://host-2.example.com/room/1234"]);
  await page.keyboard.press("Enter");
  await duplex.expectActiveTab("Request 1234");
  await expect(duplex.url).toHaveValue("wss://host-2.example.com/room/1234");
});

test.describe("the list of all keys", () => {
  test("is shown by keys and by ?, but not where one types", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.url.fill("");
    await duplex.url.focus();
    await page.keyboard.type("?");
    await expect(duplex.url).toHaveValue("?");
    await expect(duplex.shortcuts).toHaveCount(0);
    await duplex.button("New tab").focus();
    await page.keyboard.press("?");
    await expect(duplex.shortcuts).toBeVisible();
    await expect(duplex.shortcuts).toContainText(`Search requests and commands${main} K`);
    for (const name of ["Everywhere", "In the log", "In the tree of collections", "On a tab"]) {
      await expect(duplex.shortcuts.getByRole("heading", { name, exact: true })).toBeAttached();
    }
    await page.keyboard.press("Escape");
    await expect(duplex.button("New tab")).toBeFocused();
    await duplex.message.focus();
    await page.keyboard.press("ControlOrMeta+/");
    await expect(duplex.shortcuts).toBeVisible();
  });
});

test.describe("the history", () => {
  test("has what was connected and sent, also after a reload, and opens it again", async ({ page, duplex, ws }) => {
    await duplex.open();
    await duplex.showHistory();
    await expect(duplex.side).toContainText("Nothing yet.");
    await duplex.connect(ws.url("/echo"));
    for (const text of ["one", "one", "two"]) await duplex.send(text);
    const name = ws.url("/echo").replace("ws://", "");
    const all = [`Sent WS ${name}`, `Sent WS ${name} ×2`, `Connected WS ${name}`];
    await expect(duplex.history.getByRole("heading", { name: "Today", exact: true })).toBeVisible();
    await expect.poll(() => duplex.visits("Today")).toEqual(all);

    await duplex.disconnect();
    await duplex.reload();
    await duplex.showHistory();
    await expect.poll(() => duplex.visits("Today")).toEqual(all);

    await duplex.newTab();
    await duplex.history.getByRole("button", { name: "×2" }).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(duplex.tabs).toHaveCount(2);
    await expect(duplex.url).toHaveValue(ws.url("/echo"));
    await duplex.expectMessage("one");
  });

  test("calls days by their dates", async ({ duplex }) => {
    await duplex.open();
    await duplex.store(storedDay("2025-11-11", 2), storedDay("2025-12-01", 1));
    await duplex.showHistory();
    await expect(duplex.history.getByRole("heading")).toHaveText(["1 December 2025", "11 November 2025"]);
    await expect
      .poll(() => duplex.visits("11 November 2025"))
      .toEqual(["Sent WS host-1.example.com/echo ×2", "Connected WS host-0.example.com/echo"]);
    await expect(duplex.history.getByRole("list", { name: "1 December 2025" }).locator("time")).toHaveText("12:00");
  });

  test("shows more of a long one when asked", async ({ duplex }) => {
    await duplex.open();
    await duplex.store(storedDay("2025-12-01", 90), storedDay("2025-11-11", 60));
    await duplex.showHistory();
    const visits = async () => (await duplex.visits("11 November 2025")).length;
    await expect.poll(visits).toBe(10);
    await duplex.button("Show 50 older").click();
    await expect.poll(visits).toBe(60);
    await expect(duplex.side.getByRole("button", { name: /older/ })).toHaveCount(0);
  });

  test("is filtered by words", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("apple");
    await duplex.send("pear");
    await duplex.showHistory();
    const filter = duplex.side.getByRole("searchbox", { name: "Filter history" });
    await filter.fill("PEAR echo");
    await expect.poll(async () => (await duplex.visits("Today")).length).toBe(1);
    await filter.fill("plum");
    await expect(duplex.side).toContainText("Nothing in the history has all of these words.");
    await filter.fill("");
    await expect.poll(async () => (await duplex.visits("Today")).length).toBe(3);
  });

  test("is cleared, and that undone", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.showHistory();
    const visits = async () => (await duplex.visits("Today")).length;
    await expect.poll(visits).toBe(1);
    for (const [button, notice] of [["Clear Today", "Cleared Today"], ["Clear history", "Cleared the history"]]) {
      await duplex.button(button).click();
      await expect(duplex.side).toContainText("Nothing yet.");
      await expect(duplex.notices).toContainText(notice);
      await duplex.button("Undo").click();
      await expect.poll(visits).toBe(1);
    }
    await duplex.reload();
    await duplex.showHistory();
    await expect.poll(visits).toBe(1);
  });
});

test("notes are written in Markdown and read as what it becomes", async ({ duplex }) => {
  await duplex.open();
  await duplex.writeNotes("# Echo\n\nSends **back** what it gets.");
  await duplex.showNotesAs("Preview");
  await expect(duplex.readNotes.getByRole("heading", { name: "Echo" })).toBeVisible();
  await expect(duplex.readNotes.locator("strong")).toHaveText("back");
  await duplex.reload();
  await duplex.showPart("Notes");
  await expect(duplex.readNotes).toContainText("Sends back what it gets.");
  await duplex.showNotesAs("Edit");
  await expect.poll(() => duplex.notesText()).toBe("# Echo\n\nSends **back** what it gets.");

  await duplex.newTab();
  await duplex.showPart("Notes");
  await expect(duplex.notes).toBeEditable();
  await duplex.showNotesAs("Preview");
  await expect(duplex.readNotes).toHaveText("Nothing is written yet.");
});

test("notes on a collection stand in a dialog", async ({ page, duplex }) => {
  await duplex.open();
  const openNotes = async () => {
    await duplex.side.getByRole("tree", { name: "Collections" }).focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitem", { name: /^Notes/ }).click();
    return page.getByRole("dialog", { name: "Notes on Chat", exact: true });
  };
  await duplex.button("New collection").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Chat");
  await page.keyboard.press("Enter");
  await expect(duplex.side.getByRole("treeitem", { name: /Chat/ })).toBeVisible();
  const dialog = await openNotes();
  await expect(duplex.notes).toBeEditable();
  await duplex.notes.fill("Rooms are `open`.");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await openNotes();
  await expect(duplex.readNotes.locator("code")).toHaveText("open");
});
