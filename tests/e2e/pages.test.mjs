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

/**
 * Runs in the page: takes the locks away, keeps what is said on the channel, and lets the page decide when it is told to:
 * on a busy machine it would not hear an answer in time.
 */
const withoutLocks = (name) => {
  Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
  globalThis.heard = [];
  globalThis.channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => heard.push(data.token);
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (task, millis, ...rest) => {
    if (millis !== 200) return later(task, millis, ...rest);
    globalThis.setTimeout = later;
    globalThis.decide = task;
  };
};

/** Pages without locks, which ask each other who writes. */
class Asking {
  constructor(context, site) {
    Object.assign(this, { context, site, all: [] });
    this.ready = context.addInitScript(withoutLocks, `duplex${site.basePath}pages`);
  }

  /** Opens one more, which asks. */
  async open(page) {
    await this.ready;
    page ??= await this.context.newPage();
    await page.goto(this.site.url);
    return this.add(page);
  }

  async add(page) {
    await expect.poll(() => page.evaluate(() => typeof globalThis.decide)).toBe("function");
    this.all.push(page);
    return page;
  }

  /** Closes one. */
  async close(page) {
    this.all = this.all.filter((other) => other !== page);
    await page.close();
  }

  /** Tells a page to decide, once all have heard what was said and what was answered; gives what it was told. */
  async decide(page) {
    for (const round of ["asked", "answered"]) {
      for (const from of this.all) {
        const token = await from.evaluate((said) => {
          const token = `${said} ${crypto.getRandomValues(new Uint32Array(1))}`;
          channel.postMessage({ token });
          return token;
        }, round);
        for (const to of this.all.filter((other) => other !== from)) {
          await expect.poll(() => to.evaluate((wanted) => heard.includes(wanted), token)).toBe(true);
        }
      }
    }
    await page.evaluate(() => decide());
    await expect.poll(() => page.evaluate(() => globalThis.duplex?.page.id)).toBeTruthy();
    return told(page);
  }
}

test("without locks one page writes, and another when it is gone", async ({ context, page, site }) => {
  const asking = new Asking(context, site);
  await asking.open(page);
  const first = await asking.decide(page);
  expect(first).toMatchObject({ others: [], canWrite: true });

  const other = await asking.open();
  const second = await asking.decide(other);
  expect(second).toMatchObject({ others: [first.id], canWrite: false });
  expect(second.id).not.toBe(first.id);

  await asking.close(page);
  await other.reload();
  await expect.poll(() => other.evaluate(() => typeof globalThis.decide)).toBe("function");
  expect(await asking.decide(other)).toEqual({ id: second.id, others: [], canWrite: true });
});

test("of pages without locks that start at once, one writes", async ({ context, site }) => {
  const asking = new Asking(context, site);
  for (let n = 0; n < 4; n++) await asking.open();
  const pages = [];
  for (const page of asking.all) pages.push(await asking.decide(page));
  expect(pages.filter(({ canWrite }) => canWrite)).toHaveLength(1);
});

test("a duplicated page without locks gets an id of its own", async ({ context, page, site }) => {
  const asking = new Asking(context, site);
  await asking.open(page);
  const first = await asking.decide(page);
  const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void open(location.href))]);
  const second = await asking.decide(await asking.add(copy));
  expect(second).toMatchObject({ others: [first.id], canWrite: false });
  expect(second.id).not.toBe(first.id);
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
