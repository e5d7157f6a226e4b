// Starts the page: compiles its WASM, tells Rust where its parts are, and is there when the app falls.
// Nothing here needs the app, so the crash screen works whatever broke.
const tag = document.querySelector("script[data-wasm]");
const base = location.pathname.slice(0, location.pathname.lastIndexOf("/") + 1);
const absolute = (address) => new URL(address, document.baseURI).href;

/** What is said to a person when the app could not start; anything else is a bug of ours. */
class BootError extends Error {}

/** What `load` gives, asked for once; after a failure the next call tries again. */
const once = (load) => {
  let loaded = null;
  return () => {
    loaded ??= load().catch((error) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
};

const loadEditor = once(() => import(absolute(tag.dataset.editor)));
const loadNotes = once(() => import(absolute(tag.dataset.notes)));

/** What each session's worker is told first: the compiled module, and the URL of the glue that belongs to it. */
const loadSession = once(async () => ({
  module: await compile(absolute(tag.dataset.sessionWasm)),
  glue: absolute(tag.dataset.sessionJs),
}));

const compile = async (address) => {
  if (typeof WebAssembly !== "object") {
    throw new BootError("This browser does not run WebAssembly, or has it switched off. Duplex needs it.");
  }
  let response;
  try {
    response = await fetch(address);
  } catch (error) {
    throw new BootError("A part of Duplex could not be fetched. Is this computer offline?", { cause: error });
  }
  if (!response.ok) {
    throw new BootError(
      `The server answered ${response.status} for a part of Duplex. It may just have been updated: reload the page.`,
    );
  }
  // Streaming insists on the MIME type, bare, and some plain file servers do not know it.
  const type = response.headers.get("content-type")?.trim().toLowerCase();
  return type === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
};

const importGlue = async (address) => {
  try {
    return await import(address);
  } catch (error) {
    throw new BootError("A part of Duplex could not be loaded. Is this computer offline?", { cause: error });
  }
};

const boot = async () => {
  const [module, { default: init }] = await Promise.all([
    compile(absolute(tag.dataset.wasm)),
    importGlue(absolute(tag.dataset.js)),
  ]);
  globalThis.duplex = {
    worker: absolute(tag.dataset.worker),
    demo: tag.dataset.demo,
    base,
    loadEditor,
    loadNotes,
    loadSession,
  };
  await init({ module_or_path: module });
  // Safari has no idle callback. A failure is said by whoever needs the editor.
  const whenIdle = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 200));
  whenIdle(() => loadEditor().catch(() => {}));
};

// ---- When the app falls ----

/** Every value of ours as the browser keeps it: nothing is read into, so nothing can go wrong with it. */
const storedData = () => {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(`duplex${base}`));
  return Object.fromEntries(keys.sort().map((key) => [key, localStorage.getItem(key)]));
};

const download = (name, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

let crashed = false;

const crash = (title, what, message) => {
  if (crashed) return;
  crashed = true;
  const report = `${message}\n\n${navigator.userAgent}\n${new Date().toISOString()}`;
  const screen = document.getElementById("crash").content.cloneNode(true);
  const part = (name) => screen.querySelector(name);
  const [heading, said, shown] = [part("h1"), part("[data-said]"), part("[data-report]")];
  heading.textContent = title;
  part("[data-what]").textContent = what;
  shown.textContent = report;

  part("[data-reload]").onclick = () => location.reload();
  part("[data-download]").onclick = () => {
    try {
      download("duplex-data.json", JSON.stringify(storedData(), null, 2));
    } catch (error) {
      said.textContent = `The data could not be read: ${error.message}`;
    }
  };
  part("[data-copy]").onclick = async () => {
    try {
      await navigator.clipboard.writeText(report);
      said.textContent = "The report is copied.";
    } catch {
      // Without a secure origin or permission there is no clipboard.
      getSelection().selectAllChildren(shown);
      said.textContent = "The report is selected below: copy it with your keyboard.";
    }
  };

  document.body.replaceChildren(screen);
  document.title = `${title} – Duplex`;
  heading.focus();
};

const stopped = (message) =>
  crash("Duplex has stopped", "Something went wrong inside Duplex, and it cannot go on in this page.", message);

/** Only the end of the WASM ends the app: other errors may come from an extension or the editor. */
const isFatal = (error) => globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError;

addEventListener("duplex:crash", (event) => stopped(String(event.detail)));
addEventListener("error", (event) => {
  if (isFatal(event.error)) stopped(event.error.stack ?? event.message);
});
addEventListener("unhandledrejection", (event) => {
  if (isFatal(event.reason)) stopped(event.reason.stack ?? String(event.reason));
});

boot().catch((error) => {
  const what = error instanceof BootError ? error.message : "Something went wrong while Duplex was starting.";
  const cause = error.cause ?? error;
  crash("Duplex could not start", what, cause.stack ?? String(cause));
});
