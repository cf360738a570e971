// Work lists: walking with j and k, selecting, acting on the current row.
import { editCell } from "./cells.js"
import { meant, switchedOff } from "./keys.js"
import { openDrawer } from "./overlays.js"
import { holdLive, isComposing, isField, on } from "./page.js"

document.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.defaultPrevented || switchedOff() || isField(event.target) || document.querySelector("dialog:modal")) return
  const table = event.target.closest?.("[data-rows]") ?? document.querySelector("[data-rows]")
  if (!table) return
  const chord = meant(event)
  const done = { j: () => walk(table, 1), k: () => walk(table, -1), x: () => pick(current(table)),
    "shift+j": () => extend(table, 1), "shift+k": () => extend(table, -1), space: () => act(table, "space"), enter: () => open(event, table) }[chord]
    ?? (/^[a-z]$/.test(chord) ? () => act(table, chord) : null)
  if (done?.() !== undefined) event.preventDefault()
})

let walked = "" // the row one is on, also while the list is loaded anew
const rowsOf = (table) => [...table.querySelectorAll("[data-row]")]
const pickedRows = () => [...document.querySelectorAll("[data-pick]:checked")].map((box) => box.closest("[data-row]").dataset.row)
const kept = (within) => (walked && within.querySelector(`[data-row="${CSS.escape(walked)}"]`)) || null
const current = (table) => table.querySelector("[data-row].is-current") ?? kept(table) // between a reload and its end
const linkOf = (row) => row?.querySelector(".row-link") ?? row?.querySelector("a")

function walk(table, step) {
  const rows = rowsOf(table)
  const at = rows.indexOf(current(table))
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))]
  if (!next) return
  rows[at]?.classList.remove("is-current")
  next.classList.add("is-current")
  walked = next.dataset.row
  linkOf(next)?.focus({ preventScroll: true })
  next.scrollIntoView({ block: "nearest" })
  return next
}

// A list that others change reloads by itself: it waits while rows are selected, and the current row stays current.
const letGo = holdLive((part) => part.querySelector("[data-pick]:checked"))
let chosen = [] // rows that stay selected while the list follows an act of one's own
document.addEventListener("ring", ({ target }) => {
  const done = [...(target.closest?.("form")?.querySelectorAll("input[name='ticket']") ?? [])].map(({ value }) => value)
  chosen = [...chosen, ...pickedRows()].filter((number) => !done.includes(number))
  unpickAll()
}, true)
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!ctx?.sourceElement?.querySelector?.("[data-pick]") && !ctx?.target?.querySelector?.("[data-pick]")) return
  rowsOf(document).forEach((row) => chosen.includes(row.dataset.row) && tick(row, true))
  chosen = []
})
document.addEventListener("htmx:after:swap", () => {
  const row = !document.querySelector("[data-row].is-current") && kept(document)
  if (!row) return
  row.classList.add("is-current")
  if (document.activeElement === document.body) linkOf(row)?.focus({ preventScroll: true })
})

function extend(table, step) {
  const row = current(table)
  if (row) tick(row, true)
  const next = walk(table, step)
  if (next) tick(next, true)
  return next
}

function open(event, table) {
  if (event.target.closest?.("a, button, [tabindex='0'].menu")) return
  const link = linkOf(current(table))
  link?.click()
  return link ?? undefined
}

/** The letter that the table, or the row by itself, offers opens the row's address in the drawer. */
function act(table, letter) {
  const row = current(table)
  const address = row?.getAttribute(`data-row-${letter}`) ?? table.getAttribute(`data-row-${letter}`)
  if (!address || !row) return
  if (address.startsWith("cell:")) return editCell(row, address.slice(5))
  openDrawer(address.replace("{}", encodeURIComponent(row.dataset.row)))
  return row
}

function pick(row) {
  const box = row?.querySelector("[data-pick]")
  if (box) tick(row, !box.checked)
  return box ?? undefined
}

function tick(row, checked) {
  const box = row.querySelector("[data-pick]")
  if (!box || box.checked === checked) return
  box.checked = checked
  box.dispatchEvent(new Event("change", { bubbles: true }))
}

let lastPicked
on("click", "[data-pick]", (event, box) => {
  const row = box.closest("[data-row]")
  if (event.shiftKey && lastPicked?.isConnected) {
    const rows = rowsOf(box.closest("[data-rows]"))
    const [from, to] = [rows.indexOf(lastPicked), rows.indexOf(row)].sort((a, b) => a - b)
    rows.slice(from, to + 1).forEach((between) => tick(between, box.checked))
  }
  lastPicked = row
})

on("change", "[data-pick-all]", (_, box) => {
  const checked = box.checked // each tick of a row sets this box anew
  box.closest("table").querySelectorAll("[data-row]").forEach((row) => tick(row, checked))
})

on("click", "[data-pick-none]", unpickAll)

function unpickAll() {
  document.querySelectorAll("[data-pick]:checked").forEach((box) => tick(box.closest("[data-row]"), false))
}

on("change", "[data-pick]", (_, box) => {
  box.closest("[data-row]").classList.toggle("is-picked", box.checked)
  showBar()
})
document.addEventListener("htmx:after:swap", showBar)

// A list whose order its reader chooses: up and down beside each entry.
on("click", "[data-move]", (_, button) => {
  const item = button.closest("li")
  const other = button.dataset.move < 0 ? item.previousElementSibling : item.nextElementSibling
  if (!other) return
  other[button.dataset.move < 0 ? "before" : "after"](item)
  button.focus()
})
window.addEventListener("pageshow", showBar)

function showBar() {
  const picked = document.querySelectorAll("[data-pick]:checked").length
  const all = document.querySelector("[data-pick-all]")
  if (all) {
    all.checked = picked > 0 && picked === document.querySelectorAll("[data-pick]").length
    all.indeterminate = picked > 0 && !all.checked
  }
  document.querySelectorAll("[data-bulk]").forEach((bar) => {
    bar.hidden = picked === 0
    bar.querySelector("[data-picked]").textContent = picked
  })
  letGo()
}
