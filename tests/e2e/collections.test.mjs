// The collections in the side: made, named, moved, deleted, found and saved into, by the pointer and by keys alone.
import AxeBuilder from "@axe-core/playwright";
import { chat, expect, test } from "../support/duplex.mjs";
import { storedCollection } from "../support/stored.mjs";

test.describe("a tree of requests", () => {
  test("is made by the pointer and is there after a reload", async ({ duplex }) => {
    await duplex.open();
    await expect(duplex.side).toContainText("A collection keeps requests together");
    await duplex.makeChat();
    await expect(duplex.item("Echo")).toHaveAttribute("aria-level", "2");
    await expect(duplex.item("Typing")).toHaveAttribute("aria-level", "3");
    await expect(duplex.item("Presence")).toHaveAttribute("aria-posinset", "2");
    await expect(duplex.item("Presence")).toHaveAttribute("aria-setsize", "2");
    await expect(duplex.item("Typing"), "it is in front").toHaveAttribute("aria-selected", "true");
    await duplex.item("Presence").click();
    await duplex.expectOutline(["- Chat", "  * Echo", "  + Presence", "- Other"]);
    await expect(duplex.item("Presence")).toHaveAccessibleDescription("1");
    await duplex.reload();
    await duplex.expectOutline(["- Chat", "  * Echo", "  + Presence", "- Other"]);
  });

  test("is made, walked and changed by keys alone", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.button("New collection").focus();
    await page.keyboard.press("Enter");
    await duplex.name("Chat");
    await expect(duplex.tree).toBeFocused();
    const make = async (what, name) => {
      await page.keyboard.press("Shift+F10");
      await page.keyboard.type(what);
      await page.keyboard.press("Enter");
      await duplex.name(name);
      await expect(duplex.tree).toBeFocused();
    };
    await make("New r", "Echo");
    await page.keyboard.press("ArrowLeft");
    await make("New f", "Presence");
    await make("New r", "Typing");
    await duplex.expectOutline(chat.slice(0, 4));

    await page.keyboard.press("F2");
    await duplex.name("Is typing");
    await duplex.expectActiveTab("Is typing");
    await page.keyboard.press("F2");
    await page.keyboard.type("never mind");
    await page.keyboard.press("Escape");
    await expect(duplex.tree).toBeFocused();
    await page.keyboard.press("ControlOrMeta+D");
    await duplex.name("Twin");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing", "    * Twin"]);

    await page.keyboard.press("Alt+ArrowUp");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Twin", "    * Is typing"]);
    await page.keyboard.press("Alt+ArrowLeft");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing", "  * Twin"]);
    await page.keyboard.press("Alt+ArrowRight");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing", "    * Twin"]);
    await page.keyboard.press("Delete");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing"]);
    await expect(duplex.tree).toBeFocused();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await duplex.expectOutline(["+ Chat"]);
    await page.keyboard.press("ArrowRight");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing"]);
    await page.keyboard.type("e");
    await page.keyboard.press("Enter");
    await expect(duplex.url, "Enter goes on to the URL").toBeFocused();
    await duplex.expectActiveTab("Echo");
  });

  test("is renamed by a double click, and its tab with it", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Echo").dblclick();
    await duplex.name("Says it again");
    await duplex.expectActiveTab("Says it again");
    await duplex.item("Other").dblclick();
    await duplex.name("Elsewhere");
    await expect(duplex.item("Elsewhere")).toHaveAttribute("aria-expanded", "true");
  });

  test("is moved by the pointer, within a collection and out of it", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    const drop = async (name, target, y) => {
      await duplex.item(name).dragTo(duplex.item(target), { targetPosition: { x: 80, y } });
    };
    await drop("Echo", "Typing", 24);
    await duplex.expectOutline(["- Chat", "  - Presence", "    * Typing", "    * Echo", "- Other"]);
    await drop("Typing", "Other", 14);
    await duplex.expectOutline(["- Chat", "  - Presence", "    * Echo", "- Other", "  * Typing"]);
    await drop("Other", "Chat", 3);
    await duplex.expectOutline(["- Other", "  * Typing", "- Chat", "  - Presence", "    * Echo"]);
    await duplex.item("Typing").click();
    await expect(duplex.tabs.filter({ hasText: "Typing" }), "its tab moved with it").toHaveCount(1);
    await duplex.choose(duplex.item("Chat"), "Move up");
    await duplex.expectOutline(["- Chat", "  - Presence", "    * Echo", "- Other", "  * Typing"]);
    await duplex.reload();
    await duplex.expectOutline(["- Chat", "  - Presence", "    * Echo", "- Other", "  * Typing"]);
  });

  test("is copied with all that is in it", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.choose(duplex.item("Presence"), "Duplicate");
    await duplex.name("Absence");
    const copied = ["- Chat", "  * Echo", "  - Presence", "    * Typing", "  + Absence", "- Other"];
    await duplex.expectOutline(copied);
    await duplex.item("Absence").click();
    await duplex.expectOutline([...copied.slice(0, 4), "  - Absence", "    * Typing", "- Other"]);
  });

  test("is deleted, and brought back", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    for (const name of ["Presence", "Chat"]) {
      await duplex.choose(duplex.item(name), "Delete");
      await expect(duplex.item(name)).toHaveCount(0);
      await expect(duplex.notices).toContainText(`Deleted ${name}`);
      await duplex.button("Undo").click();
      await duplex.expectOutline(chat);
    }
    await duplex.item("Other").click();
    await page.keyboard.press("Delete");
    await page.keyboard.press("Home");
    await page.keyboard.press("Delete");
    await expect(duplex.tree).toHaveCount(0);
    await expect(duplex.button("New collection"), "the focus is not lost").toBeFocused();
  });

  test("is filtered by names and URLs", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Echo").click();
    await duplex.setUrl("ws://127.0.0.1:1111/find-me");
    await page.keyboard.press("ControlOrMeta+S");
    await duplex.filter.fill("typ");
    await duplex.expectOutline(["- Chat", "  - Presence", "    * Typing"]);
    await duplex.filter.fill("FIND-me");
    await duplex.expectOutline(["- Chat", "  * Echo"]);
    await duplex.filter.fill("no such thing");
    await expect(duplex.side.getByRole("status")).toHaveText("Nothing has this in its name or URL.");
    await duplex.button("Clear filter").click();
    await expect(duplex.filter).toHaveValue("");
    await duplex.expectOutline(chat);
  });

  test("of five thousand is scrolled and filtered", async ({ duplex }) => {
    await duplex.open();
    await duplex.store(storedCollection(5_000));
    await expect(duplex.item("Folder 2")).toHaveAccessibleDescription("500");
    await duplex.item("Load").click();
    await expect(duplex.item("Load")).toHaveAccessibleDescription("5000");
    await duplex.filter.fill("Request 4321");
    await duplex.expectOutline(["- Load", "  - Folder 2", "    * Request 4321"]);
    await duplex.item("Request 4321").click();
    await duplex.expectActiveTab("Request 4321");
  });
});

