// Variables: where they are defined, what they become, and what happens when nobody has defined them.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/duplex.mjs";

const open = (duplex) => duplex.manageVariables();

test.describe("the screen of the variables", () => {
  test("an environment is made, filled, used, and still there after a reload", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { host: new URL(ws.url("/")).host, room: "lobby & more" });
    await duplex.connect("ws://{{host}}/echo?room={{room}}");
    expect(ws.urls.at(-1)).toBe("/echo?room=lobby%20%26%20more");
    await duplex.send("to {{room}}");
    await duplex.expectConversation(["> to lobby & more", "< to lobby & more"]);
    await expect(duplex.url, "the template is what is kept").toHaveValue("ws://{{host}}/echo?room={{room}}");
    await duplex.reload();
    await expect(duplex.environment).toContainText("Staging");
    await open(duplex);
    await expect(duplex.variables.getByRole("textbox", { name: "Value 1" })).toHaveValue(new URL(ws.url("/")).host);
  });

  test("the strongest scope counts, and what is off does not", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { name: "environment" });
    await duplex.setGlobals({ name: "global", other: "{{name}} again" });
    await duplex.connect(ws.url("/echo"));
    await duplex.send("{{name}} {{other}}");
    await duplex.expectConversation(["> environment environment again", "< environment environment again"]);
    await duplex.chooseEnvironment("No environment");
    await duplex.send("{{name}}");
    await expect.poll(() => ws.received.at(-1).data).toBe("global");
  });

  test("a secret is masked, shown on demand, and left out of a session-only value's storage", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { token: "s3cret-value" }, { keep: true });
    const { variables } = duplex;
    await variables.getByRole("combobox", { name: "Kind of token" }).selectOption("Secret");
    const cell = variables.getByRole("cell").filter({ has: page.getByRole("textbox", { name: "Value 1" }) });
    await expect(cell).toHaveCSS("-webkit-text-security", "disc");
    await variables.getByRole("button", { name: "Show token" }).click();
    await expect(cell).toHaveCSS("-webkit-text-security", "none");
    await expect(variables).toContainText("lies unencrypted in this browser");
    await variables.getByRole("combobox", { name: "Kind of token" }).selectOption("Session");
    await expect
      .poll(() => page.evaluate(() => JSON.stringify({ ...localStorage }).includes("s3cret-value")))
      .toBe(false);
    await expect
      .poll(() => page.evaluate(() => JSON.stringify({ ...sessionStorage }).includes("s3cret-value")))
      .toBe(true);
    await duplex.reload();
    await open(duplex);
    await expect(variables.getByRole("textbox", { name: "Value 1" })).toHaveValue("s3cret-value");
  });

  test("many are edited as text, and what is wrong is said", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { a: "1", b: "2" }, { keep: true });
    const { variables } = duplex;
    await variables.getByRole("button", { name: "Text", exact: true }).click();
    const text = variables.getByRole("textbox", { name: "Variables as text" });
    const write = async (words) => {
      await text.focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText(words);
    };
    await write("a=1\nno value");
    await expect(variables.getByRole("alert")).toHaveText("line 2 has no =: write NAME=value");
    await write("a=changed\n#off=3\nnew=x=y\n");
    await variables.getByRole("button", { name: "Apply" }).click();
    await expect(duplex.notices).toContainText("Deleted 1 variable");
    await variables.getByRole("button", { name: "Table", exact: true }).click();
    const rows = variables.getByRole("table", { name: "Variables" }).getByRole("row");
    await expect(rows).toHaveCount(5);
    await expect(variables.getByRole("checkbox", { name: "Use off" })).not.toBeChecked();
    await variables.getByRole("button", { name: "Text", exact: true }).click();
    await variables.getByRole("button", { name: "JSON" }).click();
    await expect(text).toContainText('"new": "x=y"');
  });

  test("they are searched, moved, removed with undo, by keyboard", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { alpha: "1", beta: "2", gamma: "3" }, { keep: true });
    const { variables } = duplex;
    await variables.getByRole("searchbox", { name: "Search variables" }).fill("et");
    await expect(variables.getByRole("status").first()).toHaveText("1 of 3 variables");
    await page.keyboard.press("Escape");
    await variables.getByRole("button", { name: "Move gamma up" }).press("Enter");
    await expect(variables.getByRole("textbox", { name: "Name 2" })).toHaveValue("gamma");
    await variables.getByRole("button", { name: "Remove gamma" }).press("Enter");
    await expect(variables.getByRole("textbox", { name: "Name 2" })).toHaveValue("beta");
    await duplex.closeDialog();
    await duplex.notices.getByRole("button", { name: "Undo" }).press("Enter");
    await open(duplex);
    await expect(variables.getByRole("textbox", { name: "Name 2" })).toHaveValue("gamma");
  });

  test("axe finds nothing", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { host: "localhost", token: "x" }, { keep: true });
    await duplex.variables.getByRole("combobox", { name: "Kind of token" }).selectOption("Secret");
    for (const form of ["Table", "Text"]) {
      await duplex.variables.getByRole("button", { name: form, exact: true }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
  });
});

