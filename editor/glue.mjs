// Changes that wasm-bindgen's glue takes before it is used.

// As it comes, the glue copies a text into WASM one `charCodeAt` at a time until a character is not ASCII: three times
// slower than the browser's own encoder for a text of some kilobytes, and faster only for one of some hundred characters.
const before = `    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;
`;
const after = `    let len = arg.length;
    if (len > 300) {
        let ptr = malloc(len, 1) >>> 0;
        let { read, written } = cachedTextEncoder.encodeInto(arg, getUint8ArrayMemory0().subarray(ptr, ptr + len));
        if (read < len) {
            // Not only ASCII: a UTF-16 unit becomes three bytes at most.
            const room = written + (len - read) * 3;
            ptr = realloc(ptr, len, room, 1) >>> 0;
            const view = getUint8ArrayMemory0().subarray(ptr + written, ptr + room);
            written += cachedTextEncoder.encodeInto(arg.slice(read), view).written;
            ptr = realloc(ptr, room, written, 1) >>> 0;
        }
        WASM_VECTOR_LEN = written;
        return ptr;
    }
    let ptr = malloc(len, 1) >>> 0;
`;

/** The glue with long texts encoded by the browser. */
export function encodeLongTexts(glue) {
  if (!glue.includes(before)) throw new Error("wasm-bindgen writes passStringToWasm0 differently now: see editor/glue.mjs");
  return glue.replace(before, after);
}
