// Two pages of one browser that change the same things: both end with the same, and nothing of either is lost.
import { openBlank } from "../support/blank.mjs";
import { Duplex, expect, test as base } from "../support/duplex.mjs";
import { collection, savedRequests } from "../support/stored.mjs";

const chat = collection(0xc000, "Chat", { Echo: "ws://echo", Typing: "ws://typing" });

const test = base.extend({
  /** Opens one more page of Duplex in the same browser. */
  another: async ({ context, site }, use) =>
    use(async ({ init } = {}) => {
      const page = await context.newPage();
      if (init) await page.addInitScript(init);
      const other = new Duplex(page, site);
      await other.open();
      return other;
    }),

  /** Two pages that have the same collection. */
  pages: async ({ duplex, another }, use) => {
    await duplex.open();
    await duplex.store(chat);
    await use([duplex, await another()]);
  },
});

/** Brings a page to the front: another one does not draw. */
const front = (duplex) => duplex.page.bringToFront();

/** All requests that are saved. */
const saved = async (duplex) => savedRequests(await duplex.stored());

/** The tree of a page, all of it open. */
async function outline(duplex) {
  await front(duplex);
  await duplex.showSide("Collections");
  for (const row of await duplex.tree.getByRole("treeitem", { expanded: false }).all()) await row.click();
  return duplex.outline();
}

/** Both pages show this tree, and what a request of it is. */
async function expectBoth(pages, tree, urls) {
  for (const duplex of pages) {
    await expect.poll(() => outline(duplex)).toEqual(tree);
    for (const [name, url] of Object.entries(urls)) {
      await duplex.item(name).dblclick();
      await expect(duplex.url).toHaveValue(url);
    }
  }
}

for (const [who, order] of Object.entries({ "the first": [0, 1], "the second": [1, 0] })) {
  test(`different requests, ${who} page stores first`, async ({ context, site, pages }) => {
    const blank = await openBlank(context, site);
    await blank.takeTurn();
    const edits = [["Echo", "ws://one"], ["Typing", "ws://two"]];
    for (const [place, index] of order.entries()) {
      await front(pages[index]);
      await pages[index].saveUrl(...edits[index]);
      await expect.poll(() => blank.waiting()).toBe(place + 1);
    }
    await blank.endTurn();
    const all = { Echo: "ws://one", Typing: "ws://two" };
    await expect.poll(() => saved(pages[0])).toEqual(all);
    await expectBoth(pages, ["- Chat", "  * Echo", "  * Typing"], all);
    for (const duplex of pages) await expect(duplex.notices.getByText(/two pages/)).toHaveCount(0);
  });

  test(`the same request, ${who} page stores first`, async ({ context, site, pages }) => {
    const blank = await openBlank(context, site);
    await blank.takeTurn();
    const urls = ["ws://one", "ws://two"];
    for (const [place, index] of order.entries()) {
      await front(pages[index]);
      await pages[index].saveUrl("Echo", urls[index]);
      await expect.poll(() => blank.waiting()).toBe(place + 1);
    }
    await blank.endTurn();
    await expect.poll(async () => Object.values(await saved(pages[0])).sort()).toEqual([...urls, "ws://typing"].sort());
    const all = await saved(pages[0]);
    expect(Object.keys(all).sort()).toEqual(["Echo", "Echo (second version)", "Typing"]);
    for (const duplex of pages) await expect(duplex.item("Echo (second version)")).toBeAttached();
    const trees = [await outline(pages[0]), await outline(pages[1])];
    expect(trees[0]).toEqual(trees[1]);
    await expectBoth(pages, trees[0], all);
    const said = await Promise.all(pages.map((duplex) => duplex.notices.getByText(/changed in two pages at once, in Chat: both versions are kept/).count()));
    expect(Math.max(...said), "it is said").toBe(1);
    for (const duplex of pages) {
      await front(duplex);
      await duplex.reload();
    }
    await expectBoth(pages, trees[0], all);
  });
}

test("a page that hears of nothing keeps what the other one stored", async ({ duplex, another }) => {
  await duplex.open();
  await duplex.store(chat);
  const deaf = await another({
    init: () => addEventListener("storage", (event) => globalThis.deaf && event.stopImmediatePropagation(), true),
  });
  await deaf.page.evaluate(() => (globalThis.deaf = true));
  await front(duplex);
  await duplex.saveUrl("Echo", "ws://one");
  await duplex.newCollection("Other");
  await expect.poll(async () => (await saved(duplex)).Echo).toBe("ws://one");
  await front(deaf);
  await deaf.saveUrl("Echo", "ws://two");
  await deaf.saveUrl("Typing", "ws://typed");
  const urls = async () => Object.values(await saved(duplex)).sort();
  await expect.poll(urls).toEqual(["ws://one", "ws://two", "ws://typed"]);
  await deaf.expectNotice("changed in two pages at once, in Chat");
  await deaf.reload();
  expect(await outline(deaf)).toEqual(await outline(duplex));
});

