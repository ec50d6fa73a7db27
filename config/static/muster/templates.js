// The template editor: rows of buttons and cards, and a preview that follows what is typed. The domain renders it.
(function () {
  "use strict";

  const WAIT_MS = 250;
  const KINDS = { url: "Link", phone: "Call", reply: "Reply" };
  const VALUES = { url: "https://…", phone: "+47 123 45 678", reply: "What comes back (or empty)" };

  function make(tag, attributes, children) {
    const piece = document.createElement(tag);
    Object.entries(attributes || {}).forEach(function (pair) { piece.setAttribute(pair[0], pair[1]); });
    (children || []).forEach(function (child) { piece.append(child); });
    return piece;
  }

  function icon(name) { return make("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, [name]); }

  // -- Rows: a hidden text of JSON, and the fields that people see

  function setUpRows(area) {
    let rows;
    try { rows = JSON.parse(area.value || "[]"); } catch (error) { return; }
    if (!Array.isArray(rows)) return;
    const kinds = area.dataset.kinds.split(" ").filter(Boolean);
    const box = make("div", { class: "t-rows" });
    area.hidden = true;
    area.insertAdjacentElement("afterend", box);

    function store() {
      area.value = JSON.stringify(rows);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function draw() {
      const fill = area.dataset.rows === "cards" ? card : button;
      box.replaceChildren.apply(box, rows.map(function (row, at) { return fill(row, at, rows); }));
      box.append(area.dataset.rows === "cards"
        ? adder("Add a card", function () { return { image_url: "", body: "", buttons: [] }; }, rows)
        : adder("Add a button", empty, rows));
    }

    function empty() { return { kind: kinds[0], text: "", value: "" }; }

    function adder(words, blank, list) {
      const piece = make("button", { type: "button", class: "o-button o-button-plain o-tight t-add" }, [icon("add"), words]);
      piece.addEventListener("click", function () { list.push(blank()); draw(); store(); });
      return piece;
    }

    function remover(list, at, name) {
      const piece = make("button", { type: "button", class: "t-remove", "aria-label": "Remove " + name }, [icon("close")]);
      piece.addEventListener("click", function () { list.splice(at, 1); draw(); store(); });
      return piece;
    }

    function input(row, key, name, placeholder) {
      const piece = make("input", { class: "o-input", "aria-label": name, placeholder: placeholder || name, autocomplete: "off" });
      piece.value = row[key] || "";
      piece.addEventListener("input", function () { row[key] = piece.value; store(); });
      return piece;
    }

    function button(row, at, list) {
      const choice = make("select", { class: "o-select", "aria-label": "Kind of button " + (at + 1) });
      kinds.forEach(function (kind) { choice.append(make("option", { value: kind }, [KINDS[kind]])); });
      choice.value = row.kind;
      choice.addEventListener("change", function () { row.kind = choice.value; draw(); store(); });
      return make("div", { class: "t-row" }, [
        choice,
        input(row, "text", "Words on button " + (at + 1), "Words on it"),
        input(row, "value", "Value of button " + (at + 1), VALUES[row.kind]),
        remover(list, at, "button " + (at + 1)),
      ]);
    }

    function card(row, at, list) {
      const name = "Card " + (at + 1);
      const words = make("textarea", { class: "o-input", rows: "2", "aria-label": "Words of card " + (at + 1) });
      words.value = row.body || "";
      words.addEventListener("input", function () { row.body = words.value; store(); });
      row.buttons = row.buttons || [];
      return make("section", { class: "t-card", "aria-label": name }, [
        make("div", { class: "t-card-head" }, [name, remover(list, at, "card " + (at + 1))]),
        make("label", { class: "t-field" }, ["Picture", input(row, "image_url", "Picture of card " + (at + 1), "https://… or empty: each call brings one")]),
        make("label", { class: "t-field" }, ["Words", words]),
      ].concat(row.buttons.map(function (one, n) { return button(one, n, row.buttons); }), [adder("Add a button", empty, row.buttons)]));
    }

    draw();
  }

  // -- Preview

  function setUpPreview(box) {
    const form = document.getElementById("messagetemplate_form");
    let timer = 0;
    let running = null;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const problem = box.querySelector("[data-problem]");

    function said() {
      const found = {};
      if (form && "live" in box.dataset) {
        new FormData(form).forEach(function (value, name) {
          if (typeof value === "string" && !name.startsWith("_") && name !== "csrfmiddlewaretoken") found[name] = value;
        });
      }
      document.querySelectorAll("[data-rows]").forEach(function (area) {
        try { found[area.name] = JSON.parse(area.value || "[]"); } catch (error) { delete found[area.name]; }
      });
      box.querySelectorAll("[data-sample]").forEach(function (input) { found["sample:" + input.dataset.sample] = input.value; });
      return found;
    }

    function ask() {
      if (running) running.abort();
      running = new AbortController();
      fetch(box.dataset.preview, {
        method: "POST", credentials: "same-origin", signal: running.signal, body: JSON.stringify(said()),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.value : "" },
      }).then(function (answer) {
        return answer.json().then(function (found) {
          if (!answer.ok) throw new Error(found.message);
          tell("");
          show(found);
        });
      }).catch(function (error) {
        const isOurs = error.name === "Error" && error.message;
        if (error.name !== "AbortError") tell(isOurs ? error.message : "The preview could not be made just now.");
      });
    }

    function tell(words) { problem.textContent = words; problem.hidden = !words; }

    function show(found) {
      const pane = box.querySelector("[data-pane=preview]");
      const fresh = make("div");
      fresh.innerHTML = found.preview;
      replacePieces(pane, fresh);
      put("faults", found.faults);
      const variables = box.querySelector("[data-pane=variables]");
      const next = make("div");
      next.innerHTML = found.variables;
      // Somebody may be typing in one of them.
      if (names(variables) !== names(next)) variables.replaceChildren.apply(variables, Array.from(next.childNodes));
    }

    function names(piece) {
      const found = piece.querySelector("[data-names]");
      return found ? found.dataset.names : "";
    }

    function put(name, html) {
      const pane = box.querySelector("[data-pane=" + name + "]");
      if (pane.innerHTML !== html) pane.innerHTML = html;
    }

    // What stayed the same is left alone, so that the e-mail neither blinks nor scrolls away.
    function replacePieces(pane, fresh) {
      const old = Array.from(pane.children);
      const next = Array.from(fresh.children);
      const same = old.length === next.length && old.every(function (piece, at) {
        return piece.tagName === next[at].tagName && piece.dataset.piece === next[at].dataset.piece;
      });
      if (!same) {
        pane.replaceChildren.apply(pane, next);
        return;
      }
      old.forEach(function (piece, at) {
        if (piece.tagName === "IFRAME") {
          if (piece.srcdoc !== next[at].srcdoc) piece.srcdoc = next[at].srcdoc;
        } else if (piece.innerHTML !== next[at].innerHTML) {
          piece.innerHTML = next[at].innerHTML;
        }
      });
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    }

    if (form) form.addEventListener("input", later);
    if (form) form.addEventListener("change", later);
    box.addEventListener("input", function (event) { if (event.target.matches("[data-sample]")) later(); });
  }

  // A header's words and its file are never asked for at once.
  function setUpHeader() {
    const choice = document.querySelector("select[name=header_kind]");
    if (!choice) return;
    function update() {
      shown("header_text", choice.value === "text");
      shown("header_url", Boolean(choice.value) && choice.value !== "text");
    }
    function shown(name, is) {
      const field = document.querySelector("[name=" + name + "]");
      const row = field && field.closest(".field-" + name);
      if (row) row.hidden = !is;
      if (row) row.classList.toggle("t-gone", !is);
    }
    choice.addEventListener("change", update);
    update();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-rows]").forEach(setUpRows);
    setUpHeader();
    document.querySelectorAll("[data-preview]").forEach(setUpPreview);
  });
})();
