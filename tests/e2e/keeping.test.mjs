// What is kept in the browser against a storage that is full, forbidden or cleared, and against a reload at any moment.
import AxeBuilder from "@axe-core/playwright";
import { openBlank } from "../support/blank.mjs";
import { expect, test } from "../support/duplex.mjs";
import { collection, savedRequests } from "../support/stored.mjs";

const chat = collection(0xc000, "Chat", { Echo: "ws://echo", Typing: "ws://typing" });
const long = `ws://long/${"x".repeat(300)}`;
const full = "the browser's storage is full";

/** What stands in all collections now. */
const saved = async (duplex) => savedRequests(await duplex.stored());

test.describe("the meter", () => {
  test("says how much is used, and when it is nearly full", async ({ context, site, duplex }) => {
    await duplex.open();
    await expect(duplex.storageButton).toHaveText(/^Storage \d+ B of 5\.2 MB$|^Storage [\d.]+ kB of 5\.2 MB$/);
    const blank = await openBlank(context, site);
    await blank.fill(duplex.page);
    await expect(duplex.storageButton).toHaveText("Storage 5.2 MB of 5.2 MB, nearly full");
    await duplex.page.setViewportSize({ width: 390, height: 844 });
    await expect(duplex.storageButton.getByText("nearly full")).toBeVisible();
    await duplex.openStorage();
    await expect(duplex.storage.getByRole("meter", { name: "Used" })).toHaveJSProperty("value", 5242880);
    await blank.free();
    await expect(duplex.storageButton).not.toContainText("nearly full");
  });

  for (const theme of ["light", "dark"]) {
    test(`its dialog is for everyone, ${theme}`, async ({ page, duplex }) => {
      await duplex.open();
      await duplex.store(["collection/00000000dead", "{broken"], chat);
      await duplex.wear(theme);
      await duplex.storageButton.focus();
      await page.keyboard.press("Enter");
      await expect(duplex.storage).toBeVisible();
      await duplex.asides.getByRole("button", { name: /^Delete / }).click();
      for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
        await page.setViewportSize(size);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations).toEqual([]);
        await duplex.expectNoSidewaysScroll();
      }
      await page.keyboard.press("Escape");
      await expect(duplex.storage).toHaveCount(0);
      await expect(duplex.storageButton).toBeFocused();
    });
  }

  test("asks the browser to keep it", async ({ page, duplex }) => {
    await page.addInitScript(() => {
      let promised = false;
      StorageManager.prototype.persisted = async () => promised;
      StorageManager.prototype.persist = async () => {
        globalThis.asked = (globalThis.asked ?? 0) + 1;
        return (promised = globalThis.asked > 1);
      };
    });
    await duplex.open();
    await duplex.openStorage();
    const promise = duplex.storage.getByRole("status", { name: "Promise" });
    await expect(promise).toContainText("was not asked");
    const ask = duplex.storage.getByRole("button", { name: "Ask the browser to keep it", exact: true });
    await ask.click();
    await expect(promise).toContainText("did not promise");
    await ask.click();
    await expect(promise).toContainText("promised to keep it");
    await expect(ask).toHaveCount(0);
  });
});

