// Times are the account's; one button shows them in the browser's own zone, and back. Days are never shifted.

const LOCAL = "rollbook.local-times";
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const words = document.querySelector(".top .zone");
const moments = [...document.querySelectorAll("time[datetime*='T']")].map((time) => [time, time.textContent]);
const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" });

function show(button, isLocal) {
  for (const [time, text] of moments) {
    time.textContent = isLocal ? format.format(new Date(time.dateTime)) : text;
  }
  button.textContent = isLocal ? `times in ${own} (here)` : button.dataset.said;
}

if (words && words.textContent !== `times in ${own}`) {
  const button = document.createElement("button");
  button.className = "zone";
  button.type = "button";
  button.title = "Show times in the other zone";
  button.dataset.said = words.textContent;
  words.replaceWith(button);
  show(button, Boolean(localStorage.getItem(LOCAL)));
  button.addEventListener("click", () => {
    const isLocal = !localStorage.getItem(LOCAL);
    if (isLocal) localStorage.setItem(LOCAL, "1");
    else localStorage.removeItem(LOCAL);
    show(button, isLocal);
  });
}
