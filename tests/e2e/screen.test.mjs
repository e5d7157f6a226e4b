// What everyone's screen needs: names, contrast, small windows, any path, a strict policy, a last resort.
import AxeBuilder from "@axe-core/playwright";
import { expect, failedSocket, test } from "../support/duplex.mjs";
import { refusedUrl } from "../servers/rude.mjs";

const nested = '{"room":"lobby","id":9007199254740993,"author":{"name":"Ada","online":true},"tags":["a","b"]}';

/** What can be on the screen. */
const screens = {
  "an empty page": async (duplex) => {
    await duplex.open();
  },
  "connected, with rows": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("hello lobby");
    await duplex.send("");
    await duplex.setFormat("Binary (hex)");
    await duplex.send("00 ff");
    await duplex.expectCount("6 messages");
  },
  "a search": async (duplex, ws) => {
    await screens["connected, with rows"](duplex, ws);
    await duplex.search("lobby");
    await duplex.expectCount("2 of 6 messages");
  },
  "a message opened": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setFormat("JSON");
    await duplex.send(nested);
    await duplex.openDetail("lobby");
    await expect.poll(() => duplex.bodyText()).toContain("Ada");
  },
  "a problem with the URL": async (duplex) => {
    await duplex.open();
    await duplex.startConnecting("ftp://127.0.0.1/");
    await expect.poll(() => duplex.urlProblem()).not.toBe("");
  },
  "a failed connection and its causes": async (duplex) => {
    await duplex.open();
    await duplex.startConnecting(await refusedUrl());
    await duplex.expectState("Failed");
    await expect(duplex.causes.first()).toBeVisible();
  },
  parameters: async (duplex, ws) => {
    await duplex.open();
    await duplex.setUrl(ws.url("/echo?a=1&b=2"));
    await duplex.fillIn("Params", { "Note 1": "the first one" });
    await duplex.use("b").uncheck();
  },
  "headers, one of them wrong": async (duplex) => {
    await duplex.open();
    await duplex.fillIn("Headers", { "Header 1": "Authorization", "Value 1": "Bearer x", "Header 2": "not a name" });
    await duplex.expectWrong("Header 2", /letters/);
  },
  "settings changed while connected, two of them wrong": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.reconnectBy({ "Handshake timeout": "1500", "Subprotocol 1": "v1.chat" });
    await expect(duplex.changes).toBeVisible();
    await duplex.fillIn("Settings", { "Close code": "1008", "Subprotocol 2": "a b", "Code 1": "4003", "Name 1": "Quota" });
    await duplex.expectWrong("Close code", /1000 or 3000/);
  },
  "the details of a connection": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.openDetails();
  },
  "bytes opened": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/room/bytes"));
    ws.send(Buffer.from([...Array(64).keys()]));
    await duplex.openDetail("00 01 02");
    await expect.poll(() => duplex.bodyText()).toContain("08 09 0a");
  },
  "a file chosen": async (duplex) => {
    await duplex.open();
    await duplex.setFormat("Binary (file)");
    await duplex.chooseFile({ name: "photo.png", mimeType: "image/png", buffer: Buffer.alloc(2_000) });
  },
  "waiting to connect again": async (duplex, ws) => {
    await duplex.open();
    await duplex.reconnectBy({ Interval: "600000", "Largest interval": "600000" });
    await duplex.connect(ws.url("/echo"));
    ws.drop();
    await duplex.expectState("Reconnecting 1 of 5");
  },
  "hidden messages": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.button("Hide messages").click();
    await expect(duplex.button("Show messages")).toBeVisible();
  },
  "the palette": async (duplex) => {
    await duplex.open();
    await duplex.openPalette();
  },
  "the palette, nothing found": async (duplex) => {
    await duplex.open();
    await duplex.openPalette();
    await duplex.command.fill("no such thing");
    await expect(duplex.found).toHaveCount(0);
  },
  "all keys": async (duplex) => {
    await duplex.open();
    await duplex.run("all keys", "Show all keys");
    await expect(duplex.shortcuts).toBeVisible();
  },
  "the history": async (duplex, ws) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("one");
    await duplex.send("one");
    await duplex.showHistory();
    await expect.poll(async () => (await duplex.visits("Today")).length).toBe(2);
  },
  "notes, read": async (duplex) => {
    await duplex.open();
    await duplex.writeNotes("# Echo\n\n- [more](https://example.com/)\n- `code`\n\n| a | b |\n| - | - |\n| 1 | 2 |");
    await duplex.showNotesAs("Preview");
    await expect(duplex.readNotes.getByRole("link", { name: "more" })).toBeVisible();
  },
  "a tab closed, with Undo": async (duplex) => {
    await duplex.open();
    await duplex.newTab();
    await duplex.setUrl("ws://127.0.0.1:1111/gone");
    await duplex.closeTab("/gone");
    await expect(duplex.button("Undo")).toBeVisible();
  },
};

