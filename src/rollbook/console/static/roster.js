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
    this.addEventListener("change", ({ target }) => {
      if (COLUMNS.includes(target.dataset.cell)) this.keep([[target, this.before]]);
      this.before = target.value;
      this.changed();
    });
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
      if (event.key.toLowerCase() === "z") { event.preventDefault(); this.undo(); }
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
    this.keep([[grade, grade.value]]);
    grade.value = this.before = key;
    this.changed();
  }

  // Fill from the cell on, one line a row; a list of words counts as the status, two columns as status and grade.
  paste(event) {
    const cell = event.target;
    const lines = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "").split(/\r?\n/);
    if (!cell.dataset.cell || (lines.length === 1 && !lines[0].includes("\t"))) return;
    event.preventDefault();
    const [row, column] = this.place(cell);
    const from = COLUMNS.indexOf(column);
    let wanted = lines.flatMap((line, down) => line.split("\t").map((text, right) =>
      [this.at(row + down, COLUMNS[from + right]), text.trim()])).filter(([each]) => each);
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

  undo() {
    const last = this.undone.pop();
    if (!last) return;
    for (const [cell, value] of last) cell.value = value;
    last[0][0].focus();
    this.changed();
  }

  changed() {
    const rows = this.rows.filter((row) => [...row.querySelectorAll("[data-cell]")].some((cell) => cell.value !== this.shown.get(cell)));
    const count = this.form.querySelector("[data-count]");
    count.textContent = rows.length ? `${rows.length} ${rows.length > 1 ? "rows" : "row"} changed · Ctrl Enter records` : "";
    clearTimeout(this.waiting);
    if (rows.length) this.waiting = setTimeout(() => this.judge(), PAUSE);
  }

  // Try what was typed, and show beside each line why it would be refused. Nothing is written by that.
  async judge() {
    const sent = new URLSearchParams(new FormData(this.form));
    sent.set("do", "try");
    const answer = await fetch(this.form.action, { method: "POST", body: sent });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return;
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
