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

/** What was written for a new ticket is taken along to the open one. */
on("click", "[data-adds]", async (_, button) => {
  const form = document.getElementById("new-ticket")
  const words = form?.querySelector("[name='description']").value ?? ""
  await openDrawer(button.dataset.adds)
  const text = document.querySelector("#drawer [name='text']")
  if (!text || !words) return
  text.value = words
  text.dispatchEvent(new Event("input", { bubbles: true }))
  forget(form)
  fetch("/drafts/forgotten", { method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" }, body: new URLSearchParams({ place: form.dataset.place }) }).catch(() => {})
})