const sizes = {
  wide: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
};

test.describe("axe finds nothing wrong, wide and on a phone, in light and dark, with", () => {
  for (const [what, show] of Object.entries(screens)) {
    test(what, async ({ page, duplex, ws, expectConsole }) => {
      expectConsole(failedSocket);
      await show(duplex, ws);
      for (const size of ["wide", "phone"]) {
        await page.setViewportSize(sizes[size]);
        await duplex.expectNoSidewaysScroll();
        for (const theme of ["light", "dark"]) {
          await duplex.wear(theme);
          const violations = await violationsOf(page);
          expect(violations.map(inWords), `${size}, ${theme}`).toEqual([]);
        }
      }
    });
  }
});

/** What axe holds to be wrong. There are no frames to look into, so it needs no second page, which is slow to open. */
async function violationsOf(page) {
  return (await new AxeBuilder({ page }).setLegacyMode(true).analyze()).violations;
}

/** A violation as a few lines that tell what to mend. */
function inWords({ id, help, nodes }) {
  return `${id}: ${help}\n${nodes.map((node) => `  ${node.target}: ${node.failureSummary}`).join("\n")}`;
}

test("every control bears its name", async ({ page, duplex, ws }) => {
  await duplex.open();
  for (const name of ["Theme", "New tab", "Close tab", "Connect", "Connect and send", "Clear"]) {
    await expect(duplex.button(name), name).toBeVisible();
  }
  for (const name of ["All", "Incoming", "Outgoing", "System"]) {
    await expect(duplex.directions.getByRole("button", { name, exact: true }), name).toBeVisible();
  }
  await expect(duplex.composer.getByRole("tab", { name: "Message", exact: true })).toBeVisible();
  await expect(duplex.tab("New request")).toBeVisible();
  for (const control of ["url", "message", "format", "state", "count", "searchBox", "statusBar"]) {
    await expect(duplex[control], control).toBeVisible();
  }
  await duplex.connect(ws.url("/echo"));
  await expect(duplex.button("Disconnect")).toBeVisible();
  await duplex.send("look inside");
  await expect(duplex.grid).toBeVisible();
  await duplex.openDetail("look inside");
  for (const name of ["Pretty", "Raw"]) {
    await expect(duplex.detail.getByRole("tab", { name, exact: true }), name).toBeVisible();
  }
  for (const name of ["Wrap", "Copy", "Save to file", "Close detail"]) {
    await expect(duplex.detailButton(name), name).toBeVisible();
  }
  await expect(duplex.body).toBeVisible();
  await duplex.clear();
  await expect(duplex.button("Undo clear")).toBeVisible();
  // No button without a name, of those that are there now.
  for (const button of await page.getByRole("button").all()) await expect(button).toHaveAccessibleName(/\S/);
});

test.describe("small windows", () => {
  for (const size of ["phone", "narrow"]) {
    test(`${size}: nothing to scroll sideways, and Send, Disconnect and the last message are at hand`, async ({
      page,
      duplex,
      ws,
    }) => {
      await page.setViewportSize(sizes[size]);
      await duplex.open();
      await duplex.expectNoSidewaysScroll();
      await duplex.connect(ws.url("/echo"));
      for (let n = 1; n <= 20; n += 1) await duplex.send(`message number ${n}`);
      await duplex.expectCount("40 messages");
      await duplex.expectNoSidewaysScroll();

      for (const control of [duplex.sendButton, duplex.button("Disconnect"), duplex.row("message number 20").last()]) {
        await control.scrollIntoViewIfNeeded();
        await expect(control).toBeInViewport();
        await control.click({ trial: true });
      }
      await duplex.openDetail("message number 20");
      await expect.poll(() => duplex.bodyText()).toBe("message number 20");
      await duplex.expectNoSidewaysScroll();
      await duplex.detailButton("Close detail").click();
      await duplex.disconnect();
    });
  }

  test("many tabs do not push the page apart", async ({ page, duplex }) => {
    await page.setViewportSize(sizes.phone);
    await duplex.open();
    for (let n = 1; n <= 8; n += 1) {
      await duplex.newTab();
      await duplex.setUrl(`ws://a-rather-long-host-name.example:${4000 + n}/with/a/long/path`);
    }
    await duplex.expectNoSidewaysScroll();
    await duplex.button("New tab").click({ trial: true });
  });
});