test("a draft that is saved after the other page saved is kept beside it", async ({ pages: [one, two] }) => {
  await front(one);
  await one.openSaved("Echo");
  await one.setUrl("ws://draft");
  await front(two);
  await two.saveUrl("Echo", "ws://two");
  await expect.poll(async () => (await saved(two)).Echo).toBe("ws://two");
  await front(one);
  await expect(one.url, "the draft stays").toHaveValue("ws://draft");
  await one.save();
  await one.expectNotice("Echo was changed in another page, too: both are kept");
  await expect.poll(async () => Object.values(await saved(one)).sort()).toEqual(["ws://draft", "ws://two", "ws://typing"]);
});

test("a name given in one page shows in the other at once", async ({ pages: [one, two] }) => {
  await front(two);
  await two.openSaved("Echo");
  await front(one);
  await one.openSaved("Echo");
  await one.page.keyboard.press("Escape");
  await one.tab("Echo").press("F2");
  await one.name("Shout");
  await expect(two.tab("Shout")).toBeAttached();
  await front(two);
  await expect.poll(() => outline(two)).toEqual(["- Chat", "  * Shout", "  * Typing"]);
});

test("a collection deleted in one page leaves the other what it has not saved", async ({ pages: [one, two] }) => {
  await front(two);
  await two.openSaved("Echo");
  await two.setUrl("ws://draft");
  await front(one);
  await one.choose(one.item("Chat"), "Delete");
  await expect.poll(() => saved(one)).toEqual({});
  await two.expectNotice("Chat was deleted in another page. What is open of it stays");
  await front(two);
  await expect(two.item("Chat")).toHaveCount(0);
  await expect(two.url).toHaveValue("ws://draft");
  await two.saveAs("Echo");
  await expect.poll(() => saved(one)).toEqual({ Echo: "ws://draft" });
  await front(one);
  await one.undoClosing();
  await expect.poll(() => saved(one)).toEqual({ Echo: expect.any(String), Typing: "ws://typing" });
});

test("a collection deleted in one page while the other waits to store a change of it stays", async ({ context, site, pages: [one, two] }) => {
  const blank = await openBlank(context, site);
  await blank.takeTurn();
  await front(two);
  await two.saveUrl("Echo", "ws://changed");
  await expect.poll(() => blank.waiting()).toBe(1);
  await front(one);
  await one.choose(one.item("Chat"), "Delete");
  await expect.poll(() => saved(one)).toEqual({});
  await blank.endTurn();
  const all = { Echo: "ws://changed", Typing: "ws://typing" };
  await expect.poll(() => saved(one)).toEqual(all);
  await two.expectNotice("Chat was deleted in another page. It has changes of this page, and is kept.");
  await expectBoth([one, two], ["- Chat", "  * Echo", "  * Typing"], all);
});

test("tabs of a page go to the next one that opens, not while it lives", async ({ duplex, another }) => {
  await duplex.open();
  await duplex.setUrl("ws://127.0.0.1:1111/mine");
  await duplex.newTab();
  await duplex.setUrl("ws://127.0.0.1:1111/also-mine");
  const second = await another();
  await expect(second.tabs).toHaveText([/New request/]);
  await second.setUrl("ws://127.0.0.1:2222/second");
  await front(duplex);
  await duplex.page.close({ runBeforeUnload: false });
  await front(second);
  await expect(second.tabs).toHaveCount(1);
  const third = await another();
  await expect(third.tabs).toHaveText([/mine/, /also-mine/]);
  await expect.poll(async () => Object.keys(await third.stored()).filter((key) => key.includes("/tabs/")).length).toBe(2);
  await front(second);
  await second.reload();
  await expect(second.tabs).toHaveText([/second/]);
});

/** Runs in the page: takes the locks away, and gives a page that asks who writes all the time that it needs. */
const withoutLocks = () => {
  Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (task, millis, ...rest) => later(task, millis === 200 ? 1_500 : millis, ...rest);
};

test("where pages cannot take turns the second one says so and writes nothing", async ({ context, duplex, another }) => {
  await context.addInitScript(withoutLocks);
  await duplex.open();
  await duplex.store(chat);
  const second = await another();
  await second.expectNotice("Another page of Duplex is open, and on this address the browser cannot make two take turns.");
  await expect(second.storageButton).toContainText("read-only");
  const before = await second.stored();
  await second.saveUrl("Echo", "ws://not kept");
  await second.newCollection("Not kept");
  await second.choose(second.item("Chat"), "Delete");
  await second.newEnvironment("Not kept", { host: "h" });
  await second.theme.click();
  await second.page.evaluate(() => dispatchEvent(new Event("pagehide")));
  expect(await second.stored()).toEqual(before);
  const { text } = await second.downloaded(second.button("Download my work"));
  expect(text).toContain("Not kept");

  await front(duplex);
  await duplex.saveUrl("Echo", "ws://kept");
  await expect.poll(async () => (await saved(duplex)).Echo).toBe("ws://kept");
});
