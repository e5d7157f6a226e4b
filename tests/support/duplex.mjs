// The user's verbs. Every name on the screen stands here once, so that a changed name is changed in one place.
import { test as base, expect } from "@playwright/test";
import { startRude } from "../servers/rude.mjs";
import { startSio } from "../servers/sio.mjs";
import { startWs } from "../servers/ws.mjs";
import { listen } from "./console.mjs";
import { startDemo } from "./demo.mjs";
import { startSite } from "./site.mjs";

export { expect };

export const test = base.extend({
  /** A plain WebSocket server of this test's own. */
  ws: async ({}, use) => {
    const server = await startWs();
    await use(server);
    await server.stop();
  },

  /** Starts Socket.IO servers: `await sio({ version: 2 })`. At the end the page is closed, and none may have a client. */
  sio: async ({ page }, use) => {
    const servers = [];
    await use(async (options) => {
      servers.push(await startSio(options));
      return servers.at(-1);
    });
    await page.close();
    for (const server of servers) {
      await expect.poll(() => server.count(), "nothing is left on the server").toBe(0);
      await server.stop();
    }
  },

  /** Starts servers that do not behave: `await rude("silent")`, `await rude("upgrade", { accept: "no" })`. */
  rude: async ({}, use) => {
    const servers = [];
    await use(async (manner, options) => {
      servers.push(await startRude(manner, options));
      return servers.at(-1);
    });
    for (const server of servers) await server.stop();
  },

  /** The project's demo server. */
  demo: [
    async ({}, use) => {
      const server = await startDemo();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  /** What `startSite` is given: a test sets it with `test.use({ siteOptions: { basePath: "/deep/" } })`. */
  siteOptions: [{}, { option: true }],
  site: async ({ siteOptions }, use) => {
    const site = await startSite(siteOptions);
    await use(site);
    await site.stop();
  },

  /** The console of each test; nothing may be said there that the test has not announced. */
  browserConsole: [
    async ({ context, page }, use) => {
      const browserConsole = await listen(context, page);
      await use(browserConsole);
      expect(browserConsole.unannounced(), "said in the console and not announced").toEqual([]);
    },
    { auto: true },
  ],
  expectConsole: async ({ browserConsole }, use) => use(browserConsole.announce),

  /** The page, not opened yet. */
  duplex: async ({ page, site, browserConsole }, use) => use(new Duplex(page, site)),
});

/** What Chromium says for every socket that fails. */
export const failedSocket = /WebSocket connection to .* failed/;

/** What `makeChat` makes. */
export const chat = ["- Chat", "  * Echo", "  - Presence", "    * Typing", "- Other"];

export class Duplex {
  constructor(page, site) {
    this.page = page;
    this.site = site;

    this.tabList = page.getByRole("tablist", { name: "Open requests" });
    this.tabs = this.tabList.getByRole("tab");
    this.url = page.getByRole("textbox", { name: "URL", exact: true });
    this.theme = page.getByRole("button", { name: "Theme" });
    this.statusBar = page.getByRole("contentinfo");

    this.composer = page.getByRole("region", { name: "Composer" });
    this.parts = this.composer.getByRole("tablist", { name: "Composer" });
    this.changes = this.composer.getByRole("status", { name: "Changes" });
    this.reconnects = this.composer.getByRole("switch", { name: "Connect again when the connection is lost" });
    this.message = this.composer.getByRole("textbox", { name: "Message", exact: true });
    this.format = this.composer.getByRole("combobox", { name: "Format" });
    this.notes = page.getByRole("textbox", { name: "Notes", exact: true });
    this.readNotes = page.getByRole("region", { name: "Preview of the notes", exact: true });

    this.kind = page.getByRole("combobox", { name: "Kind", exact: true });
    this.eventName = this.composer.getByRole("textbox", { name: "Event name", exact: true });
    this.ack = this.composer.getByRole("checkbox", { name: "Ack", exact: true });
    this.args = this.composer.getByRole("tablist", { name: "Arguments" }).getByRole("tab");
    this.auth = this.composer.getByRole("textbox", { name: "Auth payload", exact: true });
    this.events = this.composer.getByRole("list", { name: "Events", exact: true }).getByRole("listitem");
    this.answering = page.getByRole("dialog", { name: /^Answer / });
    this.console = page.getByRole("region", { name: "Console", exact: true });
    this.consoleFilter = this.console.getByRole("searchbox", { name: "Filter console" });

    this.messages = page.getByRole("region", { name: "Messages", exact: true });
    this.state = this.messages.getByRole("status", { name: "Connection state" });
    this.count = this.messages.getByRole("status", { name: "Message count" });
    this.searchBox = this.messages.getByRole("searchbox", { name: "Search messages" });
    this.directions = this.messages.getByRole("group", { name: "Direction filter" });
    this.grid = this.messages.getByRole("grid", { name: "Message log" });
    this.newMessages = this.messages.getByRole("button", { name: /^[\d,]+ new$/ });

    this.ending = this.messages.getByRole("region", { name: "Why it ended" });
    this.causes = this.ending.getByRole("listitem");
    this.details = page.getByRole("dialog", { name: "Connection details" });
    this.notices = page.getByRole("status", { name: "Notices" });

    this.palette = page.getByRole("dialog", { name: "Command palette", exact: true });
    this.command = this.palette.getByRole("combobox", { name: "Command", exact: true });
    this.found = this.palette.getByRole("option");
    this.storage = page.getByRole("dialog", { name: "Storage", exact: true });
    this.storageButton = this.statusBar.getByRole("button", { name: /^Storage/ });
    this.asides = this.storage.getByRole("list", { name: "Set aside", exact: true }).getByRole("listitem");
    this.restoring = page.getByRole("dialog", { name: "Restore a backup", exact: true });
    this.shortcuts = page.getByRole("dialog", { name: "Keyboard shortcuts", exact: true });
    this.environment = page.getByRole("banner").getByRole("button", { name: /^Environment/ });
    this.variables = page.getByRole("dialog", { name: "Variables", exact: true });
    this.side = page.getByRole("navigation", { name: "Workspace", exact: true });
    this.sideButton = page.getByRole("banner").getByRole("button", { name: "Workspace", exact: true });
    this.tree = this.side.getByRole("tree", { name: "Collections", exact: true });
    this.filter = this.side.getByRole("textbox", { name: "Filter collections", exact: true });
    this.saving = page.getByRole("dialog", { name: "Save request", exact: true });
    this.history = this.side.getByRole("list", { name: "History", exact: true });

    this.detail = page.getByRole("region", { name: "Message detail" });
    this.body = this.detail.getByRole("textbox", { name: "Message body" });
  }

  /** A button by its whole name, anywhere on the page. */
  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  // ---- The page ----

  /** Opens the page; by default waits until the editor has arrived too. */
  async open({ editor = true } = {}) {
    await this.page.goto(this.site.url);
    await this.ready({ editor });
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  async ready({ editor = true } = {}) {
    await expect(this.button("New tab")).toBeVisible();
    if (editor) await this.editorArrives();
  }

  async editorArrives() {
    await expect(this.message).toHaveAttribute("contenteditable", "true");
  }

  // ---- Tabs ----

  /** The tab whose name contains that text. */
  tab(name) {
    return this.tabs.filter({ hasText: name });
  }

  newTab() {
    return this.button("New tab").click();
  }

  switchTab(name) {
    return this.tab(name).click();
  }

  /** Only the tab in front offers its button to everyone. */
  async closeTab(name) {
    await this.switchTab(name);
    await this.button("Close tab").click();
  }

  undoClosing() {
    return this.button("Undo").click();
  }

  async expectActiveTab(name) {
    await expect(this.tabList.getByRole("tab", { selected: true })).toContainText(name);
  }

  // ---- Variables ----

  async manageVariables() {
    await this.run("manage variables", "Manage variables");
    await expect(this.variables).toBeVisible();
  }

  /** Writes variables into the blank rows of the open dialog, by name. */
  async defineAll(values) {
    const table = this.variables.getByRole("table", { name: "Variables" });
    for (const [name, value] of Object.entries(values)) {
      const number = await table.getByRole("button", { name: /^Remove / }).count() + 1;
      await table.getByRole("textbox", { name: `Name ${number}`, exact: true }).fill(name);
      await table.getByRole("textbox", { name: `Value ${number}`, exact: true }).fill(value);
      await expect(table.getByRole("button", { name: `Remove ${name}`, exact: true })).toBeVisible();
    }
  }

  /** Makes an environment; the dialog stays open if it is to be kept. */
  async newEnvironment(name, values, { keep = false } = {}) {
    await this.run("new environment", "New environment");
    await this.variables.getByLabel("Name", { exact: true }).fill(name);
    await this.defineAll(values);
    if (!keep) await this.closeDialog();
  }

  async setGlobals(values) {
    await this.manageVariables();
    const globals = this.variables.getByRole("navigation", { name: "Scopes" }).getByRole("button", { name: /^Globals/ });
    await globals.click();
    await expect(globals).toHaveAttribute("aria-current", "true");
    await this.defineAll(values);
    await this.closeDialog();
  }

  async chooseEnvironment(name) {
    await this.environment.click();
    await this.page.getByRole("menuitemradio", { name, exact: true }).click();
  }

  async closeDialog() {
    await this.page.getByRole("button", { name: "Close dialog" }).click();
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
  }

  // ---- The palette and the history ----

  async openPalette() {
    await this.page.keyboard.press("ControlOrMeta+k");
    await expect(this.command).toBeFocused();
  }

  /** Types into the palette and runs what is found first. */
  async run(text, name) {
    await this.openPalette();
    await this.page.keyboard.type(text);
    await expect(this.found.first()).toContainText(name);
    await this.page.keyboard.press("Enter");
    await expect(this.palette).toHaveCount(0);
  }

  /** The option that Enter runs. */
  get picked() {
    return this.palette.getByRole("option", { selected: true });
  }

  // ---- The collections ----

  async showSide(name) {
    await this.side.getByRole("tab", { name, exact: true }).click();
    await expect(this.side.getByRole("tabpanel", { name, exact: true })).toBeVisible();
  }

  /** A row of the tree, by its whole name. */
  item(name) {
    return this.tree.getByRole("treeitem", { name, exact: true });
  }

  /** The rows of the tree that show: `- ` before an open folder, `+ ` before a closed one, `* ` before a request. */
  async outline() {
    const rows = await this.tree.getByRole("treeitem").evaluateAll((items) =>
      items.map((item) => {
        const sign = { true: "-", false: "+" }[item.getAttribute("aria-expanded")] ?? "*";
        const name = item.querySelector("[title]").getAttribute("title");
        const indent = "  ".repeat(item.getAttribute("aria-level") - 1);
        return { top: item.getBoundingClientRect().top, words: `${indent}${sign} ${name}` };
      }),
    );
    return rows.sort((one, other) => one.top - other.top).map(({ words }) => words);
  }

  async expectOutline(lines) {
    await expect.poll(() => this.outline()).toEqual(lines);
  }

  /** Gives a name to what is being named. */
  async name(name) {
    const field = this.page.getByRole("textbox", { name: /^New name of / });
    await expect(field).toBeFocused();
    await field.fill(name);
    await field.press("Enter");
    await expect(field).toHaveCount(0);
  }

  async newCollection(name) {
    await this.side.getByRole("button", { name: "New collection", exact: true }).click();
    await this.name(name);
  }

  /** Chooses something from the menu of a row or a tab. */
  async choose(target, name) {
    await target.click({ button: "right" });
    await this.chooseNow(name);
  }

  /** Chooses something from the menu that is open. */
  async chooseNow(name) {
    await this.page.getByRole("menu").getByRole("menuitem", { name, exact: true }).click();
    await expect(this.page.getByRole("menu")).toHaveCount(0);
  }

  /** Makes a folder or a request in a folder, by its menu: `addTo("Chat", "New folder", "Presence")`. */
  async addTo(folder, what, name) {
    await this.choose(this.item(folder), what);
    await this.name(name);
    await expect(this.item(name)).toBeVisible();
  }

  /** Chat with a request and a folder with another one, and a second collection; all made by the pointer. */
  async makeChat() {
    await this.newCollection("Chat");
    await this.addTo("Chat", "New request", "Echo");
    await this.addTo("Chat", "New folder", "Presence");
    await this.addTo("Presence", "New request", "Typing");
    await this.newCollection("Other");
    await this.expectOutline(chat);
  }

  /** Saves the request in front as a new one. */
  async saveAs(name, where) {
    await this.page.keyboard.press("ControlOrMeta+Shift+S");
    await this.saving.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    if (where) await this.saving.getByRole("option", { name: where, exact: true }).click();
    await this.saving.getByRole("button", { name: "Save", exact: true }).click();
    await expect(this.saving).toHaveCount(0);
  }

  async showHistory() {
    await this.side.getByRole("tab", { name: "History", exact: true }).click();
    await expect(this.history).toBeAttached();
  }

  /** What was done on a day, newest first: way, kind, name, how often. The time is left out. */
  visits(day) {
    const list = this.history.getByRole("list", { name: day, exact: true });
    return list.getByRole("button").evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children]
          .filter((part) => part.tagName !== "TIME" && part.getAttribute("aria-hidden") !== "true")
          .map((part) => part.textContent)
          .join(" "),
      ),
    );
  }

  // ---- The connection ----

  async setUrl(url) {
    await this.url.fill(url);
  }

  /** Asks for a connection and waits until it is there. */
  async connect(url) {
    await this.startConnecting(url);
    await this.expectState("Connected");
  }

  async startConnecting(url) {
    await this.setUrl(url);
    await this.button("Connect").click();
  }

  async disconnect() {
    await this.button("Disconnect").click();
    await this.expectState("Disconnected");
  }

  cancel() {
    return this.button("Cancel").click();
  }

  async expectState(state) {
    const words = state instanceof RegExp ? state : new RegExp(`^\\W*${state}\\b`);
    await expect(this.state).toHaveText(words);
  }

  /** Reads all that is known of the connection, label by label, and leaves the dialog. */
  async connectionDetails() {
    await this.openDetails();
    const details = await this.shownDetails();
    await this.page.keyboard.press("Escape");
    await expect(this.details).toHaveCount(0);
    return details;
  }

  async openDetails() {
    await this.button("Connection details").click();
    await expect(this.details).toBeVisible();
  }

  /** What the open dialog says, label by label. */
  shownDetails() {
    return this.details.evaluate((dialog) =>
      Object.fromEntries(
        [...dialog.querySelectorAll("dt")].map((label) => [label.textContent, label.nextElementSibling.textContent]),
      ),
    );
  }

  /** Asks the server of the failed connection by HTTP. */
  checkHost() {
    return this.ending.getByRole("button", { name: "Check the host", exact: true }).click();
  }

  /** What is said about the URL: below the field, tied to it, or as an alert. */
  urlProblem() {
    return this.url.evaluate((field) => {
      const ids = ["aria-describedby", "aria-errormessage"].map((name) => field.getAttribute(name) ?? "");
      const tied = ids.join(" ").split(/\s+/).filter(Boolean);
      const said = [
        ...tied.map((id) => document.getElementById(id)),
        ...document.querySelectorAll("[role=alert]"),
      ];
      return said.map((element) => element?.textContent.trim() ?? "").join(" ").trim();
    });
  }

  // ---- The composer ----

  /** Goes to a part of it: `Message`, `Params`, `Headers`, `Settings`. */
  async showPart(name) {
    await this.parts.getByRole("tab", { name, exact: true }).click();
    await expect(this.composer.getByRole("tabpanel", { name, exact: true })).toBeVisible();
  }

  /** A text field of the part on screen, by its whole name: a setting, or a cell such as `Key 1`. */
  field(name) {
    return this.composer.getByRole("textbox", { name, exact: true });
  }

  /** Writes into several fields of a part. */
  async fillIn(part, texts) {
    await this.showPart(part);
    for (const [name, text] of Object.entries(texts)) await this.field(name).fill(text);
  }

  /** This field is wrong, and says why. */
  async expectWrong(name, why) {
    await expect(this.field(name)).toHaveAttribute("aria-invalid", "true");
    await expect(this.field(name)).toHaveAccessibleDescription(why);
  }

  /** Turns reconnection on and says how. */
  async reconnectBy(texts) {
    await this.showPart("Settings");
    await this.reconnects.check();
    await this.fillIn("Settings", texts);
  }

  /** The switch of a row of a table. */
  use(name) {
    return this.composer.getByRole("checkbox", { name: `Use ${name}`, exact: true });
  }

  /** Chooses a file to send, as `{ name, mimeType, buffer }`. */
  async chooseFile(file) {
    const chooser = this.page.waitForEvent("filechooser");
    await this.composer.getByRole("button", { name: "Choose file", exact: true }).click();
    await (await chooser).setFiles(file);
    await expect(this.composer).toContainText(file.name);
  }

  /** Drops a file on a part of the page. */
  async dropFile(target, name, bytes) {
    const dataTransfer = await this.page.evaluateHandle(
      ({ name, bytes }) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name));
        return data;
      },
      { name, bytes: [...bytes] },
    );
    for (const event of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(event, { dataTransfer });
    await expect(this.composer).toContainText(name);
  }

  async setMessage(text) {
    await this.message.focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.press("Delete");
    if (text) await this.page.keyboard.insertText(text);
    await this.expectMessage(text);
  }

  /** The text in the composer, whether the editor has arrived or not. */
  messageText() {
    return this.message.evaluate(textOfEditor);
  }

  async expectMessage(text) {
    await expect.poll(() => this.messageText()).toBe(text);
  }

  async setFormat(label) {
    await this.format.selectOption({ label });
  }

  async expectFormat(label) {
    await expect(this.format.locator("option:checked")).toHaveText(label);
  }

  /** The one button that sends, whatever it is called now. */
  get sendButton() {
    return this.composer.getByRole("button", { name: /^(Send|Connect and send)$/ });
  }

  /** Presses Send; with a text, types it first. */
  async send(text) {
    if (text !== undefined) await this.setMessage(text);
    await this.composer.getByRole("button", { name: "Send", exact: true }).click();
  }

  connectAndSend() {
    return this.composer.getByRole("button", { name: "Connect and send", exact: true }).click();
  }

  // ---- What is kept ----

  async openStorage() {
    await this.storageButton.click();
    await expect(this.storage).toBeVisible();
  }

  /** Presses what gives a file, and gives its name and text. */
  async downloaded(button) {
    const started = this.page.waitForEvent("download");
    await button.click();
    const download = await started;
    const pieces = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece);
    return { name: download.suggestedFilename(), text: Buffer.concat(pieces).toString() };
  }

  /** Everything as a file, with values that are secret or without. */
  async backUp({ secrets = false } = {}) {
    await this.openStorage();
    await this.storage.getByRole("checkbox", { name: "Include secret values", exact: true }).setChecked(secrets);
    const file = await this.downloaded(this.storage.getByRole("button", { name: "Back up everything", exact: true }));
    await this.closeDialog();
    return file;
  }

  /** Chooses a file to be restored. */
  async pickBackup({ name, text }) {
    await this.openStorage();
    const chooser = this.page.waitForEvent("filechooser");
    await this.storage.getByRole("button", { name: "Restore a backup…", exact: true }).click();
    await (await chooser).setFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(this.storage).toHaveCount(0);
  }

  async restore(file) {
    await this.pickBackup(file);
    await this.restoring.getByRole("button", { name: "Restore", exact: true }).click();
    await expect(this.restoring).toHaveCount(0);
  }

  /** Opens a request of a collection. */
  async openSaved(name) {
    await this.run(name, name);
    await this.expectActiveTab(name);
  }

  /** Saves the request in front where it was opened from. */
  async save() {
    await this.page.keyboard.press("ControlOrMeta+s");
  }

  /** Opens a saved request, gives it another URL and saves it. */
  async saveUrl(name, url) {
    await this.openSaved(name);
    await this.setUrl(url);
    await this.save();
  }

  /** Some notice says this. */
  async expectNotice(text) {
    await expect(this.notices.getByText(text).first()).toBeVisible();
  }

  // ---- Notes ----

  async writeNotes(text) {
    await this.showPart("Notes");
    await expect(this.notes).toBeEditable();
    await this.notes.fill(text);
  }

  notesText() {
    return this.notes.evaluate(textOfEditor);
  }

  showNotesAs(name) {
    const forms = this.page.getByRole("group", { name: "Form of the notes", exact: true });
    return forms.getByRole("button", { name, exact: true }).click();
  }

  // ---- Socket.IO ----

  async setKind(label) {
    await this.kind.selectOption({ label });
  }

  /** Connects to a Socket.IO server. */
  async connectIo(url) {
    await this.setKind("Socket.IO");
    await this.connect(url);
  }

  /**
   * Writes an event: a text is an argument in the format Text, `{ format, text }` one in that format, all else is JSON.
   */
  async composeEvent(name, args = [], { ack = false } = {}) {
    await this.showPart("Message");
    await this.eventName.fill(name);
    await this.ack.setChecked(ack);
    for (let left = await this.args.count(); left > 0; left -= 1) {
      await expect(this.args).toHaveCount(left);
      await this.button("Remove argument 1").click();
    }
    await expect(this.args).toHaveCount(0);
    for (const [place, arg] of args.entries()) {
      await this.button("Add argument").click();
      await expect(this.args.nth(place)).toHaveAttribute("aria-selected", "true");
      const { format, text } = written(arg);
      await this.setFormat(format);
      await this.setMessage(text);
    }
  }

  /** Writes an event and sends it. */
  async emit(name, args, options) {
    await this.composeEvent(name, args, options);
    await this.send();
  }

  showArg(number) {
    return this.args.nth(number - 1).click();
  }

  /** What is said to be sent: `emit("chat", {…}, ack)`. */
  get call() {
    return this.composer.getByText(/^emit\(/);
  }

  /** An event name in the list of the tab Events. */
  eventItem(name) {
    return this.events.and(this.page.getByLabel(name, { exact: true }));
  }

  /** Whether the rows of an event show. */
  async showEvent(name, shown) {
    await this.eventItem(name).getByRole("switch", { name: `Show ${name}`, exact: true }).setChecked(shown);
  }

  soloEvent(name) {
    return this.eventItem(name).getByRole("button", { name: `Solo ${name}`, exact: true }).click();
  }

  async addListener(name) {
    await this.field("Event to listen to").fill(name);
    await this.composer.getByRole("button", { name: "Add listener", exact: true }).click();
    await expect(this.eventItem(name)).toBeVisible();
  }

  removeListener(name) {
    return this.button(`Remove listener ${name}`).click();
  }

  /** Turns on or off what has no choice of its own. */
  async showAllEvents(shown) {
    await this.composer.getByRole("switch", { name: "All events", exact: true }).setChecked(shown);
  }

  /** Goes from an event to its ack, or back. */
  async jumpFrom(row) {
    await row.getByRole("button").first().click();
  }

  /** Answers the event of a row with what would stand between the brackets of a call. */
  async answer(row, text) {
    await row.getByRole("button", { name: "Answer", exact: true }).click();
    await this.writeAnswer(text);
    await this.answering.getByRole("button", { name: "Send answer", exact: true }).click();
  }

  async writeAnswer(text) {
    const field = this.answering.getByRole("textbox", { name: "Arguments", exact: true });
    await expect(field).toBeEditable();
    await field.focus();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.press("Delete");
    if (text) await this.page.keyboard.insertText(text);
  }

  // ---- The console ----

  async openConsole() {
    await this.statusBar.getByRole("button", { name: "Console", exact: true }).click();
    await expect(this.console).toBeVisible();
  }

  /** The lines, oldest first: `> 40` to the server, `< 0{…}` from it, `! …` what Duplex did. */
  consoleLines() {
    const sign = { outgoing: ">", incoming: "<", system: "!" };
    return this.console.getByRole("listitem").evaluateAll(
      (lines, sign) =>
        lines.map((line) => {
          const direction = line.querySelector(".sr-only").textContent.trim();
          return `${sign[direction]} ${line.querySelector("[data-text]").textContent}`;
        }),
      sign,
    );
  }

  // ---- The log ----

  /**
   * The rows on screen, oldest first. `index` is the place among the rows that pass the filter.
   * Waiting is the caller's: `expect.poll(() => duplex.rows())`.
   */
  async rows() {
    const rows = await this.grid.getByRole("row").evaluateAll((elements) =>
      elements.flatMap((row) => {
        const cells = [...row.querySelectorAll("[role=gridcell], td")];
        if (cells.length === 0) return [];
        const [direction, time, delta, , preview, size] = cells.map((cell) => cell.textContent.trim());
        // What follows the name is how its ack stands, or the button that answers.
        const [event = "", ack = ""] = [...cells[3].children].map((mark) => mark.textContent.trim());
        const index = Number(row.getAttribute("aria-rowindex"));
        return [{ index, direction, time, delta, event, ack, preview, size }];
      }),
    );
    return rows
      .map((row) => ({ ...row, direction: row.direction.match(/outgoing|incoming|system/)?.[0] }))
      .sort((one, other) => one.index - other.index);
  }

  /** The rows on screen as a conversation: `>` to the server, `<` from it, `!` an event. */
  async log() {
    const sign = { outgoing: ">", incoming: "<", system: "!" };
    return (await this.rows()).map((row) => `${sign[row.direction]} ${row.preview}`);
  }

  /** The messages on screen, without the system rows. */
  async conversation() {
    return (await this.log()).filter((line) => !line.startsWith("!"));
  }

  async expectConversation(lines) {
    await expect.poll(() => this.conversation()).toEqual(lines);
  }

  /** Some system row says this. */
  async expectEvent(pattern) {
    const events = async () => (await this.log()).filter((line) => line.startsWith("!"));
    await expect.poll(events).toContainEqual(expect.stringMatching(pattern));
  }

  /** The newest row is this line of `log`. */
  async expectNewest(line) {
    await expect.poll(async () => (await this.log()).at(-1)).toEqual(line);
  }

  /** The oldest rows are these lines of `log`. */
  async expectOldest(lines) {
    await this.grid.press("Home");
    await expect.poll(async () => (await this.log()).slice(0, lines.length)).toEqual(lines);
  }

  row(text) {
    return this.grid.getByRole("row").filter({ hasText: text });
  }

  async expectCount(text, options) {
    await expect(this.count).toHaveText(text, options);
  }

  search(text) {
    return this.searchBox.fill(text);
  }

  showDirection(name) {
    return this.directions.getByRole("button", { name, exact: true }).click();
  }

  /** How many rows pass the filter. */
  async rowCount() {
    return Number(await this.grid.getAttribute("aria-rowcount"));
  }

  /** Sets the scroll place of the log: 0 is its top, 1 its end. */
  async scrollTo(fraction) {
    await this.grid.evaluate((grid, at) => {
      const scrolls = (element) =>
        element.scrollHeight > element.clientHeight + 1 &&
        /auto|scroll/.test(getComputedStyle(element).overflowY);
      let scroller = [grid, ...grid.querySelectorAll("*")].find(scrolls);
      for (let up = grid; !scroller && up; up = up.parentElement) if (scrolls(up)) scroller = up;
      if (!scroller) throw new Error("the log does not scroll");
      scroller.scrollTop = at * (scroller.scrollHeight - scroller.clientHeight);
    }, fraction);
  }

  /** Turns the mouse wheel over the log. */
  async wheel(pixels) {
    await this.grid.hover();
    await this.page.mouse.wheel(0, pixels);
  }

  clear() {
    return this.button("Clear").click();
  }

  undoClear() {
    return this.button("Undo clear").click();
  }

  // ---- The detail ----

  async openDetail(text) {
    await this.row(text).first().click();
    await expect(this.detail).toBeVisible();
  }

  showAs(tab) {
    return this.detail.getByRole("tab", { name: tab, exact: true }).click();
  }

  detailButton(name) {
    return this.detail.getByRole("button", { name, exact: true });
  }

  /** The text of the opened message that is on screen. */
  bodyText() {
    return this.body.evaluate(textOfEditor);
  }

  /** Saves the opened message, and gives the file's name and bytes. */
  async saveToFile() {
    const started = this.page.waitForEvent("download");
    await this.detailButton("Save to file").click();
    const download = await started;
    const pieces = [];
    for await (const piece of await download.createReadStream()) pieces.push(piece);
    return { name: download.suggestedFilename(), bytes: Buffer.concat(pieces) };
  }

  // ---- The browser ----

  /** Presses a button that copies, and gives what is in the clipboard then. */
  async copied(button) {
    await this.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await this.page.evaluate(() => navigator.clipboard.writeText("nothing was copied"));
    await button.click();
    const text = () => this.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(text).not.toBe("nothing was copied");
    return text();
  }

  /** What is kept in the browser, key by key. */
  stored() {
    return this.page.evaluate(() => ({ ...localStorage }));
  }

  /** Puts values below the page's prefix into the browser, each a key and a text, and opens the page anew. */
  async store(...pairs) {
    await this.page.evaluate(
      ({ prefix, pairs }) => pairs.forEach(([key, value]) => localStorage.setItem(prefix + key, value)),
      { prefix: `duplex${this.site.basePath}`, pairs },
    );
    await this.reload();
  }

  /** The key of this page's tabs: it contains the path under which the site stands. */
  ownTabsKey() {
    return this.page.evaluate((prefix) => `${prefix}tabs/${globalThis.duplex.page.id}`, `duplex${this.site.basePath}`);
  }

  /** The key of the tabs of a page that is no more: the next page takes them over. */
  get tabsKey() {
    return `duplex${this.site.basePath}tabs/open`;
  }

  /** The page is as wide as its window: nothing to scroll sideways. */
  async expectNoSidewaysScroll() {
    const overhang = () =>
      this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(overhang).toBeLessThanOrEqual(0);
  }

  isDark() {
    return this.page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d");
      const behind = [document.documentElement, document.body].map((element) => getComputedStyle(element));
      for (const colour of ["white", ...behind.map((style) => style.backgroundColor)]) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
      return red + green + blue < 3 * 128;
    });
  }

  /** Puts on the light or the dark theme, as the system's wish: until Theme is pressed the page follows it. */
  async wear(theme) {
    await this.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await expect.poll(() => this.isDark()).toBe(theme === "dark");
  }
}

/** How an argument is written into the composer. */
function written(arg) {
  if (typeof arg === "string") return { format: "Text", text: arg };
  const isWritten = typeof arg?.format === "string" && typeof arg?.text === "string";
  return isWritten ? arg : { format: "JSON", text: JSON.stringify(arg) };
}

/** Runs in the page: the text of a textarea or of CodeMirror's content element. */
function textOfEditor(element) {
  if ("value" in element) return element.value;
  const copy = element.cloneNode(true);
  // The placeholder and other widgets are no text of the user's.
  for (const widget of copy.querySelectorAll("[contenteditable=false]")) widget.remove();
  if (copy.children.length === 0) return copy.textContent;
  return [...copy.children].map((line) => line.textContent).join("\n");
}
