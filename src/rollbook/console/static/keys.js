// Keys for people who work here all day: / searches, g and a letter goes to a screen, j k Enter walk through rows,
// ? lists them. None is a browser's own, none works while something is being typed, and all can be switched off.

const OFF = "rollbook.keys-off";
const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
const rows = () => [...document.querySelectorAll("table.listing tbody tr")].filter((row) => row.querySelector("a"));
let waiting = false;

function walk(step) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const row = all[Math.max(0, Math.min(all.length - 1, at + step))];
  row?.querySelector("a").focus();
}

function go(letter) {
  const links = [...document.querySelectorAll("nav a")];
  links.find((link) => link.textContent.trim().toLowerCase().startsWith(letter))?.click();
}

function help() {
  const open = document.querySelector("dialog.keys");
  if (open) return open.remove();
  const box = document.createElement("dialog");
  box.className = "keys";
  const lines = [["/", "search"], ["g p", "people; g and a letter, any screen"], ["j  k", "next row, row before"],
    ["Enter", "open the row"], ["?", "this list"]];
  const list = box.appendChild(document.createElement("dl"));
  list.className = "facts";
  for (const [key, meaning] of lines) {
    const line = list.appendChild(document.createElement("div"));
    line.appendChild(document.createElement("dt")).appendChild(document.createElement("kbd")).textContent = key;
    line.appendChild(document.createElement("dd")).textContent = meaning;
  }
  const off = box.appendChild(document.createElement("button"));
  off.textContent = "Switch these keys off";
  off.addEventListener("click", () => { localStorage.setItem(OFF, "1"); box.remove(); });
  document.body.append(box);
  box.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  if (waiting) { waiting = false; go(event.key.toLowerCase()); return event.preventDefault(); }
  if (event.key === "/") document.querySelector("[role=searchbox]")?.focus();
  else if (event.key === "g") waiting = true;
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "?") { localStorage.removeItem(OFF); help(); }
  else return;
  event.preventDefault();
});

document.querySelector("[autofocus][role=alert]")?.focus();