test.describe("below a deep path", () => {
  test.use({ siteOptions: { basePath: "/some/deep/path/" } });

  test("the whole app works and keeps its data apart", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.setFormat("JSON");
    await duplex.send(nested);
    await duplex.expectConversation([`> ${nested}`, `< ${nested}`]);
    await duplex.openDetail("lobby");
    await expect.poll(() => duplex.bodyText()).toContain('"online": true');
    await duplex.reload();
    await expect(duplex.url).toHaveValue(ws.url("/echo"));
    const keys = Object.keys(await duplex.stored());
    expect(keys).toContain(await duplex.ownTabsKey());
    expect(keys.filter((key) => !key.startsWith("duplex/some/deep/path/"))).toEqual([]);
  });
});

test.describe("the content-security policy", () => {
  test("is strict", async ({ site }) => {
    const directives = Object.fromEntries(
      site.policy.split(";").map((directive) => {
        const [name, ...sources] = directive.trim().split(/\s+/);
        return [name, sources];
      }),
    );
    expect(directives["default-src"]).toEqual(["'none'"]);
    expect(directives["script-src"]).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives["object-src"] ?? ["'none'"]).toEqual(["'none'"]);
    expect(directives["base-uri"]).toEqual(["'self'"]);
  });

  test("is never breached in a whole use", async ({ page, duplex, ws }) => {
    await page.addInitScript(() => {
      window.breaches = [];
      addEventListener("securitypolicyviolation", (event) => {
        window.breaches.push(`${event.violatedDirective}: ${event.blockedURI}`);
      });
    });
    await screens["a message opened"](duplex, ws);
    await duplex.clear();
    await duplex.newTab();
    await duplex.theme.click();
    expect(await page.evaluate(() => window.breaches)).toEqual([]);
    expect(await page.locator("script:not([src])").count()).toBe(0);
  });

  test("stops a script that was not shipped", async ({ page, duplex, expectConsole }) => {
    expectConsole(/Content Security Policy/);
    await duplex.open();
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.intruder = true";
      document.body.append(script);
      return window.intruder === true;
    });
    expect(ran).toBe(false);
  });
});

test.describe("themes", () => {
  for (const wished of ["light", "dark"]) {
    test(`the system's wish for ${wished} is met`, async ({ page, duplex }) => {
      await page.emulateMedia({ colorScheme: wished });
      await duplex.open();
      expect(await duplex.isDark()).toBe(wished === "dark");
    });
  }

  test("Theme changes it, and the choice stays", async ({ page, duplex }) => {
    await page.emulateMedia({ colorScheme: "light" });
    await duplex.open();
    await duplex.wear("light");
    await duplex.theme.click();
    await expect.poll(() => duplex.isDark()).toBe(true);
    await duplex.reload();
    expect(await duplex.isDark()).toBe(true);
    const before = await duplex.stored();
    expect(Object.keys(before).filter((key) => key.startsWith("duplex/") && key.includes("theme"))).toHaveLength(1);
  });
});

test.describe("after a panic", () => {
  test.beforeEach(async ({ page, duplex, expectConsole }) => {
    expectConsole(/unreachable/);
    await duplex.open();
    await duplex.setUrl("ws://127.0.0.1:1111/unsaved");
    await duplex.setMessage("do not lose me");
    await expect.poll(async () => (await duplex.stored())[await duplex.ownTabsKey()] ?? "").toContain("do not lose me");
    await page.evaluate(() => {
      const error = new WebAssembly.RuntimeError("unreachable");
      window.dispatchEvent(new ErrorEvent("error", { error, message: error.message }));
    });
    await expect(duplex.button("Download my data")).toBeVisible();
  });

  test("the page says so and is free of violations", async ({ page }) => {
    await expect(page.getByRole("heading", { name: "Duplex has stopped" })).toBeVisible();
    const violations = await violationsOf(page);
    expect(violations.map(inWords)).toEqual([]);
  });

  test("the data can be saved", async ({ page, duplex }) => {
    const started = page.waitForEvent("download");
    await duplex.button("Download my data").click();
    const pieces = [];
    for await (const piece of await (await started).createReadStream()) pieces.push(piece);
    const file = Buffer.concat(pieces).toString();
    expect(() => JSON.parse(file)).not.toThrow();
    expect(file).toContain("/unsaved");
    expect(file).toContain("do not lose me");
  });

  test("Reload brings the page back with the draft", async ({ duplex }) => {
    await duplex.button("Reload").click();
    await duplex.ready();
    await expect(duplex.url).toHaveValue("ws://127.0.0.1:1111/unsaved");
    await duplex.expectMessage("do not lose me");
  });
});
