// The planning page: a chat that outlives a reload, the plan that it makes, and drafts while they are written.
(function () {
  "use strict";

  const POLL_MS = 1200;
  const page = document.querySelector("[data-planning]");
  if (!page) return;

  const find = function (name) { return page.querySelector("[data-" + name + "]"); };
  const list = find("turns");
  const problem = find("problem");
  const form = find("say");
  const field = form.querySelector("textarea");
  const planButton = find("make-plan");
  const draftButton = find("write-drafts");
  const forgetButton = find("forget");
  const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
  const key = "muster.chat." + page.dataset.planning;
  let turns = kept();
  let busy = false;

  // -- The chat

  function kept() {
    try {
      const found = JSON.parse(window.sessionStorage.getItem(key));
      return Array.isArray(found) ? found : [];
    } catch (error) { return []; }
  }

  function keep() {
    try { window.sessionStorage.setItem(key, JSON.stringify(turns)); } catch (error) { /* full, or forbidden */ }
    forgetButton.hidden = !turns.length;
    planButton.disabled = busy || !turns.some(function (turn) { return turn.role === "user"; });
  }

  function show(turn, note) {
    const item = document.createElement("li");
    item.className = "o-turn o-turn-" + turn.role;
    const who = document.createElement("span");
    who.className = "o-hidden";
    who.textContent = turn.role === "user" ? "You: " : "Assistant: ";
    const text = document.createElement("p");
    text.append(who, turn.text);
    item.append(text);
    if (note) item.append(small(note));
    list.append(item);
    list.scrollTop = list.scrollHeight;
    return item;
  }

  function small(text) {
    const piece = document.createElement("p");
    piece.className = "o-small";
    piece.textContent = text;
    return piece;
  }

  function say(text) {
    const turn = { role: "user", text: text };
    turns.push(turn);
    const item = show(turn);
    const waits = show({ role: "assistant", text: "…" });
    waits.classList.add("o-waits");
    work(form, true);
    call(page.dataset.chat, { turns: JSON.stringify(turns) })
      .then(function (found) {
        const reply = { role: "assistant", text: found.response };
        turns.push(reply);
        waits.remove();
        show(reply, found.fallback ? "The built-in assistant answered: " + found.fallback : "");
      })
      .catch(function (error) {
        // What was not answered goes back into the field, so that nothing has to be written twice.
        turns.pop();
        waits.remove();
        item.remove();
        field.value = text;
        tell(error.message);
      })
      .finally(function () { work(form, false); field.focus(); });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || busy) return;
    field.value = "";
    say(text);
  });

  field.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  forgetButton.addEventListener("click", function () {
    if (!window.confirm("Start over? The chat is forgotten; the campaign stays as it is.")) return;
    turns = [];
    list.querySelectorAll("li:not([data-greeting])").forEach(function (item) { item.remove(); });
    keep();
    field.focus();
  });

  // -- The plan

  planButton.addEventListener("click", function () {
    work(planButton, true);
    call(page.dataset.plan, { turns: JSON.stringify(turns) })
      .then(function (found) {
        find("summary").innerHTML = found.summary;
        const words = found.changed.length ? "Changed: " + found.changed.join(", ") + "." : "The campaign says all of this already.";
        find("planned").textContent = words + (found.fallback ? " The built-in assistant made this plan: " + found.fallback : "");
      })
      .catch(function (error) { tell(error.message); })
      .finally(function () { work(planButton, false); });
  });

  // -- The drafts

  draftButton.addEventListener("click", function () { draft({}); });

  function draft(values) {
    draftButton.disabled = true;
    call(page.dataset.draft, values)
      .then(function (found) {
        find("drafts").innerHTML = found.html;
        if (found.live) window.setTimeout(function () { draft({ job: found.job }); }, POLL_MS);
        else draftButton.disabled = false;
      })
      .catch(function (error) { tell(error.message); draftButton.disabled = false; });
  }

  // -- Both

  function call(address, values) {
    tell("");
    return fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams(values),
    }).then(
      function (answer) {
        return answer.json().then(
          function (found) {
            if (!answer.ok) throw new Error(found.message || "That did not work.");
            return found;
          },
          function () { throw new Error("You were signed out, or may not do this any more. Reload the page."); }
        );
      },
      function () { throw new Error("Muster could not be reached. Try again."); }
    );
  }

  function tell(words) {
    problem.textContent = words;
    problem.hidden = !words;
  }

  function work(piece, on) {
    busy = on;
    piece.setAttribute("aria-busy", String(on));
    form.querySelector("button").disabled = on;
    keep();
  }

  turns.forEach(function (turn) { show(turn); });
  keep();
  const running = page.querySelector("[data-running]");
  if (running && running.dataset.running) draft({ job: running.dataset.running });
})();
