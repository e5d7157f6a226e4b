// Starts a session's worker from the module the page has compiled already: page and worker are always the same build.
// The first message is `{ module, glue }`. Rust's `main` then takes `onmessage` over; what came meanwhile follows.
const waiting = [];

const start = async ({ module, glue }) => {
  const { default: init } = await import(glue);
  await init({ module_or_path: module });
  if (self.onmessage === keep) throw new Error("the session half did not take its messages over");
  for (const { data } of waiting) self.dispatchEvent(new MessageEvent("message", { data }));
};

const keep = (event) => waiting.push(event);

self.onmessage = ({ data }) => {
  self.onmessage = keep;
  // A rejection would stay in here; what a timer throws becomes an `error` event on the page's Worker.
  start(data).catch((error) => setTimeout(() => { throw error; }));
};
