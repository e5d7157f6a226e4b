// Everything of a first use without a mouse.
import { expect, test } from "../support/duplex.mjs";

/** Presses Tab until that control has the focus. */
async function tabTo(page, control, most = 40) {
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    if (await control.evaluate((element) => element.contains(document.activeElement))) return;
  }
  throw new Error(`Tab did not reach ${control}`);
}

test("a first use from the new tab to its end", async ({ page, duplex, ws }) => {
  await duplex.open();
  await page.keyboard.press("Alt+N");
  await expect(duplex.tabs).toHaveCount(2);
  await expect(duplex.url).toBeFocused();
  await page.keyboard.type(ws.url("/echo"));
  await page.keyboard.press("Enter");
  await duplex.expectState("Connected");

  await tabTo(page, duplex.message);
  await page.keyboard.type("no mouse");
  await page.keyboard.press("Control+Enter");
  await duplex.expectConversation(["> no mouse", "< no mouse"]);

  await page.keyboard.press("Control+Shift+Enter");
  await duplex.expectState("Disconnected");
  await page.keyboard.press("Control+Shift+Enter");
  await duplex.expectState("Connected");

  await page.keyboard.press("Control+Shift+Backspace");
  await duplex.expectCount("0 messages");

  await page.keyboard.press("Alt+W");
  await expect(duplex.tabs).toHaveCount(1);
  await expect.poll(() => ws.open).toBe(0);
});

test("Escape leaves the editor, so that Tab goes on from there", async ({ page, duplex, ws }) => {
  await duplex.open();
  await duplex.setUrl(ws.url("/echo"));
  await duplex.message.focus();
  await page.keyboard.press("Escape");
  await tabTo(page, duplex.sendButton);
  await page.keyboard.press("Enter");
  await duplex.expectState("Connected");
});

test("tabs are walked through and picked by number", async ({ page, duplex }) => {
  await duplex.open();
  await duplex.setUrl("ws://127.0.0.1:1111/first");
  for (const name of ["second", "third"]) {
    await page.keyboard.press("Alt+N");
    await duplex.setUrl(`ws://127.0.0.1:1111/${name}`);
  }
  await duplex.expectActiveTab("/third");
  await page.keyboard.press("Alt+PageUp");
  await duplex.expectActiveTab("/second");
  await page.keyboard.press("Alt+PageDown");
  await duplex.expectActiveTab("/third");
  await page.keyboard.press("Alt+1");
  await duplex.expectActiveTab("/first");
  await page.keyboard.press("Alt+2");
  await duplex.expectActiveTab("/second");
  // There is no ninth: the last one, or nothing.
  await page.keyboard.press("Alt+9");
  await duplex.expectActiveTab(/\/(second|third)/);
});

test("arrows walk through the tab list", async ({ page, duplex }) => {
  await duplex.open();
  await duplex.setUrl("ws://127.0.0.1:1111/first");
  await duplex.newTab();
  await duplex.setUrl("ws://127.0.0.1:1111/second");
  await duplex.tab("/second").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(duplex.tab("/first")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(duplex.tab("/second")).toBeFocused();
});

test("shortcuts work while the editor has the focus", async ({ page, duplex, ws }) => {
  await duplex.open();
  await duplex.setUrl(ws.url("/echo"));
  await duplex.setMessage("kept");
  await page.keyboard.press("Control+Shift+Enter");
  await duplex.expectState("Connected");
  await page.keyboard.press("Alt+L");
  await expect(duplex.url).toBeFocused();
  await duplex.message.focus();
  await page.keyboard.press("Alt+N");
  await expect(duplex.tabs).toHaveCount(2);
  await page.keyboard.press("Alt+W");
  await duplex.expectMessage("kept");
});

test("the slash in the log goes to the search, and elsewhere is a slash", async ({ page, duplex, ws }) => {
  await duplex.open();
  await duplex.connect(ws.url("/echo"));
  await duplex.send("find me");
  await duplex.row("find me").first().click();
  await page.keyboard.press("/");
  await expect(duplex.searchBox).toBeFocused();
  await expect(duplex.searchBox).toHaveValue("");
  await page.keyboard.type("a/b");
  await expect(duplex.searchBox).toHaveValue("a/b");
  await duplex.message.focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("/");
  await duplex.expectMessage("find me/");
});

test("the log is reached by Tab and walked by arrows", async ({ page, duplex, ws }) => {
  await duplex.open();
  await duplex.connect(ws.url("/silent-after-open"));
  for (const text of ["first", "second", "third"]) ws.send(text);
  await duplex.expectCount("3 messages");
  await duplex.searchBox.focus();
  await tabTo(page, duplex.grid);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await duplex.showAs("Raw");
  await expect.poll(() => duplex.bodyText()).toBe("second");
});
