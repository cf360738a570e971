// The answer box: kinds of entry, files picked, pasted or dropped.
import { holdKeys } from "./ahead.js"
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
on("change", "input[type='file'][data-files]", (_, field) => draw(field))

/** A pasted picture is called by its minute: screenshots all come as image.png. */
function named(file) {
  if (file.name && file.name !== "image.png") return file
  const now = new Date()
  const minute = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()].map((n) => String(n).padStart(2, "0")).join("")
  return new File([file], `${word("picture")}-${minute}.png`, { type: file.type })
}

function add(field, files) {
  set(field, [...field.files, ...files])
  field.dispatchEvent(new Event("change", { bubbles: true }))
}

function set(field, files) {
  const tray = new DataTransfer()
  files.forEach((file) => tray.items.add(file))
  field.files = tray.files
}

function draw(field) {
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
    }
    const name = document.createElement("span")
    name.className = "file-name"
    name.textContent = file.name
    item.append(face, name)
    item.addEventListener("click", () => {
      set(field, [...field.files].filter((other) => other !== file))
      field.dispatchEvent(new Event("change", { bubbles: true }))
    })
    return item
  }))
}

// What was sent is gone from the box, which stays of its kind: the next words go where the last went. The single keys are
// back for what comes next. What was refused stays.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement?.closest?.("[data-answer]")
  if (!form || ctx.response.status >= 400) return
  const kind = form.querySelector("[name='kind']:checked")
  form.reset()
  if (form.contains(document.activeElement)) document.activeElement.blur()
  if (kind) kind.checked = true
  kind?.dispatchEvent(new Event("change", { bubbles: true }))
})

document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("[data-files]").forEach(draw)))

/** What one may write has changed (the ticket was accepted, taken, handed over): the box follows, once nobody writes in it. */
function follow() {
  const box = document.getElementById("box")
  const writes = document.querySelector("#head [data-writes]")?.dataset.writes
  if (!box || writes === undefined || box.contains(document.activeElement)) return
  const offered = [...box.querySelectorAll("[name='kind']")].map((kind) => kind.value).join(" ")
  if (writes === offered) return
  hold() // the letter of a kind that is only now to be had
  clearTimeout(impatient)
  isFollowing = true
  box.dispatchEvent(new CustomEvent("writes"))
}

// After an act of one's own the head offers other verbs, and then the box other kinds: letters pressed until those are
// there are meant for them.
const PATIENCE_MS = 3000 // where the head is not asked for, as while a menu of it is open
let letGo
let impatient
let isFollowing = false
function hold() {
  letGo ??= holdKeys(/^[^ ]$/)
}
function release() {
  clearTimeout(impatient)
  letGo?.(document.body)
  letGo = undefined
}
document.addEventListener("ring", ({ detail }) => {
  if (!detail.topics?.includes(document.getElementById("head")?.dataset.live)) return
  hold()
  clearTimeout(impatient)
  impatient = setTimeout(release, PATIENCE_MS)
})
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id === "head" && !isFollowing) release()
})
let written // what stood in the box that is swapped
const isOfBox = (event) => event.detail.ctx?.sourceElement?.id === "box"
const texts = () => [...document.querySelectorAll("#box :is(textarea, input[type='text'])[name]")]
document.addEventListener("htmx:before:swap", (event) => {
  if (!isOfBox(event)) return
  if (event.detail.ctx.sourceElement.contains(document.activeElement)) event.preventDefault() // he writes by now
  written = Object.fromEntries(texts().map((field) => [field.name, field.value]))
})
document.addEventListener("htmx:after:swap", (event) => {
  if (isOfBox(event)) texts().forEach((field) => { field.value ||= written[field.name] ?? "" })
})
document.addEventListener("htmx:finally:request", (event) => {
  if (!isOfBox(event)) return
  isFollowing = false
  release()
})
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx?.target?.id === "head" && follow())
on("focusout", "#box", () => setTimeout(follow))
