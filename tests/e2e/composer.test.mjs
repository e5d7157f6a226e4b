// Writing messages: the editor that comes late, formats, shortcuts, drafts.
import { expect, test } from "../support/duplex.mjs";

/** The bundle of the editor, whatever its content hash is. */
const editorBundle = /\/editor[^/]*\.m?js(\?.*)?$/;

test.describe("before the editor has come", () => {
  test("the page works, and the text written meanwhile stays", async ({ page, duplex, ws }) => {
    let letGo;
    const released = new Promise((resolve) => (letGo = resolve));
    await page.route(editorBundle, async (route) => {
      await released;
      await route.continue();
    });
    await duplex.open({ editor: false });
    await expect(duplex.message).toBeEditable();
    await expect(duplex.message).not.toHaveAttribute("contenteditable", "true");
    await duplex.connect(ws.url("/echo"));
    await duplex.send("early");
    await duplex.expectConversation(["> early", "< early"]);
    await duplex.setMessage("line one\nline two");

    letGo();
    await duplex.editorArrives();
    await duplex.expectMessage("line one\nline two");
    await duplex.send();
    await expect.poll(() => ws.received.at(-1)?.data).toBe("line one\nline two");
  });

  test("a page whose editor never comes still sends and opens messages", async ({ page, duplex, ws, expectConsole }) => {
    expectConsole(/editor/);
    expectConsole(/Failed to load resource/);
    await page.route(editorBundle, (route) => route.abort());
    await duplex.open({ editor: false });
    await duplex.connect(ws.url("/echo"));
    await duplex.send("plain field");
    await duplex.expectConversation(["> plain field", "< plain field"]);
    await duplex.openDetail("plain field");
    await expect(duplex.detail).toContainText("plain field");
  });
});

test.describe("formats", () => {
  test("Text, JSON and three ways of bytes are offered, Text first", async ({ duplex }) => {
    await duplex.open();
    const formats = ["Text", "JSON", "Binary (Base64)", "Binary (hex)", "Binary (file)"];
    await expect(duplex.format.locator("option")).toHaveText(formats);
    await duplex.expectFormat("Text");
  });

  test("JSON goes out as it was written", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.setFormat("JSON");
    const written = '{ "id": 9007199254740993,\n  "big": 1e400, "one": 1.0 }';
    await duplex.send(written);
    await expect.poll(() => ws.received.map((message) => message.data)).toEqual([written]);
  });

  test("what is not JSON yet can be sent all the same", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.setFormat("JSON");
    await duplex.send('{"half":');
    await expect.poll(() => ws.received.map((message) => message.data)).toEqual(['{"half":']);
  });

  test("hex may be written with gaps, commas and 0x", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.setFormat("Binary (hex)");
    await duplex.send("0x01, 0x02 03ff");
    await expect.poll(() => ws.received.map((message) => message.data)).toEqual([Buffer.from([1, 2, 3, 255])]);
  });

  test("each tab has its own text and format", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/first"));
    await duplex.setMessage("[1]");
    await duplex.setFormat("JSON");
    await duplex.newTab();
    await duplex.expectMessage("");
    await duplex.expectFormat("Text");
    await duplex.setMessage("second");
    await duplex.switchTab("/first");
    await duplex.expectMessage("[1]");
    await duplex.expectFormat("JSON");
  });

  test("a change of format can still be followed by undo", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.setMessage("[1]");
    await duplex.setFormat("JSON");
    await duplex.message.focus();
    await page.keyboard.press("ControlOrMeta+z");
    await duplex.expectMessage("");
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await duplex.expectMessage("[1]");
  });

  test("undo in one tab does not bring the text of another", async ({ page, duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/first"));
    await duplex.setMessage("of the first");
    await duplex.newTab();
    await duplex.message.focus();
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ControlOrMeta+z");
    await duplex.expectMessage("");
  });
});

