// On a phone a table is read as cards: each cell says its column. Roles keep it a table for screen readers.
const small = matchMedia("(max-width: 767px)")

function label(root = document) {
  if (!small.matches) return
  root.querySelectorAll?.("table.table:not(.queue, .is-plain)").forEach((table) => {
    const heads = [...table.querySelectorAll("thead th")].map((head) => (head.querySelector(".unseen") ? "" : head.textContent.trim()))
    if (!heads.length) return
    table.classList.add("is-cards")
    table.setAttribute("role", "table")
    table.querySelectorAll("thead, tbody").forEach((part) => part.setAttribute("role", "rowgroup"))
    table.querySelectorAll("tr").forEach((row) => {
      row.setAttribute("role", "row")
      ;[...row.children].forEach((cell, at) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell")
        if (cell.tagName === "TD" && cell.colSpan === 1) cell.dataset.head = heads[at] ?? ""
      })
    })
  })
}

small.addEventListener("change", () => label())
document.addEventListener("htmx:after:swap", () => label())
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => label())
else label()
