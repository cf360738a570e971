// Values changed where they stand in a list: a press on the cell, or its letter on the current row, offers the choices.
import htmx from "htmx.org"
import { holdKeys } from "./ahead.js"
import { placeBeside } from "./overlays.js"
import { on } from "./page.js"

const CELLS = { "q-level": "level", "q-handler": "handler" }
let editor

on("click", "[data-cells] td", (event, cell) => {
  const slug = CELLS[[...cell.classList].find((name) => CELLS[name])]
  if (!slug || event.target.closest("a, button, input")) return
  edit(cell, slug)
})

/** The current row's cell opens by its letter; true if there was one. */
export function editCell(row, slug) {
  const look = Object.keys(CELLS).find((name) => CELLS[name] === slug)
  const cell = row.querySelector(`td.${look}`)
  if (!cell || !row.closest("[data-cells]")) return undefined
  edit(cell, slug)
  return cell
}

async function edit(cell, slug) {
  editor ??= make()
  editor.replaceChildren()
  const address = `/cells/${encodeURIComponent(cell.closest("[data-row]").dataset.row)}/${slug}`
  const letGo = holdKeys()
  await htmx.ajax("GET", address, { source: editor, target: editor, swap: "innerHTML" }).finally(letGo)
  if (!editor.querySelector("form")) return
  editor.showPopover?.()
  editor.classList.add("is-open")
  placeBeside(editor, cell)
  editor.querySelector("[autofocus], [aria-pressed='true'], .menu-item")?.focus()
}

function make() {
  const box = document.createElement("div")
  box.id = "cell-editor"
  box.className = "menu"
  box.popover = "auto"
  box.setAttribute("hx-sync", "replace") // asked for twice, it is the second that comes
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return
    box.classList.remove("is-open")
    document.querySelector("[data-row].is-current .row-link")?.focus({ preventScroll: true })
  })
  document.body.append(box)
  return box
}

document.addEventListener("drawer:close", () => editor?.matches(":popover-open") && editor.hidePopover())
