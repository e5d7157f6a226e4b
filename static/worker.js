// Starts a session's worker from the module the page has compiled.
// What the page says is kept until `{ module, glue }` comes. Rust's `main` then takes `onmessage` over, and hears it all.
const waiting = [];

const start = async ({ module, glue }) => {
  let init;
  try {
    ({ default: init } = await import(glue));
  } catch {
    // An empty text: the page knows the words for code that does not come.
    self.postMessage("");
    return;
  }
  await init({ module_or_path: module });
  if (self.onmessage === keep) throw new Error("the session half did not take its messages over");
  for (const { data } of waiting) self.dispatchEvent(new MessageEvent("message", { data }));
};

const keep = (event) => {
  if (!event.data.module) {
    waiting.push(event);
    return;
  }
  // A rejection would stay in here; what a timer throws becomes an `error` event on the page's Worker.
  start(event.data).catch((error) => setTimeout(() => { throw error; }));
};

self.onmessage = keep;
