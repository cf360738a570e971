// Sending once: token and idempotency key on every write, no double click, unsent text kept.
import { csrfToken, newKey, on } from "./page.js"
import { word } from "./words.js"

const DRAFT_MS = 400
const RESTS_MS = 10000

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (/^(get|head)$/i.test(ctx.request.method)) return
  ctx.request.headers["X-CSRFToken"] = csrfToken()
  if (ctx.sourceElement.matches?.("[hx-include]")) ctx.request.body?.delete?.("idempotency_key") // that form's act is another
  if (!ctx.request.body?.get?.("idempotency_key")) ctx.request.headers["Idempotency-Key"] = newKey()
})

// The same key again is the same act again: once an answer has come, the next sending is another act.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.request.form ?? (ctx.sourceElement.matches?.("form") ? ctx.sourceElement : null)
  if (!form || ctx.response.status >= 500) return
  form.querySelectorAll("[name='idempotency_key']").forEach((field) => { field.value = newKey() })
  if (ctx.response.status >= 400 || !form.dataset.draft) return
  clearTimeout(timers.get(form)) // what was sent is no draft any more
  forget(form)
})

// What the browser itself finds lacking it says in the page's language, not in its own.
document.addEventListener("invalid", ({ target }) => {
  target.setCustomValidity(target.validity.valueMissing ? word("lacking") : "")
}, true)
for (const moment of ["input", "change"]) {
  on(moment, "form", (_, { elements }) => [...elements].forEach((field) => field.setCustomValidity?.("")), true)
}

// Pressed again while the very same is on its way, it is pressed once.
const said = new WeakMap() // a form -> what it sent last
const onItsWay = new WeakSet()
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event
  const says = new URLSearchParams(new FormData(form, submitter)).toString()
  if (onItsWay.has(form) && said.get(form) === says && !form.matches("[data-answer]")) {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  said.set(form, says)
}, true)
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement, request } } }) => {
  if (/^post$/i.test(request.method)) onItsWay.add(sourceElement)
})
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => onItsWay.delete(ctx.sourceElement))

let waiting = 0
const busy = (step) => {
  waiting = Math.max(0, waiting + step)
  document.documentElement.classList.toggle("is-busy", waiting > 0)
}
document.addEventListener("htmx:before:request", () => busy(1))
document.addEventListener("htmx:finally:request", () => busy(-1))

document.addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented || form.matches("[hx-post], [hx-get]") || form.method !== "post") return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = "1"
  form.inert = form.hasAttribute("data-still") // what was written on would go with the page
  setTimeout(() => { // the browser's own stop, or a line that broke: it may be sent again, as the same act
    if (!form.dataset.sent) return
    rest(form)
    busy(-1)
  }, RESTS_MS)
  clearTimeout(timers.get(form)) // what is on its way is no draft any more
  if (form.dataset.draft) remember(form, form.elements.idempotency_key?.value)
  busy(1)
})
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return // what the page asked for while it loaded is still on its way
  waiting = 0
  document.documentElement.classList.remove("is-busy")
  document.querySelectorAll("form[data-sent]").forEach(rest)
})

/** It may be sent again, and written on. */
function rest(form) {
  delete form.dataset.sent
  form.inert = false
}

// Drafts: what is typed survives a reload, a crash, an expired session; it goes once the desk has taken it. What was sent
// and perhaps not taken (a gateway answered, or the page to sign in) comes back, and sent again unchanged it is the same act.
const place = (form) => `draft:${document.body.dataset.me ?? ""}:${form.dataset.place ?? `${location.pathname}:${form.dataset.draft}`}`
const texts = (form) => [...form.querySelectorAll(`textarea[name], input:is([type='text'], :not([type])${form.dataset.place ? "" : ", [type='tel'], [type='datetime-local']"})[name]`)]
export const choicesIn = (form) => [...form.querySelectorAll("input[type='radio'][name]:checked, select[name]")]