test.describe("a request", () => {
  test("that is only looked at gives its tab to the next one, and stays once it is used", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    for (const name of ["Echo", "Typing"]) await duplex.closeTab(name);
    await duplex.item("Echo").click();
    await duplex.expectActiveTab("Echo");
    await expect(duplex.tab("Echo")).toHaveAccessibleDescription(/preview: the next one takes its place/);
    await duplex.item("Typing").click();
    await duplex.expectActiveTab("Typing");
    await expect(duplex.tab("Echo")).toHaveCount(0);
    await duplex.item("Typing").click();
    await expect(duplex.tab("Typing"), "a second click keeps it").not.toHaveAccessibleDescription(/preview/);
    await duplex.item("Echo").click();
    await duplex.setUrl("ws://127.0.0.1:1111/echo");
    await expect(duplex.tab("Echo")).toHaveAccessibleDescription(/unsaved changes/);
    await expect(duplex.tab("Echo")).not.toHaveAccessibleDescription(/preview/);
    await duplex.item("Typing").click();
    await expect(duplex.tab("Echo")).toHaveCount(1);
    await duplex.expectActiveTab("Typing");
  });

  test("is saved, and says when it is not", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Echo").click();
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("");
    await duplex.setUrl("ws://127.0.0.1:1111/one");
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("unsaved changes");
    await expect(duplex.button("Save")).toHaveAccessibleDescription(/^Unsaved changes/);
    await duplex.reload();
    await expect(duplex.url, "the draft is kept").toHaveValue("ws://127.0.0.1:1111/one");
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("unsaved changes");
    await duplex.button("Save").click();
    await expect(duplex.notices).toContainText("Saved Echo");
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("");
    await duplex.setUrl("ws://127.0.0.1:1111/two");
    await page.keyboard.press("ControlOrMeta+S");
    await expect(duplex.button("Save")).not.toHaveAccessibleDescription(/Unsaved/);
    await duplex.closeTab("Echo");
    await duplex.item("Echo").click();
    await expect(duplex.url).toHaveValue("ws://127.0.0.1:1111/two");
  });

  test("that is new is asked for its name and place, by keys alone", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://127.0.0.1:1111/new");
    await page.keyboard.press("ControlOrMeta+S");
    const name = duplex.saving.getByRole("textbox", { name: "Name", exact: true });
    await expect(name).toBeFocused();
    await expect(name).toHaveValue("127.0.0.1:1111/new");
    await page.keyboard.press("Delete");
    await expect(name, "all of it was marked").toHaveValue("");
    await page.keyboard.press("Enter");
    await expect(name).toHaveAttribute("aria-invalid", "true");
    await expect(name).toHaveAccessibleDescription(/Give it a name/);
    await page.keyboard.type("Mine");
    await expect(duplex.saving.getByRole("option")).toHaveText(["New collection"]);
    await page.keyboard.press("Enter");
    await expect(duplex.saving).toHaveCount(0);
    await duplex.expectOutline(["- My collection", "  * Mine"]);
    await duplex.expectActiveTab("Mine");
    await expect(duplex.url, "the focus is back").toBeFocused();
  });

  test("is saved again elsewhere", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Typing").click();
    await page.keyboard.press("ControlOrMeta+Shift+S");
    const places = duplex.saving.getByRole("listbox", { name: "Where" });
    await expect(duplex.saving.getByRole("option", { selected: true })).toHaveAccessibleName("Chat / Presence");
    await page.keyboard.press("Escape");
    await expect(duplex.saving).toHaveCount(0);
    await duplex.saveAs("Copy", "Other");
    await duplex.expectOutline([...chat, "  * Copy"]);
    await page.keyboard.press("ControlOrMeta+Shift+S");
    await places.focus();
    for (const [key, chosen] of [["Home", "Chat"], ["ArrowDown", "Chat / Presence"], ["End", "New collection"]]) {
      await page.keyboard.press(key);
      await expect(duplex.saving.getByRole("option", { selected: true })).toHaveAccessibleName(chosen);
    }
    await page.keyboard.press("Enter");
    await duplex.expectOutline([...chat, "  * Copy", "- My collection", "  * Copy"]);
  });

  test("is marked in the tree while it is connected", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Echo").click();
    await duplex.setUrl(ws.url("/echo"));
    await duplex.button("Save").click();
    await duplex.button("Connect").click();
    await duplex.expectState("Connected");
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("connected");
    await duplex.disconnect();
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("");
  });
});

