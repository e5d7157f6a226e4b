// What is measured inside a page, the same in Duplex and in the counting page.

/** Runs in the page: puts the instruments into `window.bench`. */
export function installProbe() {
  const kinds = {
    button: "button, [role=button]",
    grid: "[role=grid]",
    searchbox: "input[type=search], [role=searchbox]",
    status: "output, [role=status]",
    textbox: "input:not([type]), input[type=text], input[type=url], textarea, [role=textbox]",
  };

  const nameOf = (element) => {
    const ids = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
    const labelled = ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
    return (element.getAttribute("aria-label") || labelled || labels || element.textContent).trim();
  };

  /** The one visible control of that role and name. */
  const find = (role, name) => {
    const found = [...document.querySelectorAll(kinds[role])].filter(
      (element) => nameOf(element) === name && element.checkVisibility({ visibilityProperty: true }),
    );
    if (found.length !== 1) throw new Error(`${found.length} elements are the ${role} «${name}»`);
    return found[0];
  };

  const countText = () => find("status", "Message count").textContent.trim();

  /** Calls back when the frame that is being made now has been rendered. */
  const afterFrame = (callback) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = callback;
      port2.postMessage(0);
    });
  };

  /** Resolves with the time when `holds` was first true of a rendered frame; `worst` is the longest gap till then. */
  const rendered = (holds, what, patienceMs = 20_000) =>
    new Promise((resolve, reject) => {
      const start = performance.now();
      let last = start;
      let worst = 0;
      const look = () => {
        const now = performance.now();
        worst = Math.max(worst, now - last);
        last = now;
        if (holds()) resolve({ at: now, worst });
        else if (now - start > patienceMs) reject(new Error(`not seen in ${patienceMs / 1000} s: ${what()}`));
        else afterFrame(look);
      };
      afterFrame(look);
    });

  /**
   * Watches a flood until the page says that all messages are there, or nothing has moved for 20 s.
   * Frame gaps are between animation frames; a key's time is from its event to the next frame's start.
   */
  const watchFlood = (expected) => {
    const count = find("status", "Message count");
    const gaps = [];
    const keys = [];
    const start = performance.now();
    let last = start;
    let shown = 0;
    let movedAt = start;
    const onKey = (event) => {
      requestAnimationFrame(() => keys.push(performance.now() - event.timeStamp));
    };
    addEventListener("keydown", onKey, { capture: true });
    return new Promise((resolve) => {
      const frame = () => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        const n = Number(count.textContent.match(/[\d,]+/)[0].replaceAll(",", ""));
        if (n !== shown) movedAt = now;
        shown = n;
        if (shown < expected && now - movedAt < 20_000) return requestAnimationFrame(frame);
        removeEventListener("keydown", onKey, { capture: true });
        resolve({ shown, elapsedMs: movedAt - start, gaps, keys });
      };
      requestAnimationFrame(frame);
    });
  };

  /** Waits for a search to be typed; gives the time from that to the count that was expected. */
  const watchFilter = (expected) => {
    const box = find("searchbox", "Search messages");
    const typed = new Promise((resolve) => {
      box.addEventListener("input", (event) => resolve(event.timeStamp), { once: true, capture: true });
    });
    const what = () => `«${expected}», but «${countText()}»`;
    return rendered(() => countText() === expected, what).then(async ({ at, worst }) => ({
      elapsedMs: at - (await typed),
      worst,
    }));
  };

  const scroller = () => {
    const grid = find("grid", "Message log");
    const scrolls = (element) =>
      element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY);
    let found = [grid, ...grid.querySelectorAll("*")].find(scrolls);
    for (let up = grid; !found && up; up = up.parentElement) if (scrolls(up)) found = up;
    return found;
  };

  /** The rows that are drawn at the top, the middle and the bottom of the log: index and text. */
  const rowsOnScreen = (element) => {
    const box = element.getBoundingClientRect();
    return [0.15, 0.5, 0.85].map((share) => {
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height * share);
      const row = at?.closest("[role=row]");
      return { index: Number(row?.getAttribute("aria-rowindex")), text: row?.textContent ?? "" };
    });
  };

  /** Jumps to a place in the log and gives the time until its rows are drawn, from top to bottom. */
  const jump = async (fraction) => {
    const element = scroller();
    const total = Number(find("grid", "Message log").getAttribute("aria-rowcount"));
    const expected = Math.round(fraction * total);
    const start = performance.now();
    element.scrollTop = fraction * (element.scrollHeight - element.clientHeight);
    const isThere = ({ index, text }) => Math.abs(index - expected) < 100 + total / 200 && /"n":\d/.test(text);
    const { at } = await rendered(
      () => rowsOnScreen(element).every(isThere),
      () => `rows about ${expected}, but ${JSON.stringify(rowsOnScreen(element))} at ${element.scrollTop} px`,
    );
    return at - start;
  };

  /** What the status bar says of the last round trip, in milliseconds. */
  const roundTrip = () => {
    const [, number, unit] = document.querySelector("footer").textContent.match(/RTT\s*([\d.]+)\s*(ms|s)/) ?? [];
    return Number(number) * (unit === "s" ? 1000 : 1);
  };

  window.bench = { find, roundTrip, countText, watchFlood, watchFilter, jump, rowsOnScreen: () => rowsOnScreen(scroller()) };
}
