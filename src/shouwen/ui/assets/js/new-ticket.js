// A call written down: hints while one types, never while an input method composes; words that belong to an open ticket.
import { forget } from "./forms.js"
import { openDrawer } from "./overlays.js"
import { csrfToken, isComposing, on } from "./page.js"

const QUIET_MS = 400
const WORDS = "#new-ticket [name='description']"
let quiet

function listen(event) {
  clearTimeout(quiet)
  if (event.type === "input" && isComposing(event)) return
  quiet = setTimeout(() => document.body.dispatchEvent(new CustomEvent("described")), QUIET_MS)
}
on("input", WORDS, listen)
on("compositionend", WORDS, listen)

/** Who calls is answered: Enter goes on to his words, or to the names where several fit. */
on("keydown", "#new-ticket :is([data-asks], [name='contact'], [name='customer'])", (event, field) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || isComposing(event)) return
  event.preventDefault()
  const names = field.form.querySelectorAll("#callers [type='radio']")
  const isOpen = field.type !== "radio" && names.length && ![...names].some((name) => name.checked)
  ;(isOpen ? names[0] : field.form.querySelector(WORDS)).focus()
})

// Who calls is looked up anew: whoever was chosen for the words before is chosen no more, and what is sent meanwhile waits
// until it is known whom it is from.
let unknown // the form whose caller is being looked up
let button // what it is to be sent with; undefined if it is not to be sent yet
on("input", ":is(#new-ticket, #call-caller) [data-asks]", (_, { form }) => {
  unknown = form
  unchoose(form)
})
const unchoose = (form) => form.querySelectorAll("#callers [type='radio']:checked").forEach((name) => { name.checked = false })
document.addEventListener("submit", (event) => {
  if (event.target !== unknown) return
  event.preventDefault()
  event.stopImmediatePropagation()
  button = event.submitter
}, true)
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!unknown || ctx.sourceElement !== unknown.querySelector("#callers") || ctx.request.signal.aborted) return
  const asked = new URL(ctx.request.action, location).searchParams
  const fields = [...unknown.querySelectorAll("[data-asks][name]")]
  if (fields.some(({ name, value }) => asked.get(name) !== value)) return unchoose(unknown) // an answer for other words
  const [form, pressed] = [unknown, button]
  unknown = button = undefined
  if (form?.isConnected && pressed !== undefined) form.requestSubmit(pressed)
})

// An older answer about places and contracts does not undo what was chosen among them meanwhile.
const places = () => document.querySelectorAll("#site-and-contract select")
let picked = {}
on("change", "#site-and-contract select", (_, { name, value }) => { picked[name] = value })
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { if (ctx.sourceElement.id === "site-and-contract") picked = {} })
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.sourceElement?.id !== "site-and-contract") return
  places().forEach((field) => { if ([...field.options].some(({ value }) => value === picked[field.name])) field.value = picked[field.name] })
})

/** What was written for a new ticket is taken along to the open one. */
on("click", "[data-adds]", async (_, opener) => {
  const form = document.getElementById("new-ticket")
  await openDrawer(opener.dataset.adds)
  const words = form?.querySelector("[name='description']").value ?? "" // with what was written on until then
  const text = document.querySelector("#drawer [name='text']")
  if (!text || !words) return
  text.value = words
  text.dispatchEvent(new Event("input", { bubbles: true }))
  forget(form)
  fetch("/drafts/forgotten", { method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" }, body: new URLSearchParams({ place: form.dataset.place }) }).catch(() => {})
})