test.describe("with a demo server", () => {
  test.use({ siteOptions: { demo: "ws://127.0.0.1:9" } });

  test("its requests are there as a collection, which can be deleted for good", async ({ duplex }) => {
    await duplex.open();
    await expect(duplex.item("Demo server")).toHaveAttribute("aria-expanded", "true");
    await duplex.item("Ticker").click();
    await expect(duplex.url).toHaveValue("{{demo}}/ticker");
    await duplex.choose(duplex.item("Demo server"), "Delete");
    await expect(duplex.tree).toHaveCount(0);
    await duplex.reload();
    await expect(duplex.button("New collection")).toBeVisible();
    await expect(duplex.tree).toHaveCount(0);
  });
});

test.describe("notes and variables", () => {
  test("of a collection open from its menu, and the focus comes back", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    for (const [choice, dialog] of [["Notes…", "Notes on Chat"], ["Variables…", "Variables"]]) {
      await duplex.choose(duplex.item("Chat"), choice);
      await expect(page.getByRole("dialog", { name: dialog, exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Close dialog" }).click();
      await expect(duplex.tree).toBeFocused();
    }
  });

  test("of the globals and the environments open from their list, where one is chosen", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { host: "staging.example.com" });
    await duplex.newEnvironment("Own", {});
    await duplex.showSide("Variables");
    const environments = duplex.side.getByRole("list", { name: "Environments" });
    await expect(environments.getByRole("listitem")).toHaveText([/^Staging 1 variable$/, /^Own 0 variables$/]);
    await expect(duplex.button("Use Staging")).toHaveAttribute("aria-pressed", "true");
    await duplex.button("Use Own").click();
    await expect(duplex.environment).toContainText("Own");
    await duplex.button("Use Own").click();
    await expect(duplex.environment).toContainText("No environment");
    await duplex.side.getByRole("button", { name: /^Globals/ }).click();
    await expect(duplex.variables.getByRole("heading", { name: "Globals" })).toBeVisible();
    await page.keyboard.press("Escape");
    await duplex.side.getByRole("button", { name: "New environment", exact: true }).click();
    await expect(duplex.variables).toBeVisible();
  });
});

