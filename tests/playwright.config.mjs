// End-to-end tests: real Chromium, the release build, real servers on free ports (see support/duplex.mjs).
import { defineConfig } from "@playwright/test";
import { chromiumArgs, findChromium } from "./support/chromium.mjs";

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.test.mjs",
  outputDir: "results/e2e",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findChromium(), args: chromiumArgs },
    actionTimeout: 15_000,
    trace: "retain-on-failure",
  },
});
