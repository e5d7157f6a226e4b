// Turns the rounds of the flood bench into a table of medians, and says which floors were missed.

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function percentile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const worst = (values) => Math.max(...values);

/** Memory and searching are promises about a full log: below this they are only shown. */
const fullLog = 1_000_000;

export function report(results, { bytes, budgets }) {
  const missed = [];
  const lines = [];
  const counts = [...new Set(results.map(({ count }) => count))];
  for (const count of counts) {
    const rounds = results.filter((result) => result.count === count);
    const rows = measures(rounds, count, { bytes, budgets });
    lines.push("", `${count.toLocaleString("en-US")} messages of ${bytes} bytes, medians of ${rounds.length}`);
    lines.push(...table(rows));
    const names = rows.filter(({ holds }) => holds === false).map(({ name }) => name);
    missed.push(...names.map((name) => `${name} at ${count.toLocaleString("en-US")}`));
  }
  return { text: lines.join("\n"), missed };
}

/** One row per measure: both pages' medians, the floor, the aim, and whether the floor holds. */
function measures(rounds, count, { bytes, budgets }) {
  const ours = (of) => median(rounds.map(({ duplex }) => of(duplex)));
  const bare = (of) => median(rounds.map(({ counting }) => of(counting)));
  const onlyFull = (holds) => (count >= fullLog ? holds : undefined);

  const shown = Math.min(...rounds.map(({ duplex }) => duplex.shown));
  const lastRow = Math.min(...rounds.map(({ duplex }) => duplex.lastRow));
  const ratio = median(rounds.map(({ duplex, counting }) => duplex.rate / counting.rate));
  const gapP99 = (page) => percentile(page.gaps, 0.99);
  const gapWorst = (page) => worst(page.gaps);
  const keyP50 = (page) => median(page.keys);
  const keyWorst = (page) => worst(page.keys);
  const growth = (page) => page.growthPerMessage;
  const filter = (page) => median(page.filters.map(({ elapsedMs }) => elapsedMs));
  const filterGap = (page) => worst(page.filters.map((one) => one.worst));
  const gapFloor = Math.max(budgets.worst_frame_gap_ms.floor, bare(gapWorst));
  const memory = budgets.memory_overhead_bytes_per_message;

  return [
    {
      name: "messages shown",
      ours: shown,
      bare: bare((page) => page.shown),
      floor: count,
      holds: shown === count && lastRow >= count * 0.999,
    },
    { name: "received a second", ours: ours((page) => page.rate), bare: bare((page) => page.rate) },
    {
      name: "rate, ratio to the counting page",
      ours: ratio,
      digits: 2,
      floor: budgets.rate_ratio.floor,
      aim: budgets.rate_ratio.aim,
      holds: ratio >= budgets.rate_ratio.floor,
    },
    { name: "frame gap p99, ms", ours: ours(gapP99), bare: bare(gapP99), digits: 1 },
    {
      name: "frame gap worst, ms",
      ours: ours(gapWorst),
      bare: bare(gapWorst),
      digits: 1,
      floor: gapFloor,
      aim: budgets.worst_frame_gap_ms.aim,
      holds: ours(gapWorst) <= gapFloor,
    },
    {
      name: "key to frame p50, ms",
      ours: ours(keyP50),
      bare: bare(keyP50),
      digits: 1,
      aim: budgets.key_to_frame_p50_ms.aim,
    },
    {
      name: "key to frame worst, ms",
      ours: ours(keyWorst),
      bare: bare(keyWorst),
      digits: 1,
      floor: budgets.key_to_frame_max_ms.floor,
      aim: budgets.key_to_frame_max_ms.aim,
      holds: ours(keyWorst) <= budgets.key_to_frame_max_ms.floor,
    },
    {
      name: "memory a message, bytes",
      ours: ours(growth),
      bare: bare(growth),
      floor: bytes + memory.floor,
      aim: bytes + memory.aim,
      holds: onlyFull(ours(growth) <= bytes + memory.floor),
    },
    {
      name: "text filter over all, ms",
      ours: ours(filter),
      digits: 1,
      floor: budgets.filter_ms.floor,
      aim: budgets.filter_ms.aim,
      holds: onlyFull(ours(filter) <= budgets.filter_ms.floor),
    },
    { name: "  frame gap worst during it, ms", ours: ours(filterGap), digits: 1 },
    {
      name: "scroll jump to its rows, ms",
      ours: ours((page) => median(page.jumps)),
      digits: 1,
      aim: budgets.scroll_jump_ms.aim,
    },
    { name: "  worst of them, ms", ours: ours((page) => worst(page.jumps)), digits: 1 },
  ];
}

function table(rows) {
  const head = ["", "Duplex", "counting page", "floor", "aim", ""];
  const cells = rows.map(({ name, ours, bare, floor, aim, holds, digits = 0 }) => {
    const number = (value) =>
      value === undefined
        ? ""
        : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    const verdict = holds === undefined ? "" : holds ? "ok" : "MISSED";
    return [name, number(ours), number(bare), number(floor), number(aim), verdict];
  });
  const all = [head, ...cells];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 || column === 5 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join("  ")
      .trimEnd(),
  );
}
