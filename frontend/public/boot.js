// Runs before the first paint so that the chosen theme, font size and language never flash,
// and fetches the files of the page that comes first: the shell with a session, the sign-in page without,
// the public form for whoever follows its link, and the English words for whoever reads English.
(function () {
  var root = document.documentElement;
  var prefs = {};
  var session = null;
  try {
    prefs = JSON.parse(localStorage.getItem("lf.prefs")) || {};
    session = localStorage.getItem("lf.session");
  } catch {
    prefs = {};
  }
  var dark = prefs.theme === "dark" || (prefs.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-theme", dark ? "dark" : "light");
  root.setAttribute("data-size", prefs.size || "normal");
  root.lang = prefs.locale || "zh-CN";

  var first = location.pathname.indexOf("/opinions/") === 0 ? "guest" : session ? "shell" : "entry";
  fetchAhead(first);
  if (prefs.locale === "en") fetchAhead("english");

  function fetchAhead(name) {
    var meta = document.querySelector("meta[name=files-" + name + "]");
    var files = meta ? meta.content.split(" ") : [];
    for (var i = 0; i < files.length; i += 1) {
      if (!files[i]) continue;
      var link = document.createElement("link");
      var isStyle = files[i].endsWith(".css");
      link.rel = isStyle ? "preload" : "modulepreload";
      if (isStyle) link.as = "style";
      link.crossOrigin = "";
      link.href = files[i];
      document.head.appendChild(link);
    }
  }
})();
