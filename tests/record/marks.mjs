// Values that JSON does not have, in the vectors' marks, and chance that is the same each time.

/** A value with marks, ready for JSON. */
export function mark(value) {
  if (value === undefined) return { $undef: true };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return { $bin: Buffer.from(value).toString("base64") };
  if (value instanceof Date) return { $date: value.getTime() };
  if (typeof value === "number" && !Number.isFinite(value)) return { $num: String(value) };
  if (typeof value === "string" && !value.isWellFormed()) {
    return { $u16: Buffer.from(value, "utf16le").swap16().toString("hex") };
  }
  if (Array.isArray(value)) return value.map(mark);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mark(member)]));
  }
  return value;
}

/** Chance from a seed (mulberry32, Tommy Ettinger). */
export function chance(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { next, below, pick: (list) => list[below(list.length)] };
}

const texts = ["", "a", "olá", "ação 🚀", '"quoted"', "back\\slash", "\u0000\u001e\u007f", "a/b,c?d=e&f", "日本語"];
const small = [0, 1, -1, 127, 128, -32, -33, 255, 256, -128, -129, 65535, 65536, -32769];
const numbers = [...small, 2 ** 31, 2 ** 32, -(2 ** 31) - 1];
const moreNumbers = [2 ** 53, -(2 ** 53), 1.5, -0.001, 1e21, 1e-7, 5e-324, 1.7976931348623157e308];

/** Any JSON value, and with `hasBytes` bytes among them. */
export function anyValue(random, depth, hasBytes) {
  const kinds = ["text", "number", "constant", ...(depth > 0 ? ["array", "object", "object"] : [])];
  switch (random.pick(hasBytes ? [...kinds, "bytes"] : kinds)) {
    case "text":
      return random.pick(texts);
    case "number":
      return random.pick(random.below(3) === 0 ? moreNumbers : numbers);
    case "constant":
      return random.pick([true, false, null]);
    case "bytes":
      return Buffer.from(Array.from({ length: random.below(5) }, () => random.below(256)));
    case "array":
      return Array.from({ length: random.below(4) }, () => anyValue(random, depth - 1, hasBytes));
    default: {
      const names = ["k", "chave", "ç", "7", ""];
      const keys = Array.from({ length: random.below(4) }, (_, n) => `${random.pick(names)}${n}`);
      return Object.fromEntries(keys.map((key) => [key, anyValue(random, depth - 1, hasBytes)]));
    }
  }
}

/** One thing changed: a unit less, twice, another, one more, or an end that is missing. */
export function mutate(random, text, alphabet) {
  const units = [...text];
  const at = random.below(units.length);
  switch (random.below(5)) {
    case 0:
      units.splice(at, 1);
      break;
    case 1:
      units.splice(at, 0, units[at]);
      break;
    case 2:
      units[at] = random.pick(alphabet);
      break;
    case 3:
      units.splice(at, 0, random.pick(alphabet));
      break;
    default:
      units.length = Math.max(at, 1);
  }
  return units.join("");
}

/** The same for bytes. */
export function mutateBytes(random, bytes) {
  const alphabet = [0x00, 0x01, 0x0a, 0x7f, 0x80, 0x90, 0xa1, 0xc0, 0xc1, 0xc4, 0xd4, 0xdc, 0xff].map((byte) =>
    String.fromCharCode(byte),
  );
  return Buffer.from(mutate(random, Buffer.from(bytes).toString("latin1"), alphabet), "latin1");
}
