// Values changed where they stand in a list: a press on the cell, or its letter on the current row, offers the choices.
import htmx from "htmx.org"
import { holdKeys } from "./ahead.js"
import { placeBeside } from "./overlays.js"
import { on } from "./page.js"

const CELLS = { "q-level": "level", "q-handler": "handler" }
let editor
let edited // { row, look }: the ticket and the column of the cell it was opened for

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
  edited = { row: cell.closest("[data-row]").dataset.row, look: Object.keys(CELLS).find((name) => CELLS[name] === slug) }
  const address = `/cells/${encodeURIComponent(edited.row)}/${slug}`
  const { letGo, isAwaited } = holdKeys()
  await htmx.ajax("GET", address, { source: editor, target: editor, swap: "innerHTML" })
  const isMeant = isAwaited()
  letGo()
  if (isMeant && editor.querySelector("form")) show(cell)
}

function show(cell) {
  editor.showPopover?.()
  editor.classList.add("is-open")
  placeBeside(editor, cell)
  editor.querySelector("[autofocus], [aria-pressed='true'], .menu-item")?.focus()
}

// What was refused is told, also to whoever has gone on.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!editor || ctx?.target !== editor || ctx.request.method !== "POST" || editor.matches(":popover-open")) return
  const cell = document.querySelector(`[data-row="${CSS.escape(edited.row)}"] td.${edited.look}`)
  if (cell && editor.querySelector("form")) show(cell)
})

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

document.addEventListener("drawer:close", ({ target }) => editor?.contains(target) && editor.matches(":popover-open") && editor.hidePopover())
