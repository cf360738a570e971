// The answer box: kinds of entry, files picked, pasted or dropped.
import { on } from "./page.js"
import { word } from "./words.js"

on("change", "[data-answer] [name='kind']", (_, radio) => {
  const form = radio.closest("form")
  const text = form.querySelector("[name='body']")
  form.classList.toggle("is-internal", radio.hasAttribute("data-internal"))
  text.placeholder = radio.dataset.placeholder ?? ""
  if (radio.dataset.send) form.querySelector("[data-send-button] span").textContent = radio.dataset.send
  form.dispatchEvent(new CustomEvent("kind", { bubbles: true, detail: radio.value }))
  if (form.contains(document.activeElement) && !radio.matches(":focus-visible")) text.focus() // arrows go on among the kinds
})

const fileField = (element) => element.closest("form")?.querySelector("input[type='file'][data-files]")

on("paste", "form", (event, form) => {
  const field = fileField(form)
  const files = [...(event.clipboardData?.files ?? [])]
  if (!field || !files.length) return
  event.preventDefault()
  add(field, files.map(named))
})

on("dragover", "form", (event, form) => {
  if (!fileField(form) || !event.dataTransfer?.types.includes("Files")) return
  event.preventDefault()
  form.classList.add("is-dropping")
})
on("dragleave", "form", (_, form) => form.classList.remove("is-dropping"))
on("drop", "form", (event, form) => {
  form.classList.remove("is-dropping")
  const field = fileField(form)
  if (!field || !event.dataTransfer?.files.length) return
  event.preventDefault()
  add(field, [...event.dataTransfer.files])
})
on("change", "input[type='file'][data-files]", (_, field) => {
  const before = held.get(field) ?? []
  const picked = [...field.files]
  if (!sameFiles(picked, before)) take(field, [...before, ...addedSince(picked, before)]) // a picker forgets what was picked before
  draw(field)
})

/** A pasted picture is called by its minute: screenshots all come as image.png. */
function named(file) {
  if (file.name && file.name !== "image.png") return file
  const now = new Date()
  const minute = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()].map((n) => String(n).padStart(2, "0")).join("")
  return new File([file], `${word("picture")}-${minute}.png`, { type: file.type })
}

function add(field, files) {
  take(field, [...field.files, ...files])
  field.dispatchEvent(new Event("change", { bubbles: true }))
}

/** The field holds `files`, without those that would be refused; beside it stands which and why. */
function take(field, files) {
  const { most = Infinity, largest = Infinity } = field.dataset
  const small = files.filter((file) => file.size <= largest * 1024 ** 2)
  const names = small.slice(most).map((file) => file.name).join(word("comma"))
  const faults = files.filter((file) => !small.includes(file)).map(({ name }) => word("file_too_large", { name, megabytes: largest }))
  set(field, small.slice(0, most))
  tell(field, names ? [...faults, word("too_many_files", { most, names })] : faults)
}

function tell(field, faults) {
  const place = field.closest("form").querySelector("[data-file-fault]")
  if (!place) return
  place.querySelector("span").textContent = faults.join(" ")
  place.hidden = !faults.length
  if (!faults.length) field.removeAttribute("aria-invalid")
}

/** The files picked in the fields of `within`, by the name of the field. */
export const filesIn = (within) => new Map([...within.querySelectorAll("[data-files]")].map((field) => [field.name, [...field.files]]))

/** Puts files taken by `filesIn` into the fields of `within` that hold none. */
export function putFiles(within, kept) {
  for (const field of within.querySelectorAll("[data-files]")) {
    if (!field.files.length && kept.get(field.name)?.length) add(field, kept.get(field.name))
  }
}

// A form that comes back because something is lacking has its files again.
const refused = new WeakMap() // a swap -> the files of the form it replaces
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (ctx.response?.status >= 400 && ctx.sourceElement?.matches?.("form")) refused.set(ctx, filesIn(ctx.sourceElement))
})
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (refused.has(ctx) && ctx.target?.isConnected) putFiles(ctx.target, refused.get(ctx))
})

const held = new WeakMap() // a field -> the files it was seen with last

function set(field, files) {
  const tray = new DataTransfer()
  files.forEach((file) => tray.items.add(file))
  field.files = tray.files
  held.set(field, files)
}

