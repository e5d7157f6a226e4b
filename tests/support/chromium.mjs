// Which browser the tests, the screenshots and the bench run in, and with what flags.
import { execFileSync } from "node:child_process";

export const chromiumArgs = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of the installed Chromium. */
export function findChromium() {
  try {
    return execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  } catch {
    throw new Error("Chromium was not found. On Debian: apt-get install chromium");
  }
}
