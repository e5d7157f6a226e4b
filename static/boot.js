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

// ---- Which page this is, of those of this folder that are open ----

const pageKey = `duplex${base}page`;

const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The id that this page had before it was loaded again; a duplicated tab gets that of the other one. */
const formerId = () => {
  try {
    return sessionStorage.getItem(pageKey);
  } catch {
    // Without a session the page gets another id each time.
    return null;
  }
};

const keepId = (id) => {
  try {
    sessionStorage.setItem(pageKey, id);
  } catch {
    // As above.
  }
};

/** Holds an id for as long as the page lives; false if another page has it and does not let go of it before the signal. */
const hold = (id, signal) =>
  new Promise((resolve) => {
    const granted = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(`${pageKey}:${id}`, { signal }, granted).catch(() => resolve(false));
  });

/** The ids that other pages hold. */
const heldIds = async (own) => {
  const { held } = await navigator.locks.query().catch(() => ({ held: [] }));
  const prefix = `${pageKey}:`;
  const ids = held.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
  return ids.filter((id) => id !== own);
};

/** With locks every page may write, in turns. */
const claimByLock = async (former) => {
  // The document that is reloaded may still be letting go of it.
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), 300);
  let id = former;
  if (!(await hold(id, giveUp.signal))) {
    id = randomId();
    await hold(id);
  }
  return { id, others: await heldIds(id), canWrite: true };
};

/**
 * Without locks one page writes: a page asks which one does, and writes itself when none says so.
 * Of those that ask at the same time the lowest ticket wins.
 */
const claimByAsking = (former) =>
  new Promise((resolve) => {
    const page = { id: former, others: [], canWrite: true };
    if (!globalThis.BroadcastChannel) return resolve(page);
    const channel = new BroadcastChannel(`${pageKey}s`);
    const ticket = randomId();
    let isDecided = false;
    channel.onmessage = ({ data: { asks, to, writer } }) => {
      if (asks && page.canWrite) {
        if (isDecided || ticket < asks) channel.postMessage({ to: asks, writer: page.id });
        else page.canWrite = false;
      } else if (to === ticket && !isDecided) {
        Object.assign(page, { canWrite: false, others: [writer] });
      }
    };
    channel.postMessage({ asks: ticket });
    setTimeout(() => {
      isDecided = true;
      if (page.others.includes(page.id)) page.id = randomId();
      resolve(page);
    }, 200);
  });

/** What Rust is told of this page: its id, the ids of others that live, and whether it may write to what they share. */
const claimPage = async () => {
  const former = formerId() || randomId();
  const page = await (navigator.locks ? claimByLock(former) : claimByAsking(former));
  keepId(page.id);
  return page;
};

const boot = async () => {
  const [page, module, { default: init }] = await Promise.all([
    claimPage(),
    compile(absolute(tag.dataset.wasm)),
    importGlue(absolute(tag.dataset.js)),
  ]);
  globalThis.duplex = {
    worker: absolute(tag.dataset.worker),
    demo: tag.dataset.demo,
    base,
    page,
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