function remember(form, sent = "") {
  const values = Object.fromEntries(texts(form).filter((field) => field.value).map((field) => [field.name, field.value]))
  const picks = Object.fromEntries(choicesIn(form).map((field) => [field.name, field.value]))
  if (Object.keys(values).length) localStorage.setItem(place(form), JSON.stringify({ values, picks, sent }))
  else forget(form)
  const state = form.querySelector("[data-draft-state]")
  if (state && !sent && !form.dataset.place && Object.keys(values).length) {
    state.textContent = word("draft_saved", { time: new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }) })
  }
}

export const forget = (form) => localStorage.removeItem(place(form))

function recall(form) {
  const kept = JSON.parse(localStorage.getItem(place(form)) ?? "null")
  if (!kept) return
  const empty = texts(form).filter((field) => !field.value && kept.values[field.name])
  empty.forEach((field) => { field.value = kept.values[field.name] })
  if (!empty.length) return
  choose(form, kept.picks ?? {}) // a note stays a note
  const folded = form.closest("details")
  if (folded) folded.open = true
  if (kept.sent && !kept.isRefused) sendAgain(form, kept.sent)
}

/** Nobody knows whether it was taken under `key`: under that it counts once, until something is changed in it. */
function sendAgain(form, key) {
  const field = form.elements.idempotency_key
  if (!field) return
  const own = field.value
  field.value = key
  const change = () => { if (field.value === key) field.value = own }
  for (const moment of ["input", "change"]) form.addEventListener(moment, change, { once: true })
}

/** What the desk has taken is no draft any more; it says so by a cookie (base/taken.py). What it refused is another act next time. */
function settle(status) {
  const taken = new Set(/(?:^|; )shouwen_taken=([^;]*)/.exec(document.cookie)?.[1].split("."))
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith("draft:"))) {
    const kept = JSON.parse(localStorage.getItem(key))
    if (!kept?.sent) continue
    if (kept.sent === true || taken.has(kept.sent)) localStorage.removeItem(key)
    else if (status >= 400) localStorage.setItem(key, JSON.stringify({ ...kept, isRefused: true }))
  }
}

/** Makes the choices {name: value}; whoever listens for a change hears `by` as its detail. */
export function choose(form, picks, by) {
  for (const [name, value] of Object.entries(picks)) {
    const field = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((one) => one.type !== "radio" || one.value === value)
    if (!field || (field.type === "radio" ? field.checked : field.value === value)) continue
    if (field.type === "radio") field.checked = true
    else field.value = value
    field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: by }))
  }
}

const timers = new WeakMap()
on("input", "form[data-draft]", (_, form) => {
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => remember(form), DRAFT_MS))
})

function recallAll(root, status) {
  root.querySelectorAll?.("form[data-draft]").forEach(recall)
  if (status < 400) return
  const wrong = root.querySelector?.("[aria-invalid='true'], .banner.is-bad[tabindex]")
  ;(wrong?.matches("fieldset") ? wrong.querySelector("input:checked") ?? wrong.querySelector("input") : wrong)?.focus()
  wrong?.scrollIntoView({ block: "center" })
  refused = wrong
}

// What loads above the refused field meanwhile does not push it out of sight, until its reader moves himself.
let refused = null
const keepInSight = () => refused?.isConnected && refused.scrollIntoView({ block: "center" })
;["pointerdown", "keydown", "wheel", "touchmove"].forEach((move) => document.addEventListener(move, () => { refused = null }, { passive: true }))

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  keepInSight()
  recallAll(ctx?.target ?? document, ctx?.response?.status)
})
const arrivedWith = performance.getEntriesByType("navigation")[0]?.responseStatus
settle(arrivedWith)
const arrive = () => recallAll(document, arrivedWith)
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", arrive)
else queueMicrotask(arrive) // once all who listen for a choice do

// Leaving the desk takes the drafts along: a shared computer keeps nobody's words.
on("submit", "form[data-sign-out]", () => {
  Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key))
})
