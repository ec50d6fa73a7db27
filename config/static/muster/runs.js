// Runs that live keep themselves fresh: their balance is asked for every two seconds.
(function () {
  "use strict";

  const POLL_MS = 2000;
  const ADDRESS = "/admin/delivery/run/progress/";

  function live() {
    return Array.from(document.querySelectorAll("[data-run][data-live]"));
  }

  function ids(pieces) {
    return Array.from(new Set(pieces.map(function (piece) { return piece.dataset.run; }))).join(",");
  }

  function ask(view) {
    const pieces = live().filter(function (piece) { return piece.dataset.view === view; });
    if (!pieces.length || document.hidden) return Promise.resolve();
    return fetch(ADDRESS + "?view=" + view + "&ids=" + ids(pieces), {
      credentials: "same-origin", headers: { Accept: "application/json" },
    })
      .then(function (answer) { return answer.ok ? answer.json() : { runs: {} }; })
      .then(function (found) { pieces.forEach(function (piece) { show(piece, found.runs[piece.dataset.run]); }); })
      .catch(function () {});
  }

  function show(piece, run) {
    if (!run) return;
    if (piece.innerHTML !== run.html) piece.innerHTML = run.html;
    if (!run.live) piece.removeAttribute("data-live");
    if (piece.dataset.state && piece.dataset.state !== run.state) renew();
  }

  // Other buttons, reasons and outcomes belong to another state; a reload would take away what was just said.
  function renew() {
    fetch(window.location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("content-main");
        if (fresh) document.getElementById("content-main").replaceWith(fresh);
      })
      .catch(function () {});
  }

  function refresh() {
    if (!live().length) return;
    Promise.all([ask("list"), ask("whole")]).finally(function () { setTimeout(refresh, POLL_MS); });
  }

  window.addEventListener("load", refresh);
})();