function draw(field) {
  held.set(field, [...field.files])
  const count = field.form.querySelector("[data-file-count]")
  if (count) count.value = field.files.length
  const list = field.closest("form").querySelector("[data-file-list]")
  if (!list) return
  list.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src))
  list.replaceChildren(...[...field.files].map((file) => {
    const item = document.createElement("button")
    item.type = "button"
    item.className = "file"
    item.title = word("take_away", { name: file.name })
    item.setAttribute("aria-label", item.title)
    const face = document.createElement(file.type.startsWith("image/") ? "img" : "span")
    face.className = "file-face"
    if (face.tagName === "IMG") {
      face.src = URL.createObjectURL(file)
      face.alt = ""
    } else face.textContent = file.name.split(".").slice(1).pop()?.slice(0, 4).toUpperCase() ?? ""
    const name = document.createElement("span")
    name.className = "file-name"
    name.textContent = file.name
    item.append(face, name)
    item.addEventListener("click", () => {
      set(field, [...field.files].filter((other) => other !== file))
      tell(field, [])
      field.dispatchEvent(new Event("change", { bubbles: true }))
    })
    return item
  }))
}

// What was sent is gone from the box, which stays of its kind: the next words go where the last went. What was written on
// or added meanwhile stays; else the single keys are back for what comes next. What was refused stays.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement?.closest?.("[data-answer]")
  if (!form || ctx.response.status >= 400) return
  const { body: sent } = ctx.request
  const kind = form.querySelector("[name='kind']:checked")
  const texts = [...form.querySelectorAll("textarea[name]")].map((text) => [text, writtenSince(text.value, sent.get(text.name) ?? "")])
  const files = [...form.querySelectorAll("[data-files]")].map((field) => [field, addedSince([...field.files], sent.getAll(field.name))])
  const choices = [...form.querySelectorAll("select, input:not([type='hidden'], [type='file'], [name='kind'])")]
    .filter((field) => isChosenSince(field, sent)).map((field) => [field, field.value, field.checked])
  const goesOn = texts.find(([, words]) => words)?.[0]
  form.reset()
  if (!goesOn && form.contains(document.activeElement)) document.activeElement.blur()
  if (kind) kind.checked = true
  kind?.dispatchEvent(new Event("change", { bubbles: true }))
  texts.forEach(([text, words]) => { text.value = words })
  choices.forEach(([field, value, checked]) => Object.assign(field, { value, checked }))
  files.forEach(([field, added]) => set(field, added))
  if (goesOn) setTimeout(() => goesOn.dispatchEvent(new Event("input", { bubbles: true }))) // it is a draft again
})
document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("[data-files]").forEach(draw)))

// What is wrong with an entry stands in the box, at its foot; the fields it is about are marked until it is sent again.
const faultsOf = (form) => [...form.querySelectorAll("[data-fault]")]
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement: form } } }) => {
  if (!form?.matches?.("[data-answer]")) return
  faultsOf(form).forEach((fault) => fault.remove())
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"))
})
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const form = ctx?.sourceElement
  if (ctx?.response?.status !== 422 || !form?.matches?.("[data-answer]")) return
  const wrong = faultsOf(form).map(({ dataset }) => form.querySelector(`[name="${CSS.escape(dataset.fault)}"]`)).filter(Boolean)
  wrong.forEach((field) => field.setAttribute("aria-invalid", "true"))
  setTimeout(() => { // once what was folded is folded again
    wrong.forEach((field) => field.closest("details:not([open])")?.querySelector("summary").click())
    wrong.find((field) => field.type !== "file")?.focus()
  })
})

// Sent again while the last entry is on its way: what was written on goes once that has arrived.
const isOnItsWay = new WeakSet()
const again = new WeakSet()
document.addEventListener("submit", (event) => {
  if (!isOnItsWay.has(event.target)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  again.add(event.target)
}, true)
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement } } }) => {
  if (sourceElement?.matches?.("[data-answer]")) isOnItsWay.add(sourceElement)
})
document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement: form, response } } }) => {
  isOnItsWay.delete(form)
  if (again.delete(form) && response?.status < 400 && form.querySelector("[name='body']").value.trim()) {
    form.requestSubmit(form.querySelector("[data-send-button]"))
  }
})

const isChosenSince = (field, sent) => (/^(checkbox|radio)$/.test(field.type)
  ? field.checked !== sent.getAll(field.name).includes(field.value) : field.value !== (sent.get(field.name) ?? ""))
const writtenSince = (words, sent) => (words.startsWith(sent) ? words.slice(sent.length).trimStart() : words)
const addedSince = (files, sent) => files.filter((file) => !sent.some((one) => isSame(one, file)))
const isSame = (one, other) => ["name", "size", "lastModified"].every((mark) => one[mark] === other[mark])
const sameFiles = (some, others) => some.length === others.length && some.every((file, place) => isSame(file, others[place]))
