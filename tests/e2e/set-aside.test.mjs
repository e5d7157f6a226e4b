// Values that cannot be read: broken by hand, or written by a newer release.
import { openBlank } from "../support/blank.mjs";
import { expect, test } from "../support/duplex.mjs";
import { collection, environment } from "../support/stored.mjs";

const [chatKey] = collection(0xc000, "Chat", {});
const [stagingKey] = environment(0xe000, "Staging", {});
const newer = '{"v":2,"data":{"of":"tomorrow"}}';

/** The key of today's history in the page's time. */
const today = (page) =>
  page.evaluate(() => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `history/${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  });

/** Opens the page once for its id, then again with values that are put there while it is away; gives their keys. */
async function openWith(duplex, context, site, put) {
  await duplex.open();
  const { page } = duplex;
  const own = await page.evaluate(() => globalThis.duplex.page.id);
  const keys = { tabs: `tabs/${own}`, day: await today(page) };
  const blank = await openBlank(context, site, page);
  const values = put(keys);
  await blank.put(...Object.entries(values));
  await duplex.open();
  return { values, stored: async () => under(await duplex.stored(), blank.prefix) };
}

const under = (stored, prefix) =>
  Object.fromEntries(Object.entries(stored).map(([key, value]) => [key.slice(prefix.length), value]));

/** Does something that each kind of key is written for. */
async function useEverything(duplex, ws) {
  await duplex.connect(ws.url("/echo"));
  await duplex.send("hello");
  await duplex.newCollection("Mine");
  await duplex.newEnvironment("Live", { host: "h" });
  await duplex.setGlobals({ everywhere: "yes" });
  await duplex.theme.click();
}

const broken = {
  "a collection": () => [chatKey, "A collection"],
  "an environment": () => [stagingKey, "An environment"],
  "the globals": () => ["globals/globals", "The list of global variables"],
  "the open tabs": ({ tabs }) => [tabs, "The list of open tabs"],
  "the history of today": ({ day }) => [day, "The history of "],
  "the names of close codes": () => ["settings/close-names", "The list of names of close codes"],
};
const text = '{"v":1,"data":{"id":12,\u00e4"entries":[';

for (const [what, of] of Object.entries(broken)) {
  test(`${what}, broken by hand: set aside once, said, and given as it was`, async ({ context, site, duplex, ws }) => {
    let key;
    let name;
    const { stored } = await openWith(duplex, context, site, (keys) => {
      [key, name] = of(keys);
      return { [key]: text };
    });
    await duplex.expectNotice(new RegExp(`^${name}.* was not restored: it cannot be read`));
    const asides = async () => Object.entries(await stored()).filter(([key]) => key.startsWith("backup/"));
    await expect.poll(asides).toEqual([[expect.stringContaining(`backup/${key}/`), text]]);
    expect((await stored())[key], "it stays where it was").toBe(text);

    await duplex.reload();
    expect(await asides(), "not again").toHaveLength(1);
    await expect(duplex.notices).toBeEmpty();

    await useEverything(duplex, ws);
    await duplex.reload();
    expect(await asides()).toEqual([[expect.stringContaining(`backup/${key}/`), text]]);
    await duplex.openStorage();
    await expect(duplex.asides).toHaveCount(1);
    const file = await duplex.downloaded(duplex.asides.getByRole("button", { name: `Download backup/${key}/` }));
    expect(file.text).toBe(text);

    await duplex.asides.getByRole("button", { name: `Delete backup/${key}/` }).click();
    const keep = duplex.asides.getByRole("button", { name: `Keep backup/${key}/` });
    await expect(keep, "a second press harms nothing").toBeFocused();
    await keep.click();
    await duplex.asides.getByRole("button", { name: `Delete backup/${key}/` }).click();
    await duplex.asides.getByRole("button", { name: "Delete for good", exact: true }).click();
    await expect(duplex.asides).toHaveCount(0);
    await duplex.closeDialog();
    await duplex.reload();
    expect(await asides()).toEqual([]);
    await expect(duplex.notices).toBeEmpty();
  });
}

test("what a newer release wrote is said and never overwritten; all else is stored", async ({ context, site, duplex, ws }) => {
  const { values, stored } = await openWith(duplex, context, site, ({ tabs, day }) => {
    const keys = [chatKey, stagingKey, "globals/globals", tabs, day];
    return Object.fromEntries([...keys, "settings/close-names", "settings/samples", "theme/theme"].map((key) => [key, newer]));
  });
  const names = ["A collection", "An environment", "The list of global variables", "The list of open tabs", "The history of"];
  const said = async () => {
    for (const name of [...names, "The list of names of close codes", "A setting"]) {
      await duplex.expectNotice(new RegExp(`^${name}.* was not restored: it was written by a newer Duplex`));
    }
  };
  await said();
  await useEverything(duplex, ws);
  await expect.poll(async () => JSON.stringify(await stored())).toContain("Live");
  await said();
  expect(await stored()).toMatchObject(values);
  await duplex.reload();
  expect(await stored()).toMatchObject(values);
  await said();
  await duplex.showSide("Collections");
  await expect(duplex.item("Mine"), "what is new is there").toBeVisible();
});
