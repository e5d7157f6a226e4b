// Sets the theme before the first paint, and follows the system and other pages while this one is open.
// The key and its value are the app's own: see `driver/page/storage.rs`.
(() => {
  const base = location.pathname.slice(0, location.pathname.lastIndexOf("/") + 1);
  const key = `duplex${base}theme/theme`;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(key));
      return stored?.v === 1 ? stored.data : "system";
    } catch {
      return "system";
    }
  };

  const apply = () => {
    const theme = chosen();
    const system = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme === "light" || theme === "dark" ? theme : system;
  };

  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) apply();
  });
})();
