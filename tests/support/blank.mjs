// A page of the same origin without Duplex in it: what another program of the origin, or a hand, does to the storage.
import { expect } from "@playwright/test";

/** Opens one: in a page that is given, or in a new one. */
export async function openBlank(context, site, page) {
  page ??= await context.newPage();
  const address = `${site.url}blank`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<title>Blank</title>" }));
  await page.goto(address);
  return new Blank(page, site);
}

export class Blank {
  constructor(page, site) {
    Object.assign(this, { page, site, prefix: `duplex${site.basePath}` });
  }

  /** What stands below the prefix of Duplex. */
  stored() {
    return this.page.evaluate(
      (prefix) =>
        Object.fromEntries(
          Object.entries({ ...localStorage }).flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
          ),
        ),
      this.prefix,
    );
  }

  /** Puts values there. */
  put(...pairs) {
    return this.page.evaluate(
      ({ prefix, pairs }) => pairs.forEach(([key, value]) => localStorage.setItem(prefix + key, value)),
      { prefix: this.prefix, pairs },
    );
  }

  clear() {
    return this.page.evaluate(() => localStorage.clear());
  }

  /** Fills the storage to the last unit with something that is not of Duplex; these pages know that then. */
  async fill(...pages) {
    const length = await this.page.evaluate(() => {
      let text = "";
      for (let step = 1 << 23; step >= 1; step >>= 1) {
        try {
          localStorage.setItem("foreign", text + "x".repeat(step));
          text += "x".repeat(step);
        } catch {
          // It does not hold that much: half of it, perhaps.
        }
      }
      return text.length;
    });
    // Chromium lets a page write for as long as it has not heard what others wrote.
    for (const page of pages) {
      await expect.poll(() => page.evaluate(() => localStorage.getItem("foreign")?.length)).toBe(length);
    }
  }

  /** Makes room again. */
  free() {
    return this.page.evaluate(() => localStorage.removeItem("foreign"));
  }

  /** Takes the turn to write, before any page of Duplex gets it. */
  takeTurn() {
    return this.page.evaluate(
      (name) =>
        new Promise((taken) => {
          navigator.locks.request(
            name,
            () =>
              new Promise((letGo) => {
                globalThis.letGo = letGo;
                taken();
              }),
          );
        }),
      `${this.prefix}storage`,
    );
  }

  endTurn() {
    return this.page.evaluate(() => letGo());
  }

  /** How many pages wait for their turn. */
  waiting() {
    return this.page.evaluate(
      async (name) => (await navigator.locks.query()).pending.filter((lock) => lock.name === name).length,
      `${this.prefix}storage`,
    );
  }
}
