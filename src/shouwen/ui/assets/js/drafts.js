// Drafts on the desk: what is typed in a form[data-place] goes there from the first character, is merged with what the
// same person types elsewhere, and comes back wherever the form is opened. The copy in this browser bridges bad lines.
import { choicesIn, choose } from "./forms.js"
import { ask as askDesk, isComposing, on } from "./page.js"
import { word } from "./words.js"

const QUIET_MS = 600
const me = document.body?.dataset.me
const forms = new Map() // form -> { base, blank, timer, sending, again, isRung, run }
const chosen = new WeakMap() // form -> names of the choices made in it by hand, which no answer changes
const blanks = new Map() // place -> what its fields say before anything is written; a refused form comes back filled in

const isShared = (form) => form.matches("[data-shared]")
const placeOf = (form) => form.dataset.place
const baseKey = (form) => `draft:${me}:base:${placeOf(form)}` // sign-out clears what begins with draft:
const fields = (form) => [...form.querySelectorAll("textarea[name], input[name]:is([type='text'], [type='tel'], [type='email'], :not([type]))")]
const picked = (form) => choicesIn(form).filter((field) => field.value)

const written = (form) => Object.fromEntries(fields(form).filter((field) => field.value && field.value !== (forms.get(form).blank[field.name] ?? "")).map((field) => [field.name, field.value]))
const picks = (form) => Object.fromEntries(picked(form).map((field) => [field.name, field.value]))
const same = (one, other) => [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => (one[name] ?? "") === (other[name] ?? ""))

function attend(status = 200) {
  for (const [form, state] of forms) {
    if (form.isConnected) continue
    if (state.timer) keep(form) // what was typed last, before the page replaced it
    else if (!state.sending) forms.delete(form)
  }
  document.querySelectorAll("form[data-place]").forEach((form) => {
    if (forms.has(form)) return
    const state = { base: isShared(form) ? {} : JSON.parse(localStorage.getItem(baseKey(form)) ?? "{}"), run: 0 }
    if (status < 400) blanks.set(placeOf(form), Object.fromEntries(fields(form).map((field) => [field.name, field.defaultValue])))
    state.blank = blanks.get(placeOf(form)) ?? {}
    forms.set(form, state)
    const texts = written(form)
    state.isFresh = status < 400 && !isShared(form)
    if (status < 400) state.base = Object.fromEntries(Object.entries(state.base).filter(([name]) => name in texts)) // nobody deletes in a form just opened
    form.addEventListener("live", (event) => event.target === form && fetchAgain(form))
    if (Object.keys(texts).length) offerAfresh(form)
    if (same(texts, state.base)) fetchAgain(form)
    else keep(form)
  })
  markRows()
}

/** What was begun earlier is in a form just opened: it says so, with a way to start afresh, and back again. */
function offerAfresh(form) {
  const state = forms.get(form)
  if (!state.isFresh) return
  state.isFresh = false
  const note = noteOf(form)
  if (!note) return
  note.textContent = word("draft_restored")
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "btn is-quiet is-small", textContent: word("draft_afresh") })
  button.toggleAttribute("data-draft-afresh", true)
  note.after(button)
}

on("click", "[data-draft-afresh]", (_, button) => {
  const form = button.closest("form")
  const state = forms.get(form)
  const begun = state.begun
  state.begun = begun ? null : { texts: written(form), picks: picks(form) }
  chosen.delete(form)
  if (begun) fill(form, { ...begun.texts, ...written(form) }, begun.picks)
  else {
    const before = picked(form)
    form.reset()
    fields(form).forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })))
    before.forEach((field) => field.dispatchEvent(new Event("change", { bubbles: true })))
  }
  button.textContent = word(begun ? "draft_afresh" : "draft_back")
  keep(form)
  ;(form.querySelector("[autofocus]") ?? fields(form)[0])?.focus()
})

/** Where a form says how it stands with its draft; one that sends gets a place beside its buttons. */
function noteOf(form) {
  const known = form.querySelector("[data-draft-state]")
  const acts = form.querySelector(".form-acts")
  if (known || !acts) return known
  const note = document.createElement("span")
  note.className = "help draft-note"
  note.dataset.draftState = ""
  acts.append(note)
  return note
}

