// The regulation's editors, which alone load this: the grid by keys, the words of a choice of several, placeholders where one writes.
import { csrfToken, newKey, on } from "./page.js"

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

function colour(cell) {
  cell.dataset.tone = cell.selectedOptions[0]?.dataset.tone ?? ""
}

on("keydown", "[data-cell]", (event, cell) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0
  if (digit && digit <= cell.options.length) {
    event.preventDefault()
    cell.selectedIndex = digit - 1
    cell.dispatchEvent(new Event("change", { bubbles: true }))
    return
  }
  const step = STEPS[event.key]
  if (!step) return
  event.preventDefault()
  const place = cell.closest("td")
  const row = place.parentElement.parentElement.rows[place.parentElement.rowIndex + step[0]]
  row?.cells[place.cellIndex + step[1]]?.querySelector("[data-cell]")?.focus()
})
on("change", "[data-cell]", (_, cell) => colour(cell))

// The button of a choice of several says what is chosen.
on("change", ".pick", (_, pick) => {
  const summary = pick.querySelector("summary")
  const chosen = [...pick.querySelectorAll("input:checked")].map((tick) => tick.parentElement.textContent.trim())
  const comma = document.documentElement.lang.startsWith("zh") ? "、" : ", "
  summary.textContent = chosen.join(comma) || summary.dataset.none
  summary.setAttribute("aria-label", `${summary.dataset.label}: ${summary.textContent}`)
})
document.addEventListener("click", (event) => {
  document.querySelectorAll(".pick[open]").forEach((pick) => { if (!pick.contains(event.target)) pick.open = false })
})
on("keydown", ".pick[open]", (event, pick) => {
  if (event.key !== "Escape") return
  event.stopPropagation()
  pick.open = false
  pick.querySelector("summary").focus()
})

// An editor takes nothing more while it is on its way. What the desk did not take (the session had ended, a gateway
// answered) stands in it when it is opened again: its fields go to the desk once more, which draws them and saves nothing.
const editor = document.getElementById("editor")
const place = `draft:${document.body?.dataset.me ?? ""}:editor:${location.pathname}` // looked over by forms.js

function keep(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "idempotency_key")
  localStorage.setItem(place, JSON.stringify({ sent: form.elements.idempotency_key.value, fields }))
}

function bringBack() {
  const kept = JSON.parse(localStorage.getItem(place) ?? "null")
  if (!kept || kept.isRefused) return localStorage.removeItem(place)
  const key = newKey()
  localStorage.setItem(place, JSON.stringify({ ...kept, sent: key }))
  const form = Object.assign(document.createElement("form"), { method: "post", hidden: true })
  for (const [name, value] of [...kept.fields, ["csrfmiddlewaretoken", csrfToken()], ["idempotency_key", key], ["act", "show"]]) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
  }
  document.body.append(form)
  form.submit()
}
if (editor) bringBack()

on("submit", "#editor", (_, form) => keep(form))
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => ctx.response.status === 401 && isChanged && keep(editor))

// Leaving an editor in which something was changed is asked about.
const [begun, now] = ["base", "now"].map((name) => editor?.elements[name]?.value)
let isChanged = begun !== "null" && begun !== now
for (const moment of ["input", "change"]) on(moment, "#editor", () => { isChanged = true })
on("submit", "form", () => { isChanged = false })
window.addEventListener("beforeunload", (event) => isChanged && event.preventDefault())

let written = null
on("focusin", "[data-words]", (_, field) => { written = field })
on("click", "[data-insert]", (_, chip) => {
  const field = written?.isConnected ? written : document.querySelector("[data-words]")
  if (!field) return
  field.focus()
  field.setRangeText(chip.dataset.insert, field.selectionStart, field.selectionEnd, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
})
