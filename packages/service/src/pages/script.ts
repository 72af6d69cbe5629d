/**
 * What a browser adds to a page: sorting, grouping and filtering at once, tooltips, links that keep the view, copying,
 * and unfinished pages that look again. Everything is there without it.
 *
 * Plain JavaScript as browsers run it: it is sent as it stands here, and a policy allows this text by its hash.
 */
export const pageScript = `"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isFile = location.protocol === "file:" || location.protocol === "data:" || location.protocol === "about:";
  const plain = { group: "verdict", sort: "improvement", domain: "", trait: "", role: "", find: "", by: "domain" };

  // the view stands in the address: in its query, or in a file's fragment
  function saved() {
    const text = isFile ? location.hash.replace(/^#\\??/, "") : location.search;
    return new URLSearchParams(text.includes("=") ? text : "");
  }
  function save(view) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(plain)) if (view[name] !== undefined && view[name] !== value) query.set(name, view[name]);
    for (const verdict of view.verdict) query.append("verdict", verdict);
    const text = query.toString();
    if (isFile) history.replaceState(null, "", text === "" ? "#" : "#?" + text);
    else history.replaceState(null, "", location.pathname + (text === "" ? "" : "?" + text) + location.hash);
  }

  function forest() {
    const form = one("#controls");
    const table = one("#forest");
    if (!form || !table) return;
    form.hidden = false;
    const names = JSON.parse(one("#groups").textContent);
    const rows = new Map();
    for (const row of all("tr[data-row]", table)) if (!rows.has(row.dataset.row)) rows.set(row.dataset.row, row);
    const ordered = [...rows.values()].sort((a, b) => a.dataset.row - b.dataset.row);
    const labels = new Map(ordered.map((row) => [row, one(".name a", row).textContent]));
    one(".apply", form).hidden = true;

    function read() {
      const data = new FormData(form);
      const view = Object.fromEntries(Object.keys(plain).map((name) => [name, data.get(name) ?? ""]));
      view.by = one("input[name=by]:checked")?.value ?? plain.by;
      return { ...view, verdict: data.getAll("verdict") };
    }
    function values(row, by) {
      return by === "trait" ? row.dataset.trait.split("|") : [row.dataset[by]];
    }
    function wanted(row, view) {
      const { verdict, name } = row.dataset;
      return (view.verdict.length === 0 || view.verdict.includes(verdict)) &&
        ["domain", "trait", "role"].every((by) => view[by] === "" || values(row, by).includes(view[by])) &&
        (labels.get(row) + " " + name).toLowerCase().includes(view.find.trim().toLowerCase());
    }
    function comparer(view) {
      const place = (a, b) => a.dataset.row - b.dataset.row;
      if (view.sort === "improvement" && view.group === "verdict") return place;
      if (view.sort === "suite") return (a, b) => (labels.get(a) < labels.get(b) ? -1 : 1);
      const figure = (row) => {
        const text = row.dataset[view.sort];
        return text === "" ? Infinity : view.sort === "p" ? Number(text) : -Number(text);
      };
      return (a, b) => { const [x, y] = [figure(a), figure(b)]; return x === y ? place(a, b) : x < y ? -1 : 1; };
    }
    function groups(view) {
      if (view.group === "none") return [["", "", ordered]];
      if (view.group === "verdict") return names.verdict.map((title, index) => [title, "", ordered.filter((row) => Number(row.dataset.section) === index)]);
      const found = [...new Set(ordered.flatMap((row) => values(row, view.group)))].sort();
      return found.map((value) => {
        const own = ordered.filter((row) => values(row, view.group).includes(value));
        return [value, names[view.group]?.[value] ?? own.length + (own.length === 1 ? " row" : " rows"), own];
      });
    }
    function heading(title, summary) {
      const row = document.createElement("tr");
      row.className = "group";
      const cell = document.createElement("th");
      cell.scope = "rowgroup";
      cell.colSpan = 9;
      cell.textContent = title;
      if (summary !== "") {
        const span = document.createElement("span");
        span.className = "summary";
        span.textContent = summary;
        cell.append(span);
      }
      row.append(cell);
      return row;
    }
    function show() {
      const view = read();
      const visible = new Set(ordered.filter((row) => wanted(row, view)));
      for (const row of ordered) row.hidden = !visible.has(row);
      const used = new Set();
      const bodies = groups(view).map(([title, summary, own]) => {
        const body = document.createElement("tbody");
        if (title !== "") {
          const head = heading(title, summary);
          head.hidden = !own.some((row) => visible.has(row));
          body.append(head);
        }
        for (const row of [...own].sort(comparer(view))) {
          const again = used.has(row);
          used.add(row);
          const placed = again ? row.cloneNode(true) : row;
          if (again) placed.removeAttribute("id");
          body.append(placed);
        }
        return body;
      });
      for (const body of [...table.tBodies]) body.remove();
      table.append(...bodies);
      for (const link of all("thead [data-sort]", table)) {
        const head = link.closest("th");
        if (link.dataset.sort !== view.sort) head.removeAttribute("aria-sort");
        else head.setAttribute("aria-sort", view.sort === "improvement" || view.sort === "n" ? "descending" : "ascending");
      }
      const total = ordered.length + (ordered.length === 1 ? " row" : " rows");
      one("#shown").textContent = visible.size === ordered.length ? total : visible.size + " of " + total;
      one("#reset").hidden = visible.size === ordered.length;
      save(view);
    }
    function restore() {
      const given = saved();
      for (const name of Object.keys(plain)) {
        const field = form.elements[name];
        if (field && given.has(name)) field.value = given.get(name);
      }
      for (const box of all("input[name=verdict]", form)) box.checked = given.getAll("verdict").includes(box.value);
      const by = one("#by-" + CSS.escape(given.get("by") ?? ""));
      if (by) by.checked = true;
    }
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
    for (const tab of all("input[name=by]")) tab.addEventListener("change", () => save(read()));
    table.tHead.addEventListener("click", (event) => {
      const link = event.target.closest("[data-sort]");
      if (!link) return;
      event.preventDefault();
      form.elements.sort.value = link.dataset.sort;
      show();
    });
    one("#reset").addEventListener("click", (event) => {
      event.preventDefault();
      for (const name of ["domain", "trait", "role", "find"]) if (form.elements[name]) form.elements[name].value = "";
      for (const box of all("input[name=verdict]", form)) box.checked = false;
      show();
    });
    if (saved().size > 0) { restore(); show(); }
    tips(table);
  }

  // a row's figures and what its marks mean, beside the pointer or the focused link
  function tips(table) {
    const tip = one("#tip");
    const text = (row, selector) => one(selector, row)?.textContent.trim() ?? "";
    function fill(row) {
      const title = document.createElement("b");
      title.textContent = text(row, ".name a");
      const arms = all(".arm", row).map((cell) => cell.textContent.trim());
      const notes = all("sup a", row).map((link) => {
        const note = one(link.getAttribute("href"));
        return note ? "\\n" + note.textContent.trim().replace(/^\\S+\\s+/, "").replace(/\\s+\\([^()]*\\)$/, "") : "";
      });
      const lines = [
        arms[0] + " → " + arms[1] + ", n " + text(row, ".n"),
        text(row, ".difference") + " " + text(row, ".interval") + ", p " + text(row, ".p"),
        text(row, ".verdict .word") + " · " + row.dataset.domain + " · " + row.dataset.trait.replaceAll("|", ", "),
      ];
      tip.replaceChildren(title, lines.join("\\n") + notes.join(""));
    }
    function put(x, y) {
      tip.hidden = false;
      const { width, height } = tip.getBoundingClientRect();
      tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - width - 8)) + "px";
      tip.style.top = (y + 18 + height > innerHeight ? Math.max(8, y - height - 12) : y + 18) + "px";
    }
    const rowOf = (event) => event.target.closest?.("tr[data-row]");
    const hide = () => { tip.hidden = true; all("[aria-describedby=tip]", table).forEach((link) => link.removeAttribute("aria-describedby")); };
    table.addEventListener("pointermove", (event) => {
      const row = rowOf(event);
      if (!row || !event.target.closest("td.forest")) return hide();
      fill(row);
      put(event.clientX, event.clientY);
    });
    table.addEventListener("pointerleave", hide);
    table.addEventListener("focusin", (event) => {
      const row = rowOf(event);
      if (!row || !event.target.matches(".name a:focus-visible")) return;
      fill(row);
      event.target.setAttribute("aria-describedby", "tip");
      const box = event.target.getBoundingClientRect();
      put(box.left, box.bottom - 8);
    });
    table.addEventListener("focusout", hide);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    addEventListener("scroll", hide, { passive: true });
  }

  // a link to a row's details opens them
  function unfold() {
    const target = location.hash.startsWith("#details-") && document.getElementById(location.hash.slice(1));
    if (target) { target.open = true; target.scrollIntoView(); }
  }

  function copying() {
    if (!navigator.clipboard) return;
    for (const button of all("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = "copied";
        setTimeout(() => { button.textContent = "copy"; }, 1500);
      });
    }
  }

  // an unfinished page asks for itself again until it is finished
  function refreshing() {
    const seconds = Number(one("main").dataset.refresh);
    if (!(seconds > 0) || isFile) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
        if (answer.ok && fresh && !one("main").contains(document.activeElement)) {
          one("main").replaceWith(fresh);
          forest();
          copying();
        }
      } catch { /* the service is away for a moment: ask again */ }
      refreshing();
    }, seconds * 1000);
  }

  forest();
  copying();
  unfold();
  addEventListener("hashchange", unfold);
  refreshing();
})();
`;