/** This form and the desk agree on `base`; the next change is told as a change of it. */
function agree(form, base) {
  forms.get(form).base = base
  if (isShared(form)) return // a colleague's words stay on the desk
  if (Object.keys(base).length) localStorage.setItem(baseKey(form), JSON.stringify(base))
  else localStorage.removeItem(baseKey(form))
}

/** Puts what the desk holds into the form; both agree on it then. `turns` says how much a reviewer has done of it. */
function show(form, { texts, picks: choices, turns }) {
  if (form.elements.turns) form.elements.turns.value = turns ?? ""
  const before = forms.get(form).base
  agree(form, texts)
  const isBack = !Object.keys(written(form)).length
  const gone = Object.fromEntries(fields(form).filter(({ name }) => name in before).map(({ name }) => [name, ""]))
  fill(form, { ...gone, ...texts }, Object.keys(texts).length ? choices : {})
  if (isBack && Object.keys(texts).length) offerAfresh(form)
  if (!same(written(form), texts)) later(form)
}

function fill(form, texts, choices) {
  for (const field of fields(form)) {
    const told = texts[field.name] ?? field.value
    const text = field.tagName === "INPUT" && told.includes("\n") ? field.value || told.split("\n").at(-1) : told // one line holds one
    if (field.value === text) continue
    const at = field.value ? field.selectionStart : text.length // who begins to type goes on after what comes back
    field.value = text
    if (document.activeElement === field && field.type !== "email") field.setSelectionRange(at, at)
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
  const free = Object.entries(choices ?? {}).filter(([name]) => !chosen.get(form)?.has(name))
  choose(form, Object.fromEntries(free), "draft")
}

async function ask(address, options = {}) {
  const answer = await askDesk(address, { ...options, headers: { Accept: "application/json", ...options.headers } })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.status === 204 ? {} : answer.json()
}

async function fetchAgain(form) {
  const state = forms.get(form)
  if (!state) return // it has left the page meanwhile
  const { run, base } = state
  if (state.sending) state.isRung = true // the answer on its way may be older than this
  if (state.sending || state.timer || form.dataset.composing) return
  try {
    const told = await ask(`/drafts/kept?${new URLSearchParams({ place: placeOf(form) })}`)
    if (isShared(form) && !told[placeOf(form)]) return // it was sent or taken back; the page says so
    const known = told[placeOf(form)] ?? { texts: {}, picks: {} }
    if (run !== state.run || state.sending || state.timer || !same(written(form), state.base)) return
    if (base !== state.base) return fetchAgain(form) // what was kept meanwhile is newer than what came
    show(form, known)
  } catch { /* the line is down: this browser's copy stands */ }
}

/** Keeps what is written now; never two at once, so that each is told as a change of the last. */
async function keep(form) {
  const state = forms.get(form)
  clearTimeout(state.timer)
  state.timer = 0
  if (state.sending) return (state.again = true)
  const run = state.run
  const texts = written(form)
  const choices = picks(form)
  state.sending = new AbortController()
  state.again = false
  try {
    const body = JSON.stringify({ place: placeOf(form), texts, base: state.base, picks: choices })
    const told = await ask("/drafts", {
      method: "POST", body, signal: state.sending.signal, keepalive: body.length < 60000, headers: { "Content-Type": "application/json" },
    })
    if (run !== state.run) return forget(form) // it was sent meanwhile
    if (form.isConnected && same(written(form), texts) && same(picks(form), choices) && !form.dataset.composing) {
      show(form, told)
    } else {
      agree(form, texts)
      state.again = form.isConnected || !same(written(form), texts)
    }
    say(form, "draft_on_desk", told.texts)
  } catch {
    say(form, "draft_saved", texts)
  } finally {
    state.sending = null
    const { isRung } = state
    state.isRung = false
    if (run !== state.run || !state.again) state.onceKept?.()
    if (state.again) (form.isConnected ? later : keep)(form) // the page may have replaced it meanwhile
    else if (isRung && run === state.run) fetchAgain(form)
  }
}

function later(form) {
  const state = forms.get(form)
  clearTimeout(state.timer)
  state.timer = setTimeout(() => form.isConnected && keep(form), QUIET_MS)
}

function say(form, name, texts) {
  const note = noteOf(form)
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })
  if (note) note.textContent = Object.keys(texts).length ? word(name, { time }) : ""
}

