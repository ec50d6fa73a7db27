// Small helps for the back office: questions before what cannot be undone, copying, and jobs that stay fresh.
(function () {
  "use strict";

  const POLL_MS = 2000;
  let edited = false;

  document.addEventListener("submit", function (event) {
    const question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // A choice that only shows something else needs no button; a date does, until it is whole.
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.type === "radio") form.requestSubmit();
  });

  // Unfold writes a chosen file's name into a text box beside it. Ours show it themselves, and have none.
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=file].o-input")) event.stopPropagation();
  }, true);

  document.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.method === "post") edited = true;
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  function copy(button) {
    const input = button.parentElement.querySelector("input");
    const words = button.querySelector("[data-copy-text]");
    const done = function () {
      words.textContent = "Copied";
      setTimeout(function () { words.textContent = "Copy"; }, 2000);
    };
    input.select();
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(input.value).then(done);
    } else if (document.execCommand("copy")) {
      done();
    }
  }

  // A page that shows secrets is the answer to a form: reloading must not send it again.
  function showOtherAddress() {
    const page = document.querySelector("[data-address]");
    if (page) window.history.replaceState(null, "", page.dataset.address);
  }

  // Jobs that live are asked for; when one ends, what it made is shown, unless somebody is writing.
  function live() {
    return Array.from(document.querySelectorAll("[data-job][data-live]"));
  }

  function refresh(address) {
    const pieces = live();
    if (!pieces.length) return;
    const ids = Array.from(new Set(pieces.map(function (piece) { return piece.dataset.job; })));
    fetch(address + "?ids=" + ids.join(","), { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : { jobs: {} }; })
      .then(function (found) { show(pieces, found.jobs); })
      .catch(function () {})
      .finally(function () { setTimeout(function () { refresh(address); }, POLL_MS); });
  }

  function show(pieces, jobs) {
    let ended = false;
    pieces.forEach(function (piece) {
      const job = jobs[piece.dataset.job];
      if (!job) return;
      if (piece.innerHTML !== job.html) piece.innerHTML = job.html;
      if (!job.live) {
        piece.removeAttribute("data-live");
        ended = true;
      }
    });
    const isOneObject = document.body.classList.contains("change-form");
    if (ended && isOneObject && !edited) window.location.reload();
  }

  window.addEventListener("load", function () {
    showOtherAddress();
    refresh("/admin/core/job/progress/");
  });
})();