test.describe("a storage that is full to the last byte", () => {
  test("a request that is saved is said not to be, downloaded, and stored when there is room", async ({ context, site, duplex }) => {
    await duplex.open();
    await duplex.store(chat);
    const blank = await openBlank(context, site);
    await blank.fill(duplex.page);
    await duplex.page.bringToFront();
    await duplex.saveUrl("Echo", long);
    await duplex.expectNotice(`Chat is not saved: ${full}`);
    expect(await saved(duplex)).toEqual({ Echo: "ws://echo", Typing: "ws://typing" });

    const { text } = await duplex.downloaded(duplex.button("Download my work").first());
    const file = JSON.parse(text);
    expect(file.duplex).toBe("workspace");
    const [, entry] = file.keys[chat[0]].data.entries;
    expect(entry.request).toEqual({ name: "Echo", url: long });
    await duplex.expectNotice(`Chat is not saved: ${full}`);

    await blank.free();
    await expect.poll(() => saved(duplex)).toEqual({ Echo: long, Typing: "ws://typing" });
    await expect(duplex.notices.getByText(/is not saved/)).toHaveCount(0);
    await duplex.reload();
    await duplex.openSaved("Echo");
    await expect(duplex.url).toHaveValue(long);
  });

  test("a draft is said not to be kept, and kept when there is room", async ({ context, site, duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://short");
    await expect.poll(async () => JSON.stringify(await duplex.stored())).toContain("ws://short");
    const blank = await openBlank(context, site);
    await blank.fill(duplex.page);
    await duplex.setUrl(long);
    await duplex.expectNotice(`The list of open tabs is not saved: ${full}`);
    const { text } = await duplex.downloaded(duplex.button("Download my work"));
    expect(text).toContain(long);
    await blank.free();
    await expect(duplex.notices.getByText(/is not saved/)).toHaveCount(0);
    await duplex.reload();
    await expect(duplex.url).toHaveValue(long);
  });

  test("what is restored from a backup is stored when there is room", async ({ context, site, duplex }) => {
    await duplex.open();
    await duplex.setUrl("ws://before");
    const blank = await openBlank(context, site);
    await blank.fill(duplex.page);
    const [key, value] = collection(0xd000, "Restored", { Echo: long });
    const text = JSON.stringify({ duplex: "workspace", keys: { [key]: JSON.parse(value) } });
    await duplex.restore({ name: "backup.json", text });
    await duplex.expectNotice(`Restored is not saved: ${full}`);
    await duplex.openSaved("Echo");
    await expect(duplex.url).toHaveValue(long);
    await blank.free();
    await expect.poll(() => saved(duplex)).toEqual({ Echo: long });
    await expect(duplex.notices.getByText(/is not saved/)).toHaveCount(0);
  });
});

/** Ways of a browser to forbid the storage. */
const forbidden = {
  "whose functions throw": () => {
    const forbid = () => {
      throw new DOMException("no", "SecurityError");
    };
    for (const name of ["getItem", "setItem", "removeItem", "key", "clear"]) Storage.prototype[name] = forbid;
  },
  "that cannot even be looked at": () => {
    const get = () => {
      throw new DOMException("no", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get });
    Object.defineProperty(window, "sessionStorage", { get });
  },
  "that takes nothing": () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
  },
};
for (const [what, forbid] of Object.entries(forbidden)) {
  test(`a storage ${what} is said, and the page works`, async ({ page, duplex, ws }) => {
    await page.addInitScript(forbid);
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("fine");
    await duplex.expectConversation(["> fine", "< fine"]);
    await duplex.expectNotice(/keeps nothing for this page|is not saved/);
    await duplex.newCollection("Chat");
    await duplex.addTo("Chat", "New request", "Mine");
    await duplex.setUrl("ws://mine");
    await duplex.save();
    const { text } = await duplex.downloaded(duplex.button("Download my work").first());
    expect(text).toContain("ws://mine");
    await duplex.openStorage();
    await expect(duplex.storage).toBeVisible();
  });
}

test.describe("a reload in the middle of a save", () => {
  /** Saves twenty times and reloads each time some moment later. */
  const check = async (page, duplex) => {
    for (let n = 0; n < 20; n += 1) {
      await duplex.saveUrl("Echo", `ws://echo/${n}`);
      await duplex.openSaved("Typing");
      await duplex.setUrl(`ws://draft/${n}`);
      // The last ones are after the 400 ms that changes are gathered.
      const loaded = page.waitForEvent("load");
      await page.evaluate((millis) => void setTimeout(() => location.reload(), millis), n * 25);
      await loaded;
      await duplex.ready({ editor: false });
      expect(await saved(duplex)).toEqual({ Echo: `ws://echo/${n}`, Typing: "ws://typing" });
      await duplex.expectActiveTab("Typing");
      await expect(duplex.url).toHaveValue(`ws://draft/${n}`);
    }
    await expect(duplex.notices).toBeEmpty();
  };

  test("loses nothing, whenever it comes", async ({ page, duplex }) => {
    test.slow();
    await duplex.open();
    await duplex.store(chat);
    await check(page, duplex);
  });

  test("loses nothing while another page writes and does not end", async ({ context, page, site, duplex }) => {
    test.slow();
    await duplex.open();
    await duplex.store(chat);
    const blank = await openBlank(context, site);
    await blank.takeTurn();
    await page.bringToFront();
    await check(page, duplex);
  });
});

test("what was cleared by another page is stored again", async ({ context, page, site, duplex }) => {
  await duplex.open();
  await duplex.store(chat, collection(0xe000, "Empty", {}));
  await duplex.openSaved("Echo");
  await duplex.setUrl("ws://draft");
  await duplex.theme.click();
  const blank = await openBlank(context, site);
  await expect.poll(async () => JSON.stringify(await blank.stored())).toContain("ws://draft");
  const before = Object.keys(await duplex.stored()).sort();
  await blank.clear();
  await duplex.expectNotice("This browser's storage was cleared from elsewhere");
  await expect.poll(async () => Object.keys(await duplex.stored()).sort()).toEqual(before);
  await page.bringToFront();
  await duplex.reload();
  await expect(duplex.url).toHaveValue("ws://draft");
  await duplex.showSide("Collections");
  await expect(duplex.item("Chat")).toBeVisible();
  await expect(duplex.item("Empty")).toBeVisible();
});