test.describe("a name that nobody knows", () => {
  test("keeps the connection from being made, and can be defined at once", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.startConnecting("ws://{{host}}/echo");
    await expect(duplex.url).toHaveAccessibleDescription(/\{\{host\}\} is not defined/);
    expect(ws.urls).toHaveLength(0);
    await duplex.button("Define host").click();
    await expect(duplex.variables.getByRole("textbox", { name: "Name 1" })).toHaveValue("host");
    await duplex.variables.getByRole("textbox", { name: "Value 1" }).fill(new URL(ws.url("/")).host);
    await duplex.closeDialog();
    await duplex.button("Connect").click();
    await duplex.expectState("Connected");
  });

  test("keeps a message from being sent; braces can be sent as they are", async ({ duplex, ws }) => {
    await duplex.open();
    await duplex.connect(ws.url("/echo"));
    await duplex.send("hello {{you}}");
    await expect(duplex.composer.getByRole("alert")).toContainText("Not sent: {{you}} is not defined");
    await expect(duplex.composer.getByRole("button", { name: "Define you" })).toBeVisible();
    expect(ws.received).toHaveLength(0);
    await duplex.send("hello \\{{you}}");
    await duplex.expectConversation(["> hello {{you}}", "< hello {{you}}"]);
  });

  test("keeps an event from being sent, by its name or an argument", async ({ duplex, sio }) => {
    const server = await sio();
    await duplex.open();
    await duplex.setGlobals({ name: "echo", room: "lobby" });
    await duplex.connectIo(server.url);
    await duplex.emit("{{name}}", [
      { format: "JSON", text: '{"room":"{{room}}"}' },
      { format: "JSON", text: "{{nobody}}" },
    ]);
    await expect(duplex.composer.getByRole("alert")).toContainText("Not sent: {{nobody}} is not defined");
    await duplex.composer.getByRole("button", { name: "Remove argument 2" }).click();
    await duplex.send();
    await expect.poll(() => duplex.conversation()).toEqual(expect.arrayContaining([expect.stringMatching(/^< .*\{"room":"lobby"\}/)]));
  });
});

test.describe("in a field", () => {
  test("what is known is marked, hovered, completed", async ({ page, duplex }) => {
    await duplex.open();
    await duplex.newEnvironment("Staging", { host: "localhost:1", hostile: "x" });
    await duplex.setUrl("ws://{{host}}/{{nobody}}");
    await expect(duplex.url).toHaveAccessibleDescription(/host is localhost:1, from Environment Staging\. nobody is not defined/);
    const box = await duplex.url.boundingBox();
    await page.mouse.move(box.x + 50, box.y + box.height / 2);
    const card = page.getByRole("group", { name: "Variable host" });
    await expect(card).toContainText("localhost:1");
    await expect(card).toContainText("Environment Staging");
    await page.mouse.move(0, 0);
    await expect(card).toHaveCount(0);
    await duplex.url.press("End");
    await page.keyboard.type("?x={{ho");
    const list = page.getByRole("listbox", { name: "Variables" });
    await expect(list.getByRole("option")).toHaveText([/^host/, /^hostile/]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(duplex.url).toHaveValue("ws://{{host}}/{{nobody}}?x={{hostile}}");
    await expect(list).toHaveCount(0);
    await duplex.expectState("Not connected");
  });

  test("the editor completes them, too", async ({ page, duplex, ws }) => {
    await duplex.open();
    await duplex.setGlobals({ room: "lobby" });
    await duplex.setFormat("JSON");
    await duplex.message.focus();
    await page.keyboard.type('{"room":"{{ro');
    await expect(page.getByRole("listbox").getByRole("option", { name: /room/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect.poll(() => duplex.messageText()).toContain('"{{room}}"');
    await duplex.connect(ws.url("/echo"));
    await duplex.send();
    await expect.poll(() => ws.received.at(-1)?.data).toBe('{"room":"lobby"}');
  });

  test("JSON keeps its variables when it is beautified", async ({ duplex }) => {
    await duplex.open();
    await duplex.setFormat("JSON");
    await duplex.setMessage('{"a":{{ n }},"b":"{{room}}"}');
    await expect(duplex.composer).toContainText("JSON ✓");
    await duplex.composer.getByRole("button", { name: "Beautify" }).click();
    await duplex.expectMessage('{\n  "a": {{ n }},\n  "b": "{{room}}"\n}');
  });
});

test("another environment applies after a reconnect, and says so", async ({ duplex, ws }) => {
  await duplex.open();
  await duplex.newEnvironment("One", { path: "echo" });
  await duplex.newEnvironment("Two", { path: "echo?two" });
  await duplex.chooseEnvironment("One");
  await duplex.connect(`${ws.url("/")}{{path}}`);
  await duplex.chooseEnvironment("Two");
  await expect(duplex.composer.getByRole("status", { name: "Changes" })).toContainText("Changed URL");
  await duplex.composer.getByRole("button", { name: "Reconnect now" }).click();
  await expect.poll(() => ws.urls.at(-1)).toBe("/echo?two");
});
