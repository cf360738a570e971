// The dispatch chooser: letters narrow the candidates, arrows walk, Enter sends to the one that is chosen.
import { isComposing, isField, on } from "./page.js"

const rowsOf = (field) => [...document.getElementById(field.dataset.narrows).querySelectorAll("[data-found-by]")]
const shownOf = (field) => rowsOf(field).filter((row) => !row.hidden)
const radioOf = (row) => row.querySelector("input[type='radio']")
const askedOf = (field) => field.value.trim().toLowerCase()

/** Shows whom the letters fit and chooses the first of them, so that Enter sends to him; without letters the suggested one. */
function narrow(field) {
  const asked = askedOf(field)
  const rows = rowsOf(field)
  rows.forEach((row) => { row.hidden = !row.dataset.foundBy.includes(asked) })
  const shown = shownOf(field)
  const chosen = asked ? shown[0] : shown.find((row) => radioOf(row).autofocus)
  rows.forEach((row) => { radioOf(row).checked = row === chosen })
  if (chosen) withoutTeam(field.form)
  const told = field.closest("fieldset").querySelector("[data-none-found]")
  told.textContent = shown.length ? "" : told.dataset.words
}

on("input", "[data-narrows]", (event, field) => {
  if (!event.isComposing) narrow(field)
})
on("compositionend", "[data-narrows]", (_, field) => narrow(field))

on("keydown", "[data-narrows]", (event, field) => {
  if (isComposing(event)) {
    if (event.key === "Enter") event.preventDefault() // it ends the composition and sends nothing
    return
  }
  const shown = shownOf(field)
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step && shown.length) {
    const at = shown.findIndex((row) => radioOf(row).checked)
    const next = shown[Math.max(0, Math.min(shown.length - 1, at + step))]
    radioOf(next).checked = true
    withoutTeam(field.form)
    next.scrollIntoView({ block: "nearest" })
  } else if (!(event.key === "Enter" && askedOf(field) && !shown.length)) return
  event.preventDefault()
})

// An engineer or a team: who chooses one lets go of the other.
const withoutTeam = ({ elements: { team } }) => { if (team) team.value = "" }
const candidatesIn = (form) => form.querySelectorAll("[data-found-by] input[type='radio']")
on("change", "form:has([data-narrows]) select[name='team']", (_, team) => {
  if (team.value) candidatesIn(team.form).forEach((radio) => { radio.checked = false })
})
on("change", "form:has([data-narrows]) [data-found-by] input[type='radio']", (_, radio) => {
  withoutTeam(radio.form)
})

// A letter typed on the candidates themselves goes to the field that narrows them.
on("keydown", "form:has([data-narrows])", (event, form) => {
  if (isComposing(event) || isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  if (/^\p{L}$/u.test(event.key)) form.querySelector("[data-narrows]").focus()
})