const forget = (form) => ask("/drafts/forgotten", { method: "POST", keepalive: true, body: new URLSearchParams({ place: placeOf(form) }) }).catch(() => {})

if (me) {
  document.querySelectorAll("form[data-place]").forEach(listen)
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    document.querySelectorAll("form[data-place]").forEach(listen)
    attend(ctx?.response?.status)
  })
  on("input", "form[data-place]", (event, form) => {
    form.toggleAttribute("data-composing", isComposing(event))
    if (event.isTrusted && forms.has(form)) forms.get(form).isFresh = false
    if (forms.has(form) && !same(written(form), forms.get(form).base)) later(form)
  })
  on("change", "form[data-place] :is([type='radio'], select)", (event, field) => {
    const form = field.closest("form")
    if (event.detail !== "draft") chosen.set(form, (chosen.get(form) ?? new Set()).add(field.name))
    if (forms.has(form) && Object.keys(written(form)).length) later(form)
  })
  on("compositionend", "form[data-place]", (_, form) => form.removeAttribute("data-composing"))
  document.addEventListener("submit", (event) => {
    const form = event.target
    if (isShared(form)) return event.preventDefault() // a colleague's draft: he sends it
    if (!forms.has(form)) return
    clearTimeout(forms.get(form).timer) // what is on its way is no draft any more, also while the page goes
    forms.get(form).sending?.abort()
    Object.assign(forms.get(form), { timer: 0, again: false })
  })
  // What is asked about a draft (data-about) is asked once the desk has all of it.
  document.addEventListener("submit", (event) => {
    const { target: asks, submitter } = event
    const [form, state] = [...forms].find(([one]) => one.isConnected && placeOf(one) === asks.dataset.about) ?? []
    if (!form || !(state.timer || state.sending)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    state.onceKept = () => {
      state.onceKept = undefined
      if (asks.isConnected) asks.requestSubmit(submitter)
    }
    if (!state.sending) keep(form)
  }, true)
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement // a fragment that loads inside a form sends nothing of it
    if (!forms.has(form) || !/^post$/i.test(ctx.request.method)) return
    if (ctx.response.status >= 400) return later(form)
    const state = forms.get(form)
    clearTimeout(state.timer)
    Object.assign(state, { timer: 0, run: state.run + 1, again: false })
    chosen.delete(form)
    agree(form, {})
    say(form, "draft_on_desk", {})
    state.isFresh = state.begun = false
    form.querySelector("[data-draft-afresh]")?.remove()
    forget(form)
  })
  document.addEventListener("visibilitychange", () => forms.forEach((state, form) => {
    if (!document.hidden) fetchAgain(form)
    else if (state.timer) keep(form)
  }))
  document.addEventListener("close", () => forms.forEach((state, form) => state.timer && keep(form)), true)
  window.addEventListener("pagehide", () => forms.forEach((state, form) => state.timer && keep(form)))
  window.addEventListener("online", () => forms.forEach((state, form) => same(written(form), state.base) || keep(form)))
  queueMicrotask(() => attend(performance.getEntriesByType("navigation")[0]?.responseStatus))
}

/** The form hears when this person writes elsewhere. */
function listen(form) {
  form.dataset.live = `drafts/${me}`
}

/** Lists mark the tickets on which something was begun. */
async function markRows() {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]:not([data-drafts-known])")]
  if (!rows.length) return
  rows.forEach((row) => row.setAttribute("data-drafts-known", ""))
  const { numbers } = await ask("/drafts/numbers").catch(() => ({ numbers: [] }))
  rows.filter((row) => numbers.includes(row.dataset.row)).forEach((row) => {
    const mark = document.createElement("span")
    mark.className = "badge is-warn is-square draft-mark"
    mark.textContent = word("draft")
    row.querySelector(".q-title")?.prepend(mark)
  })
}
