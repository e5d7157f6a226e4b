// The open requests as tabs: named, ordered, closed and brought back, by the pointer, by keys and by their menu.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/duplex.mjs";

const names = (duplex) => duplex.tabs.allTextContents().then((all) => all.map((text) => text.replace(/^(WS|IO)/, "")));

/** Three tabs with these names. */
async function openThree(duplex, all = ["one", "two", "three"]) {
  await duplex.open();
  for (const [place, name] of all.entries()) {
    if (place > 0) await duplex.newTab();
    await duplex.setUrl(`ws://127.0.0.1:1111/${name}`);
    await duplex.tabs.nth(place).dblclick();
    await duplex.name(name);
  }
  await expectOrder(duplex, all);
}

async function expectOrder(duplex, all) {
  await expect.poll(() => names(duplex)).toEqual(all);
}

test("tabs have the roles and states of tabs", async ({ duplex }) => {
  await openThree(duplex);
  await expect(duplex.tabs.nth(2)).toHaveAttribute("aria-selected", "true");
  await expect(duplex.tabs.nth(2)).toHaveAttribute("tabindex", "0");
  await expect(duplex.tabs.nth(0)).toHaveAttribute("tabindex", "-1");
  const panel = await duplex.tabs.nth(2).getAttribute("aria-controls");
  await expect(duplex.page.locator(`#${panel}`)).toHaveRole("tabpanel");
  await expect(duplex.tabs.nth(0)).toHaveAccessibleName("one");
  await expect(duplex.tabs.nth(0)).toHaveAccessibleDescription("ws://127.0.0.1:1111/one");
});

test.describe("a tab is renamed", () => {
  test("by F2, and left as it is by Escape", async ({ page, duplex }) => {
    await openThree(duplex, ["one"]);
    await duplex.tabs.first().focus();
    await page.keyboard.press("F2");
    await duplex.name("Uno");
    await expectOrder(duplex, ["Uno"]);
    await expect(duplex.tabs.first()).toBeFocused();
    await page.keyboard.press("F2");
    await page.keyboard.type("never mind");
    await page.keyboard.press("Escape");
    await expect(duplex.tabs.first()).toBeFocused();
    await expectOrder(duplex, ["Uno"]);
    await duplex.reload();
    await expectOrder(duplex, ["Uno"]);
  });

  test("by a command, as often as that is given", async ({ page, duplex }) => {
    await openThree(duplex, ["one"]);
    await duplex.run("rename", "Rename the request");
    await page.keyboard.press("Escape");
    await duplex.run("rename", "Rename the request");
    await duplex.name("Uno");
    await expectOrder(duplex, ["Uno"]);
  });

  test("and the request in its collection with it", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.choose(duplex.tab("Typing"), "Rename");
    await duplex.name("Is typing");
    await duplex.expectOutline(["- Chat", "  * Echo", "  - Presence", "    * Is typing", "- Other"]);
  });

  test("and stays, if it was only looked at", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    for (const name of ["Echo", "Typing"]) await duplex.closeTab(name);
    await duplex.item("Echo").click();
    await expect(duplex.tab("Echo")).toHaveAccessibleDescription(/preview/);
    await duplex.tab("Echo").dblclick();
    await page.keyboard.press("Escape");
    await expect(duplex.tab("Echo")).not.toHaveAccessibleDescription(/preview/);
  });
});

test.describe("tabs are put in order", () => {
  test("by the pointer", async ({ duplex }) => {
    await openThree(duplex);
    await duplex.tab("three").dragTo(duplex.tab("one"), { targetPosition: { x: 8, y: 18 } });
    await expectOrder(duplex, ["three", "one", "two"]);
    await duplex.reload();
    await expectOrder(duplex, ["three", "one", "two"]);
  });

  test("by keys", async ({ page, duplex }) => {
    await openThree(duplex);
    await duplex.tab("three").focus();
    await page.keyboard.press("Alt+Shift+ArrowLeft");
    await expectOrder(duplex, ["one", "three", "two"]);
    await expect(duplex.tab("three")).toBeFocused();
    await page.keyboard.press("Alt+Shift+ArrowRight");
    await expectOrder(duplex, ["one", "two", "three"]);
    await duplex.url.focus();
    await page.keyboard.press("Alt+Shift+PageUp");
    await expectOrder(duplex, ["one", "three", "two"]);
  });
});

test.describe("the menu of a tab", () => {
  test("renames, copies, saves and closes", async ({ page, duplex }) => {
    await openThree(duplex);
    await duplex.choose(duplex.tab("two"), "Duplicate");
    await expectOrder(duplex, ["one", "two", "three", "two"]);
    await duplex.choose(duplex.tab("one"), "Close");
    await expectOrder(duplex, ["two", "three", "two"]);
    await duplex.choose(duplex.tab("three"), "Reopen closed tab");
    await expectOrder(duplex, ["one", "two", "three", "two"]);
    await duplex.choose(duplex.tab("three"), "Close others");
    await expectOrder(duplex, ["three"]);
    await duplex.tab("three").click({ button: "right" });
    const others = page.getByRole("menuitem", { name: "Close others" });
    await expect(others).toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("Escape");
    await duplex.choose(duplex.tab("three"), "Save");
    await duplex.saving.getByRole("button", { name: "Save", exact: true }).click();
    await duplex.expectOutline(["- My collection", "  * three"]);
    await duplex.choose(duplex.tab("three"), "Save as…");
    await expect(duplex.saving).toBeVisible();
  });

  test("opens by keys and gives the focus back", async ({ page, duplex }) => {
    await openThree(duplex, ["one", "two"]);
    await duplex.tab("two").focus();
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menuitem", { name: "Rename" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(duplex.tab("two")).toBeFocused();
    await page.keyboard.press("Shift+F10");
    for (const theme of ["light", "dark"]) {
      await duplex.wear(theme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), theme).toEqual([]);
    }
  });
});

test.describe("a closed tab comes back", () => {
  test("with its unsaved changes", async ({ duplex }) => {
    await duplex.open();
    await duplex.makeChat();
    await duplex.item("Echo").click();
    await duplex.setUrl("ws://127.0.0.1:1111/unsaved");
    await duplex.closeTab("Echo");
    await expect(duplex.notices).toContainText("Closed Echo, with changes that are not saved");
    await duplex.undoClosing();
    await duplex.expectActiveTab("Echo");
    await expect(duplex.url).toHaveValue("ws://127.0.0.1:1111/unsaved");
    await expect(duplex.item("Echo")).toHaveAccessibleDescription("unsaved changes");
  });

  test("also after a reload", async ({ page, duplex }) => {
    await openThree(duplex);
    for (const name of ["two", "three"]) await duplex.closeTab(name);
    await duplex.reload();
    await expectOrder(duplex, ["one"]);
    await page.keyboard.press("Alt+Shift+W");
    await duplex.expectActiveTab("three");
    await page.keyboard.press("Alt+Shift+W");
    await expectOrder(duplex, ["one", "three", "two"]);
  });
});
