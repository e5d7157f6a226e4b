// Everything the browser says aloud while a test runs: the page's console, uncaught errors, and the
// workers' logs. A test that expects a line announces it; any other error or warning fails the test.

/** Starts listening. Call before the page is opened. */
export async function listen(context, page) {
  const heard = [];
  const announced = [];
  const hear = (level, text) => {
    if (level === "error" || level === "warning") heard.push(`${level}: ${text}`);
  };
  context.on("console", (message) => hear(message.type(), message.text()));
  context.on("weberror", (error) => hear("error", `uncaught ${error.error()}`));
  await listenToWorkers(context, page, hear);
  return {
    /** This pattern may be said from now on. */
    announce: (pattern) => announced.push(pattern),
    /** What was said without being announced. */
    unannounced: () => heard.filter((line) => !announced.some((pattern) => pattern.test(line))),
  };
}

/** Playwright passes on a worker's `console`, but not its log: failed sockets and breaches of the policy. */
async function listenToWorkers(context, page, hear) {
  const devtools = await context.newCDPSession(page);
  devtools.on("Target.attachedToTarget", ({ sessionId }) => {
    const message = JSON.stringify({ id: 1, method: "Log.enable" });
    // A worker that is gone again has nothing more to say.
    devtools.send("Target.sendMessageToTarget", { sessionId, message }).catch(() => {});
  });
  devtools.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { method, params } = JSON.parse(message);
    if (method === "Log.entryAdded") hear(params.entry.level, params.entry.text);
  });
  await devtools.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
}
