// How much of a platform's limits a text takes, while it is written. The domain decides; this only tells in time.
(function () {
  "use strict";

  function setUp() {
    const body = document.querySelector("[data-limits]");
    if (!body) return;
    const limits = JSON.parse(body.dataset.limits);
    const fields = Array.from(document.querySelectorAll("[data-counted]"));
    const platform = document.querySelector("select[name=platform]");
    const type = document.querySelector("select[name=type]");
    const pieces = fields.map(function (field) {
      const piece = document.createElement("p");
      piece.className = "o-counter";
      piece.setAttribute("aria-live", "polite");
      field.insertAdjacentElement("afterend", piece);
      field.addEventListener("input", update);
      return piece;
    });
    [platform, type].forEach(function (choice) { if (choice) choice.addEventListener("change", update); });

    function update() {
      // Only an article may do without a platform; of others the limits are not known before one is chosen.
      const name = (platform && platform.value) || (!type || type.value === "blog" ? "blog" : "");
      const taken = limits[name] || { text: 0, title: 0, media: Infinity, hashtags: null, name: "" };
      fields.forEach(function (field, index) { tell(pieces[index], field, taken); });
    }
    update();
  }

  function tell(piece, field, taken) {
    const kind = field.dataset.counted;
    const most = taken[kind];
    const used = kind === "media" ? lines(field.value) : Array.from(field.value).length;
    const parts = most && taken.name ? [number(used) + " / " + number(most)] : used && kind === "media" && taken.name ? ["None taken"] : [];
    let over = Boolean(taken.name) && (kind !== "title" || most > 0) && used > most;
    if (kind === "text" && taken.hashtags !== null && taken.hashtags !== undefined) {
      const tags = field.value.split(/\s+/).filter(function (word) { return /^#./u.test(word); }).length;
      if (tags) parts.push(tags + " / " + taken.hashtags + " hashtags");
      over = over || tags > taken.hashtags;
    }
    piece.textContent = parts.length ? parts.join(" · ") + " on " + taken.name : "";
    piece.classList.toggle("o-over", over);
  }

  function lines(text) {
    return text.split("\n").filter(function (line) { return line.trim(); }).length;
  }

  function number(value) {
    return value.toLocaleString("en");
  }

  document.addEventListener("DOMContentLoaded", setUp);
})();
