// A row of tabs that is wider than the screen begins with the open one in sight; after that it stays as it was pushed.
const seen = new WeakSet()

function show() {
  document.querySelectorAll(".tabs > [aria-current]").forEach((tab) => {
    const row = tab.parentElement
    if (seen.has(row) || row.scrollWidth <= row.clientWidth) return
    seen.add(row)
    const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()]
    row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2
  })
}

document.addEventListener("htmx:after:swap", show)
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show)
else show()
