// While rows are recorded the page shows how far that is, and what became of them once it is over.
// Without this script a link looks again.

const PAUSE = 1000;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const progress = fresh.getElementById("progress");
  if (!progress) { location.reload(); return; }
  document.getElementById("progress").replaceWith(progress);
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
