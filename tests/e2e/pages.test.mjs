// Several pages of one origin: each has an id of its own, and knows who else is there and whether it may write.
import { Duplex, expect, test } from "../support/duplex.mjs";

/** What a page was told about itself when it started. */
const told = (page) => page.evaluate(() => globalThis.duplex.page);

/** Opens one more page of the same browser. */
const another = async (context, site) => {
  const page = await context.newPage();
  await new Duplex(page, site).open();
  return page;
};

const withoutLocks = () => Object.defineProperty(Navigator.prototype, "locks", { value: undefined });

test("a page keeps its id when it is loaded again, and knows the others", async ({ context, page, duplex, site }) => {
  await duplex.open();
  const first = await told(page);
  expect(first).toEqual({ id: expect.stringMatching(/^[0-9a-f]{16}$/), others: [], canWrite: true });

  const second = await another(context, site);
  const { id } = await told(second);
  expect(id).not.toBe(first.id);
  expect(await told(second)).toEqual({ id, others: [first.id], canWrite: true });

  await page.reload();
  await expect(duplex.tabs).toHaveCount(1);
  expect(await told(page)).toEqual({ ...first, others: [id] });

  await second.close();
  await page.reload();
  await expect(duplex.tabs).toHaveCount(1);
  expect(await told(page)).toEqual(first);
});

test("a duplicated page gets an id of its own", async ({ context, page, duplex }) => {
  await duplex.open();
  const first = await told(page);
  const [copy] = await Promise.all([
    context.waitForEvent("page"),
    // As Duplicate of the browser: with all that the session keeps.
    page.evaluate(() => void open(location.href)),
  ]);
  await copy.waitForFunction(() => globalThis.duplex?.page);
  const second = await told(copy);
  expect(second.id).not.toBe(first.id);
  expect(second.others).toEqual([first.id]);

  await copy.reload();
  await copy.waitForFunction(() => globalThis.duplex?.page);
  expect(await told(copy)).toEqual(second);
  await page.reload();
  await expect(duplex.tabs).toHaveCount(1);
  expect((await told(page)).id).toBe(first.id);
});

test("without locks one page writes, and another when it is gone", async ({ context, page, duplex, site }) => {
  await context.addInitScript(withoutLocks);
  await duplex.open();
  const first = await told(page);
  expect(first).toMatchObject({ others: [], canWrite: true });
  const second = await another(context, site);
  expect(await told(second)).toMatchObject({ others: [first.id], canWrite: false });
  expect((await told(second)).id).not.toBe(first.id);

  await page.close();
  await second.reload();
  await second.waitForFunction(() => globalThis.duplex?.page);
  expect(await told(second)).toMatchObject({ others: [], canWrite: true });
});

test("of pages without locks that start at once, one writes", async ({ context, site }) => {
  await context.addInitScript(withoutLocks);
  const pages = await Promise.all([1, 2, 3, 4].map(() => another(context, site)));
  const writers = (await Promise.all(pages.map(told))).filter(({ canWrite }) => canWrite);
  expect(writers).toHaveLength(1);
});

test("a copy without locks gets an id of its own", async ({ context, page, duplex }) => {
  await context.addInitScript(withoutLocks);
  await duplex.open();
  const first = await told(page);
  const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void open(location.href))]);
  await copy.waitForFunction(() => globalThis.duplex?.page);
  expect(await told(copy)).toMatchObject({ others: [first.id], canWrite: false });
  expect((await told(copy)).id).not.toBe(first.id);
});

/** What a browser may lack, and how it is taken away. */
const lacking = {
  "a session": () => {
    const forbid = () => {
      throw new DOMException("no", "SecurityError");
    };
    Object.defineProperty(window, "sessionStorage", { get: forbid });
  },
  "locks and channels": () => {
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
    delete globalThis.BroadcastChannel;
  },
};

for (const [name, take] of Object.entries(lacking)) {
  test(`a browser without ${name} starts the page and lets it write`, async ({ context, page, duplex }) => {
    await context.addInitScript(take);
    await duplex.open();
    expect(await told(page)).toEqual({ id: expect.any(String), others: [], canWrite: true });
  });
}
