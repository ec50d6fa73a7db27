// The filter builder: conditions as rows, all or any of them, in boxes inside boxes. The domain says what is good.
(function () {
  "use strict";

  const WAIT_MS = 400;
  let known, faults, said, root, tree, address, timer, asked = 0;

  function setUp() {
    const place = document.querySelector("[data-builder]");
    if (!place) return;
    known = JSON.parse(place.dataset.known);
    faults = JSON.parse(place.dataset.faults);
    address = place.dataset.previewAddress;
    said = place.querySelector("[data-said]");
    try { tree = JSON.parse(said.value); } catch (error) { tree = null; }
    if (!tree || !(tree.all || tree.any)) tree = { all: [] };
    if (!list(tree).length) list(tree).push(fresh());
    root = document.createElement("div");
    place.append(root);
    draw();
  }

  function word(node) { return node.any ? "any" : "all"; }
  function list(node) { return node[word(node)]; }
  function fresh() { return { field: "email", op: "is set" }; }
  function fieldOf(row) { return known.fields.find(function (one) { return one.name === String(row.field).split(".")[0]; }) || known.fields[0]; }
  function keyOf(row) { return String(row.field).split(".").slice(1).join("."); }

  // Drawn anew when its shape changes; a text that is being written stays.
  function draw(focus) {
    root.replaceChildren(box(tree, "", 1, null));
    if (focus) { const found = root.querySelector('[data-path="' + focus + '"] select'); if (found) found.focus(); }
    changed(true);
  }

  function changed(quiet) {
    said.value = JSON.stringify(tree);
    if (!quiet) said.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    timer = setTimeout(preview, quiet ? 0 : WAIT_MS);
  }

  function make(name, attributes, ...inside) {
    const found = document.createElement(name);
    Object.entries(attributes).forEach(function (pair) {
      if (pair[1] === true) found.setAttribute(pair[0], "");
      else if (pair[1] !== false && pair[1] !== undefined) found.setAttribute(pair[0], pair[1]);
    });
    found.append(...inside.filter(Boolean));
    return found;
  }

  function choice(label, options, value, then) {
    const found = make("select", { class: "o-select", "aria-label": label });
    options.forEach(function (pair) {
      const option = make("option", { value: pair[0] }, pair[1]);
      option.selected = String(pair[0]) === String(value);
      found.append(option);
    });
    if (!options.some(function (pair) { return String(pair[0]) === String(value); })) found.selectedIndex = -1;
    found.addEventListener("change", function () { then(found.value); });
    return found;
  }

  function input(label, type, value, then, more) {
    const found = make("input", { class: "o-input o-grow", type: type, "aria-label": label, ...(more || {}) });
    found.value = value === undefined || value === null ? "" : value;
    found.addEventListener("input", function () { then(found.value); });
    return found;
  }

  function button(text, icon, then, more) {
    const sign = make("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, icon);
    const found = make("button", { type: "button", class: "o-button o-button-plain o-tight", ...(more || {}) }, sign, text);
    found.addEventListener("click", then);
    return found;
  }

  function box(node, path, depth, remove) {
    const rows = list(node);
    const words = [["all", "all of these fit"], ["any", "any of these fits"]];
    const head = make("div", { class: "o-row" },
      choice("How they are combined", words, word(node), function (value) {
        const kept = list(node);
        delete node.all; delete node.any;
        node[value] = kept;
        draw();
      }),
      remove && button("", "delete", remove, { "aria-label": "Take these conditions away", class: "o-button o-button-plain o-tight o-right" }));
    const drawn = rows.map(function (row, index) {
      const here = (path ? path + "." : "") + word(node) + "." + index;
      const away = rows.length > 1 || depth > 1 ? function () {
        rows.splice(index, 1);
        if (!rows.length && remove) remove(); else draw();
      } : null;
      return make("li", { "data-path": here }, row.all || row.any ? box(row, here, depth + 1, away) : line(row, away, here));
    });
    const last = function () { return (path ? path + "." : "") + word(node) + "." + (rows.length - 1); };
    const foot = make("div", { class: "o-row" },
      button("Condition", "add", function () { rows.push(fresh()); draw(last()); }),
      depth < known.deepest && button("Box of conditions", "library_add", function () { rows.push({ [word(node) === "all" ? "any" : "all"]: [fresh()] }); draw(last()); }));
    return make("fieldset", { class: "o-box" }, make("legend", { class: "o-hidden" }, "Conditions"), head, make("ul", { class: "o-box-rows" }, ...drawn), foot, problem(path));
  }

  function problem(path) {
    const keys = Object.keys(faults).filter(function (key) {
      if (key === path || (!path && (key === "all" || key === "any"))) return true;
      return key.indexOf(path + ".") === 0 && /^(field|op|value(\.\d+)?|did|did not|campaign|within_days|times|all|any)$/.test(key.slice(path.length + 1));
    });
    const text = make("p", { class: "o-problem", role: "alert", "data-problem": path }, keys.map(function (key) { return faults[key]; }).join(" "));
    text.hidden = !keys.length;
    return text;
  }

  function line(row, away, path) {
    const about = "did" in row || "did not" in row ? behaviour(row) : condition(row);
    return make("div", { class: "o-line" }, make("div", { class: "o-row" }, ...about, away && button("", "close", away, { "aria-label": "Take this condition away" })), problem(path));
  }

  function subjects() {
    const fields = known.fields.map(function (one) { return [one.name, one.label]; });
    return known.kinds.length ? [...fields, ["did", "Did …"], ["did not", "Did not …"]] : fields;
  }

  function subject(row, value) {
    Object.keys(row).forEach(function (key) { delete row[key]; });
    if (value === "did" || value === "did not") {
      row[value] = known.kinds[0][0];
    } else {
      const field = known.fields.find(function (one) { return one.name === value; });
      row.field = field.kind === "consent" ? "consent." + known.channels[0][0] : field.keyed ? value + "." : value;
      row.op = known.operators[field.kind][0];
      begin(row, field);
    }
    draw();
  }

  // What a value begins with, so that a condition says something from the start where it can.
  function begin(row, field) {
    delete row.value;
    if (known.withoutValue.includes(row.op)) return;
    if (field.kind === "consent") row.value = "given";
    else if (field.kind === "group") { if (known.groups.length) row.value = known.groups[0][0]; }
    else if (row.op === "in the last n days") row.value = 30;
    else if (row.op === "in") row.value = [];
    else row.value = "";
  }

  function condition(row) {
    const field = fieldOf(row);
    const operators = known.operators[field.kind].map(function (op) { return [op, op === "in the last n days" ? "in the last … days" : op === "in" ? "is one of" : op]; });
    return [
      choice("What is looked at", subjects(), field.name, function (value) { subject(row, value); }),
      field.kind === "consent" && choice("Channel", known.channels, keyOf(row), function (value) { row.field = "consent." + value; changed(); }),
      field.kind === "attribute" && attribute(row),
      choice("How it is compared", operators, row.op, function (value) {
        const before = row.value, kind = shape(row.op);
        row.op = value;
        begin(row, field);
        if (shape(value) === kind && row.value !== undefined) row.value = before;
        draw();
      }),
      value(row, field),
    ];
  }

  function shape(op) {
    if (["<", "<=", ">", ">="].includes(op)) return "number";
    if (["before", "after"].includes(op)) return "date";
    return ["in the last n days", "in"].includes(op) ? op : "text";
  }

  function attribute(row) {
    const names = make("datalist", { id: "attribute-names" }, ...known.attributes.map(function (name) { return make("option", { value: name }); }));
    const found = input("Attribute", "text", keyOf(row), function (text) { row.field = "attributes." + text.trim(); changed(); }, { list: "attribute-names", placeholder: "which", maxlength: 64 });
    found.classList.remove("o-grow");
    return make("span", {}, found, names);
  }

  function value(row, field) {
    if (known.withoutValue.includes(row.op)) return null;
    const set = function (one) { row.value = one; changed(); };
    if (field.kind === "group") return choice("Group", known.groups, row.value, function (text) { set(Number(text)); });
    if (field.kind === "consent") return choice("Consent", [["given", "given"], ["withdrawn", "withdrawn"]], row.value, set);
    if (row.op === "in the last n days") return input("Days", "number", row.value, function (text) { set(number(text)); }, { min: 1, max: 3650, step: 1 });
    if (shape(row.op) === "date") return input("Day", "date", row.value, set);
    if (shape(row.op) === "number") return input("Number", "number", row.value, function (text) { set(number(text)); }, { step: "any" });
    if (row.op === "in") return input("Values, separated by commas", "text", (row.value || []).join(", "), function (text) {
      set(text.split(",").map(function (one) { return one.trim(); }).filter(Boolean));
    }, { placeholder: "Oslo, Bergen" });
    return input("Value", "text", row.value, set, { maxlength: 1000 });
  }

  function number(text) { return text === "" ? null : Number(text); }

  function behaviour(row) {
    const name = "did" in row ? "did" : "did not";
    const optional = function (key) { return function (text) { if (text === "") delete row[key]; else row[key] = Number(text); changed(); }; };
    return [
      choice("What is looked at", subjects(), name, function (value) { subject(row, value); }),
      choice("What they did", known.kinds, row[name], function (value) { row[name] = value; changed(); }),
      known.campaigns.length && choice("Campaign", [["", "in any campaign"], ...known.campaigns], row.campaign || "", optional("campaign")),
      name === "did" && measured("at least", input("Times", "number", row.times || 1, optional("times"), { min: 1, max: 1000 }), "times"),
      measured("in the last", input("Days", "number", row.within_days, optional("within_days"), { min: 1, max: 3650, placeholder: "all" }), "days"),
    ];
  }

  function measured(before, field, after) {
    field.classList.remove("o-grow");
    field.classList.add("o-digits");
    return make("label", { class: "o-row o-small" }, before, field, after);
  }

  // Whom it fits, while it is written. Only the latest question's answer is shown.
  function preview() {
    const place = document.querySelector("[data-preview]");
    if (!place) return;
    const mine = ++asked;
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    fetch(address, { method: "POST", credentials: "same-origin", body: said.value, headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.value : "" } })
      .then(function (answer) { return answer.json(); })
      .then(function (found) { if (mine === asked) show(place, found); })
      .catch(function () { if (mine === asked) show(place, { message: "The count could not be asked for just now." }); });
  }

  function show(place, found) {
    faults = found.faults || {};
    root.querySelectorAll("[data-problem]").forEach(function (old) { old.replaceWith(problem(old.dataset.problem)); });
    const count = place.querySelector("[data-preview-count]"), wrong = place.querySelector("[data-preview-problem]");
    const incomplete = Boolean(found.faults);
    const refused = document.getElementById("id_filter_error");
    if (refused) refused.hidden = !incomplete;
    count.replaceChildren(...(found.count ? [make("strong", {}, found.count), " " + found.noun] : []));
    wrong.hidden = !found.message || incomplete;
    wrong.textContent = wrong.hidden ? "" : found.message;
    const hint = place.querySelector("[data-preview-hint]");
    hint.hidden = !incomplete;
    hint.textContent = "Complete the conditions, and see here whom they fit.";
    place.querySelector("[data-preview-list]").replaceChildren(...(found.contacts || []).map(function (one) {
      return make("li", {}, make("a", { class: "o-link", href: one.url }, one.name), " ", make("span", { class: "o-small" }, one.address));
    }));
  }

  document.addEventListener("DOMContentLoaded", setUp);
})();
