// Runs before the first paint so that the chosen theme, font size and language never flash.
(function () {
  var root = document.documentElement;
  var prefs = {};
  try {
    prefs = JSON.parse(localStorage.getItem("lf.prefs")) || {};
  } catch {
    prefs = {};
  }
  var dark = prefs.theme === "dark" || (prefs.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-theme", dark ? "dark" : "light");
  root.setAttribute("data-size", prefs.size || "normal");
  root.lang = prefs.locale || "zh-CN";
})();