test.describe("the side", () => {
  test("is hidden and shown by its button and by keys", async ({ page, duplex }) => {
    await duplex.open();
    await expect(duplex.sideButton).toHaveAttribute("aria-expanded", "true");
    await duplex.sideButton.click();
    await expect(duplex.side).toBeHidden();
    await expect(duplex.sideButton).toHaveAttribute("aria-expanded", "false");
    await page.keyboard.press("ControlOrMeta+Backslash");
    await expect(duplex.side).toBeVisible();
    await duplex.filter.focus();
    await page.keyboard.press("ControlOrMeta+Backslash");
    await expect(duplex.sideButton, "the focus is not lost").toBeFocused();
    await duplex.run("new collection", "New collection");
    await duplex.name("Shown again");
    await duplex.expectOutline(["- Shown again"]);
  });

  test("goes to the collections when something is to be named there", async ({ duplex }) => {
    await duplex.open();
    await duplex.showHistory();
    await duplex.run("new collection", "New collection");
    await duplex.name("Chat");
    await duplex.expectOutline(["- Chat"]);
  });

  test("lies over the page on a phone until a request is chosen", async ({ page, duplex }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await duplex.open();
    await expect(duplex.side).toBeHidden();
    await expect(duplex.sideButton).toHaveAttribute("aria-expanded", "false");
    const open = async () => {
      await duplex.sideButton.click();
      await expect(duplex.sideButton).toHaveAttribute("aria-expanded", "true");
      await expect(duplex.side.getByRole("tab", { name: "Collections" })).toBeFocused();
    };
    await open();
    await duplex.makeChat();
    await duplex.expectNoSidewaysScroll();
    await duplex.item("Echo").click();
    await expect(duplex.side).toBeHidden();
    await duplex.expectActiveTab("Echo");
    await expect(duplex.sideButton).toBeFocused();
    await open();
    await page.keyboard.press("Escape");
    await expect(duplex.side).toBeHidden();
    await expect(duplex.sideButton).toBeFocused();
    await open();
    await page.mouse.click(380, 500);
    await expect(duplex.side).toBeHidden();
    await duplex.url.focus();
    await page.keyboard.press("ControlOrMeta+Backslash");
    await expect(duplex.side).toBeVisible();
    await page.keyboard.press("ControlOrMeta+Backslash");
    await expect(duplex.url, "the focus is where it was").toBeFocused();
    await open();
    await duplex.sideButton.click();
    await expect(duplex.side).toBeHidden();
    await open();
    await duplex.choose(duplex.item("Chat"), "Variables…");
    await page.getByRole("button", { name: "Close dialog" }).click();
    await expect(duplex.side, "a dialog comes back to it").toBeVisible();
    await expect(duplex.tree).toBeFocused();
  });
});

test.describe("axe finds nothing wrong, in light and dark, with", () => {
  const screens = {
    "no collections": async () => {},
    "a tree and its marks": async (duplex) => {
      await duplex.makeChat();
      await duplex.item("Echo").click();
      await duplex.setUrl("ws://127.0.0.1:1111/unsaved");
    },
    "a name that is changed": async (duplex, page) => {
      await duplex.makeChat();
      await duplex.tree.focus();
      await page.keyboard.press("F2");
    },
    "a menu": async (duplex) => {
      await duplex.makeChat();
      await duplex.item("Chat").click({ button: "right" });
    },
    "nothing that matches": async (duplex) => {
      await duplex.makeChat();
      await duplex.filter.fill("no such thing");
      await expect(duplex.button("Clear filter")).toBeVisible();
    },
    "the variables": async (duplex) => {
      await duplex.newEnvironment("Staging", { host: "staging.example.com" });
      await duplex.showSide("Variables");
    },
    "a request to be saved, without a name": async (duplex, page) => {
      await duplex.makeChat();
      await duplex.item("Echo").click();
      await page.keyboard.press("ControlOrMeta+Shift+S");
      await duplex.saving.getByRole("textbox", { name: "Name" }).fill("");
      await page.keyboard.press("Enter");
    },
  };
  for (const [what, show] of Object.entries(screens)) {
    for (const width of [1440, 390]) {
      test(`${what}, ${width} px`, async ({ page, duplex }) => {
        await page.setViewportSize({ width, height: 844 });
        await duplex.open();
        const isNarrow = width === 390;
        if (isNarrow) await duplex.sideButton.click();
        await show(duplex, page);
        // A request that was chosen closed it.
        if (isNarrow && what === "a tree and its marks") await duplex.sideButton.click();
        for (const theme of ["light", "dark"]) {
          await duplex.wear(theme);
          const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), theme).toEqual([]);
        }
        await duplex.expectNoSidewaysScroll();
      });
    }
  }
});