test.describe("sending by keyboard", () => {
  for (const keys of ["Control+Enter", "Meta+Enter"]) {
    for (const place of ["message", "url"]) {
      test(`${keys} from the field «${place}» sends`, async ({ duplex, ws }) => {
        await duplex.open();
        await duplex.connect(ws.url("/echo"));
        await duplex.setMessage("by keys");
        await duplex[place].focus();
        await duplex[place].press(keys);
        await duplex.expectConversation(["> by keys", "< by keys"]);
        await duplex.expectMessage("by keys");
      });
    }
  }

  test("Ctrl+Enter connects and sends when closed", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo"));
    await duplex.setMessage("first words");
    await duplex.message.press("Control+Enter");
    await duplex.expectConversation(["> first words", "< first words"]);
  });

  test("what was typed a moment ago is what goes out", async ({ page, duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/silent-after-open"));
    await duplex.message.focus();
    await page.keyboard.type("typed fast");
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => ws.received.map((message) => message.data)).toEqual(["typed fast"]);
  });
});

test.describe("drafts", () => {
  test("tabs, their order, the open one, and all that was written survive a reload", async ({ duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://127.0.0.1:1111/first");
    await duplex.setMessage("one\ntwo");
    await duplex.newTab();
    await duplex.setUrl("ws://127.0.0.1:2222/second");
    await duplex.setMessage('{"n": 1.0}');
    await duplex.setFormat("JSON");
    await duplex.newTab();
    await duplex.setUrl("ws://127.0.0.1:3333/third");
    await duplex.setFormat("Binary (hex)");
    await duplex.switchTab("/second");
    await duplex.expectActiveTab("/second");

    await duplex.reload();
    await expect(duplex.tabs).toHaveText([/\/first/, /\/second/, /\/third/]);
    await duplex.expectActiveTab("/second");
    await expect(duplex.url).toHaveValue("ws://127.0.0.1:2222/second");
    await duplex.expectMessage('{"n": 1.0}');
    await duplex.expectFormat("JSON");
    await duplex.switchTab("/first");
    await duplex.expectMessage("one\ntwo");
    await duplex.expectFormat("Text");
    await duplex.switchTab("/third");
    await duplex.expectFormat("Binary (hex)");
  });

  test("text typed right before a reload is kept", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.message.focus();
    await page.keyboard.type("last words");
    await duplex.reload();
    await duplex.expectMessage("last words");
  });

  test("they are kept in a versioned envelope", async ({ duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://127.0.0.1:1111/kept");
    const tabs = async () => (await duplex.stored())[await duplex.ownTabsKey()] ?? "";
    await expect.poll(tabs).toContain("/kept");
    expect(JSON.parse(await tabs())).toEqual({ v: 1, data: expect.anything() });
  });

  const unreadable = {
    "of a newer version": '{"v":999,"data":{"tabs":["of tomorrow"]}}',
    "that is not JSON": '{"v":1,"data":{"tabs":[{"url":"ws://half',
    "of another shape": '{"v":1,"data":{"tabs":"none"}}',
    "without a version": '["just a list"]',
  };
  for (const [what, value] of Object.entries(unreadable)) {
    test(`a stored value ${what} is set aside and said, never lost`, async ({ page, duplex, ws }) => {
      await page.addInitScript(
        ({ key, value }) => {
          if (sessionStorage.getItem("planted")) return;
          sessionStorage.setItem("planted", "yes");
          localStorage.setItem(key, value);
        },
        { key: duplex.tabsKey, value },
      );
      await duplex.open();
      const said = page.getByRole("alert").or(page.getByRole("status")).filter({ hasText: /newer|read|set aside/i });
      await expect(said.first()).toBeVisible();

      // The page works all the same, and what it saves takes nothing away.
      await duplex.connect(ws.url("/echo"));
      await duplex.send("fine");
      await duplex.expectConversation(["> fine", "< fine"]);
      await duplex.reload();
      expect(Object.values(await duplex.stored())).toContainEqual(kept(value));
    });
  }
});

/** A stored value that holds the original, as it was or wrapped as a JSON text. */
function kept(value) {
  return expect.stringMatching(
    new RegExp([value, JSON.stringify(value).slice(1, -1)].map(escapeForRegExp).join("|")),
  );
}

function escapeForRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
