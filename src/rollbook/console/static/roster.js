// The roster as a sheet: it moves by keys, takes what is pasted, and has each line judged while it is typed.
// Without this script the same fields and buttons work; whatever judges is the server.

const LETTERS = { a: "Attended", c: "Completed", n: "NotAttended" };
const COLUMNS = ["status", "grade"];
const PAUSE = 600;

class RosterSheet extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.rows = [...this.querySelectorAll("tbody tr")];
    this.shown = new Map(this.cells().map((cell) => [cell, cell.value]));
    this.undone = [];
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("paste", (event) => this.paste(event));
    this.addEventListener("focusin", ({ target }) => { this.before = target.value; target.select?.(); });
    this.addEventListener("change", ({ target }) => this.typed(target));
    this.addEventListener("focusout", ({ target }) => this.typed(target));
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); this.press("record"); }
    });
    this.form.querySelector("[value=rest]").addEventListener("click", (event) => { event.preventDefault(); this.rest(); });
    this.changed();
  }

  cells() { return [...this.querySelectorAll("[data-cell]")]; }

  at(row, column) { return this.rows[row]?.querySelector(`[data-cell=${column}]`); }

  place(cell) { return [this.rows.indexOf(cell.closest("tr")), cell.dataset.cell]; }

  press(word) { this.form.requestSubmit(this.form.querySelector(`.bar [value=${word}]`)); }

  key(event) {
    const cell = event.target;
    if (!cell.dataset.cell || event.altKey || event.metaKey) return;
    if (event.ctrlKey) {
      if (event.key.toLowerCase() === "z") { event.preventDefault(); this.undo(cell); }
      return;
    }
    const [row, column] = this.place(cell);
    const letter = column === "status" && LETTERS[event.key.toLowerCase()];
    if (event.key === "ArrowDown") this.go(row + 1, column);
    else if (event.key === "ArrowUp") this.go(row - 1, column);
    else if (event.key === "Enter") this.next(row, column);
    else if (event.key === "ArrowRight" && atEnd(cell)) this.go(row, "grade");
    else if (event.key === "ArrowLeft" && atStart(cell)) this.go(row, "status");
    else if (letter) this.set([[cell, letter]]);
    else if (column === "status" && /^\d$/.test(event.key)) this.digit(row, event.key);
    else return;
    event.preventDefault();
  }

  // One edit is what was typed from the moment that a field got the focus.
  typed(cell) {
    if (!cell.dataset.cell || cell.value === this.before) return;
    this.keep([[cell, this.before]]);
    this.before = cell.value;
    this.changed();
  }

  go(row, column) { this.at(row, column)?.focus(); }

  // Enter goes down, and from the last person to the top of the next column.
  next(row, column) {
    const below = this.rows.findIndex((each, place) => place > row && isTaken(each));
    if (below > 0) return this.go(below, column);
    this.go(0, COLUMNS[(COLUMNS.indexOf(column) + 1) % COLUMNS.length]);
  }

  digit(row, key) {
    const grade = this.at(row, "grade");
    grade.focus();
    grade.value = key;
  }

  // Fill from the cell on, one line a row; a list of words counts as the status, two columns as status and grade.
  paste(event) {
    const cell = event.target;
    const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/);
    if (!cell.dataset.cell || (lines.length === 1 && !/[\t,;]/.test(lines[0]))) return;
    event.preventDefault();
    const [row, column] = this.place(cell);
    const from = COLUMNS.indexOf(column);
    const below = this.rows.slice(row).filter(isTaken);
    const parts = lines.map((line) => line.split(line.includes("\t") ? "\t" : /[,;]/));
    let wanted = parts.slice(0, below.length).flatMap((texts, down) => texts.map((text, right) =>
      [below[down].querySelector(`[data-cell=${COLUMNS[from + right]}]`), text.trim()])).filter(([each, text]) => each && text);
    const unknown = wanted.filter(([each, text]) => each.dataset.cell === "status" && !word(each, text)).map(([, text]) => text);
    const lost = lines.length - below.length;
    this.said = [...(unknown.length ? [`not understood: ${[...new Set(unknown)].join(", ")}`] : []),
      ...(lost > 0 ? [`${lost} ${lost > 1 ? "lines" : "line"} too many`] : [])].join("; ");
    wanted = wanted.map(([each, text]) => [each, each.dataset.cell === "status" ? word(each, text) : text]);
    const over = wanted.filter(([each, text]) => each.value && text && each.value !== text).length;
    const question = `${over} filled ${over > 1 ? "cells" : "cell"} would be overwritten. OK overwrites, Cancel fills the empty ones only.`;
    if (over && !confirm(question)) wanted = wanted.filter(([each]) => !each.value);
    this.set(wanted.filter(([each, text]) => text && each.value !== text));
  }

  // Fill the empty cells, and no other.
  rest() {
    const people = this.rows.filter((row) => row.querySelector("th a"));
    const empty = people.map((row) => row.querySelector("[data-cell=status]")).filter((cell) => !cell.value);
    this.set(empty.map((cell) => [cell, "Attended"]));
  }

  set(pairs) {
    this.keep(pairs.map(([cell]) => [cell, cell.value]));
    for (const [cell, value] of pairs) cell.value = value;
    this.before = document.activeElement?.value;
    this.changed();
  }

  keep(pairs) { if (pairs.length) this.undone.push(pairs); }

  // What is being typed is taken back first, then what was done before.
  undo(typing) {
    const last = typing.value === this.before ? this.undone.pop() : [[typing, this.before]];
    if (!last) return;
    for (const [cell, value] of last) cell.value = value;
    last[0][0].focus();
    this.before = document.activeElement.value;
    this.changed();
  }

  changed() {
    const rows = this.rows.filter((row) => [...row.querySelectorAll("[data-cell]")].some((cell) => cell.value !== this.shown.get(cell)));
    const count = this.form.querySelector("[data-count]");
    const said = [...(rows.length ? [`${rows.length} ${rows.length > 1 ? "rows" : "row"} changed · Ctrl Enter records`] : []),
      ...(this.said ? [this.said] : [])];
    count.textContent = said.join(" · ");
    this.said = "";
    clearTimeout(this.waiting);
    if (rows.length) this.waiting = setTimeout(() => this.judge(), PAUSE);
  }

  // Try what was typed, and show beside each line why it would be refused. Nothing is written by that.
  async judge() {
    const sent = new URLSearchParams(new FormData(this.form));
    sent.set("do", "try");
    this.judging?.abort();
    this.judging = new AbortController();
    const answer = await fetch(this.form.action, { method: "POST", body: sent, signal: this.judging.signal }).catch(() => null);
    if (!answer?.headers.get("Content-Type")?.startsWith("text/html")) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const judged = [...page.querySelectorAll("roster-sheet tbody tr")];
    if (judged.length !== this.rows.length) return;
    this.rows.forEach((row, place) => {
      row.className = judged[place].className;
      row.querySelector("[data-why]").replaceChildren(...judged[place].querySelector("[data-why]").childNodes);
    });
  }
}

const isTaken = (row) => Boolean(row.querySelector("th a") || row.querySelector("th input[name^=person]")?.value);
const atEnd = (cell) => cell.tagName === "SELECT" || cell.selectionStart === cell.value.length;
const atStart = (cell) => cell.tagName === "SELECT" || cell.selectionEnd === 0 || cell.selectionStart === 0;

// The one choice that a text begins, whatever its case, blanks and hyphens; the text itself where there is none.
function word(select, text) {
  const fold = (each) => each.toLowerCase().replace(/[\s-]/g, "");
  const found = [...select.options].filter((option) => option.value && fold(text) && fold(option.value).startsWith(fold(text)));
  return found.length === 1 ? found[0].value : "";
}

customElements.define("roster-sheet", RosterSheet);
