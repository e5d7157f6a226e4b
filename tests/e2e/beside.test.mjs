// Two requests side by side.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/duplex.mjs";

/** What one desk has, by the names it has for everyone. */
const desk = (page, name) => {
  const panel = page.getByRole("tabpanel", { name, exact: true });
  return {
    panel,
    url: panel.getByRole("textbox", { name: "URL" }),
    connect: panel.getByRole("button", { name: "Connect", exact: true }),
    message: panel.getByRole("textbox", { name: "Message", exact: true }),
    rows: (text) => panel.getByRole("row", { name: text }),
  };
};

const both = (page) => [desk(page, "Request"), desk(page, "Request, right")];

test("two live side by side, keys go to the one that is used", async ({ page, duplex, ws }) => {
  await duplex.open();
  await duplex.connect(ws.url("/echo"));
  await duplex.send("from the left");
  await duplex.button("Show two side by side").click();
  const [left, right] = both(page);
  await expect(right.url).toBeVisible();
  await expect(duplex.tabs).toHaveCount(2);

  await right.url.fill(ws.url("/echo?right"));
  await right.connect.click();
  await expect(right.rows(/Connected in/)).toBeVisible();
  await right.message.click();
  await page.keyboard.type("from the right");
  await page.keyboard.press("Control+Enter");
  await expect(right.rows(/incoming.*from the right/)).toBeVisible();
  await expect(left.rows(/from the right/)).toHaveCount(0);

  // A press in the other one brings it to the front, and moves nothing.
  await left.message.click();
  await page.keyboard.press("Control+Enter");
  await expect(left.rows(/incoming.*from the left/)).toHaveCount(2);
  await expect(right.rows(/from the left/)).toHaveCount(0);
  await expect(duplex.tabs.first()).toHaveAttribute("aria-selected", "true");
  expect(ws.open).toBe(2);

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  // Closing one leaves the other, alone and alive.
  await page.keyboard.press("Alt+KeyW");
  await expect(right.panel).toHaveCount(0);
  await expect(desk(page, "Request").rows(/incoming.*from the right/)).toBeVisible();
});

test("a window without room for two shows the one that is used", async ({ page, duplex }) => {
  await duplex.open();
  await duplex.url.fill("ws://first");
  await page.keyboard.press("Alt+KeyB");
  const [left, right] = both(page);
  await right.url.fill("ws://second");
  await page.setViewportSize({ width: 800, height: 700 });
  await expect(right.url).toBeVisible();
  await expect(left.url).toBeHidden();
  await duplex.tabs.first().click();
  await expect(left.url).toHaveValue("ws://first");
  await expect(right.url).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(right.url).toHaveValue("ws://second");
  await page.keyboard.press("Alt+KeyB");
  await expect(right.panel).toHaveCount(0);
  await expect(left.url).toHaveValue("ws://first");
});
