// All that is kept as one file, and back again.
import AxeBuilder from "@axe-core/playwright";
import { Duplex, expect, test } from "../support/duplex.mjs";
import { collection, environment, savedRequests } from "../support/stored.mjs";

const chat = collection(0xc000, "Chat", { Echo: "ws://echo", Typing: "ws://typing" });
const staging = environment(0xe000, "Staging", {
  host: "staging:80",
  token: { value: "s3cret-value", kind: "secret" },
});

/** A page of another browser, in which nothing is stored. */
const elsewhere = async (browser, site) => {
  const context = await browser.newContext();
  const other = new Duplex(await context.newPage(), site);
  await other.open();
  return other;
};

test("a file has everything, and secrets only when they are wanted", async ({ duplex }) => {
  await duplex.open();
  await duplex.store(chat, staging);
  await duplex.openSaved("Echo");
  await duplex.setUrl("ws://draft");
  const { name, text } = await duplex.backUp();
  expect(name).toMatch(/^duplex-workspace-\d{4}-\d\d-\d\d\.json$/);
  expect(text).not.toContain("s3cret-value");
  const { duplex: what, keys } = JSON.parse(text);
  expect(what).toBe("workspace");
  expect(keys[chat[0]]).toEqual(JSON.parse(chat[1]));
  expect(keys[staging[0]].data.entries.map(({ variable }) => variable?.value)).toEqual([undefined, "staging:80", ""]);
  expect(JSON.stringify(keys)).toContain("ws://draft");
  const whole = await duplex.backUp({ secrets: true });
  expect(JSON.parse(whole.text).keys[staging[0]]).toEqual(JSON.parse(staging[1]));
});

test("restored in an empty browser it is what it was", async ({ browser, site, duplex }) => {
  await duplex.open();
  await duplex.newCollection("Chat");
  await duplex.addTo("Chat", "New folder", "Presence");
  await duplex.addTo("Presence", "New request", "Typing");
  await duplex.setUrl("ws://typing");
  await duplex.save();
  await duplex.newEnvironment("Staging", { host: "staging:80" });
  const file = await duplex.backUp({ secrets: true });
  const outline = await duplex.outline();

  const other = await elsewhere(browser, site);
  await other.pickBackup(file);
  const list = other.restoring.getByRole("list", { name: "In the file" });
  await expect(list).toContainText("Collection Chat: 1 request");
  await expect(list).toContainText("Environment Staging: 1 variable");
  for (const theme of ["light", "dark"]) {
    await other.wear(theme);
    expect((await new AxeBuilder({ page: other.page }).analyze()).violations).toEqual([]);
  }
  await other.restoring.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(other.restoring).toHaveCount(0);
  expect(savedRequests(await other.stored())).toEqual({});

  await other.restore(file);
  await other.reload();
  await other.showSide("Collections");
  await other.item("Chat").click();
  await other.item("Presence").click();
  await other.expectOutline(outline);
  expect(savedRequests(await other.stored())).toEqual({ Typing: "ws://typing" });
  await other.chooseEnvironment("Staging");
  const again = await other.backUp({ secrets: true });
  for (const [key, value] of Object.entries(JSON.parse(file.text).keys)) {
    if (!key.startsWith("tabs/")) expect(JSON.parse(again.text).keys[key]).toEqual(value);
  }
  await other.page.context().close();
});

test("what is here stays, and what differs is kept beside", async ({ duplex }) => {
  await duplex.open();
  await duplex.store(chat, staging);
  const file = await duplex.backUp();
  await duplex.saveUrl("Echo", "ws://later");
  await duplex.newCollection("New here");
  await duplex.restore(file);
  await duplex.expectNotice(/^Restored .* what was here is kept as the second version/);
  await expect
    .poll(async () => savedRequests(await duplex.stored()))
    .toEqual({ Echo: "ws://echo", "Echo (second version)": "ws://later", Typing: "ws://typing" });
  await expect(duplex.item("New here")).toBeVisible();
  expect(JSON.stringify(await duplex.stored()), "a secret that is not in the file is not lost").toContain("s3cret-value");
  await duplex.notices.getByText(/^Restored /).locator("..").getByRole("button", { name: "Undo" }).click();
  await expect
    .poll(async () => savedRequests(await duplex.stored()))
    .toEqual({ Echo: "ws://later", Typing: "ws://typing" });
});

const wrong = {
  "that is not JSON": "{",
  "of something else": '{"info":{"name":"a collection of another program"}}',
  "without values": '{"duplex":"workspace"}',
};
for (const [what, text] of Object.entries(wrong)) {
  test(`a file ${what} changes nothing and is said`, async ({ duplex }) => {
    await duplex.open();
    await duplex.store(chat);
    const before = await duplex.stored();
    await duplex.pickBackup({ name: "wrong.json", text });
    await duplex.expectNotice(/^Nothing was restored: wrong\.json is not /);
    await expect(duplex.restoring).toHaveCount(0);
    expect(await duplex.stored()).toEqual(before);
  });
}

test("of a file that is broken in part the rest is restored, and the part is named", async ({ duplex }) => {
  await duplex.open();
  const keys = { [chat[0]]: JSON.parse(chat[1]), [staging[0]]: { v: 2, data: {} }, "globals/globals": { v: 1, data: 3 } };
  await duplex.pickBackup({ name: "part.json", text: JSON.stringify({ duplex: "workspace", keys }) });
  const problems = duplex.restoring.getByRole("list", { name: "What cannot be read" }).getByRole("listitem");
  await expect(problems).toHaveText([/^environment\/.* newer Duplex/, /^globals\/globals: it cannot be read/]);
  await duplex.restoring.getByRole("button", { name: "Restore", exact: true }).click();
  await expect.poll(async () => savedRequests(await duplex.stored())).toEqual({ Echo: "ws://echo", Typing: "ws://typing" });

  await duplex.pickBackup({ name: "none.json", text: '{"duplex":"workspace","keys":{"globals/globals":{"v":2}}}' });
  await expect(duplex.restoring).toContainText("There is nothing in it that can be restored.");
  await expect(duplex.restoring.getByRole("button", { name: "Restore", exact: true })).toHaveCount(0);
});
