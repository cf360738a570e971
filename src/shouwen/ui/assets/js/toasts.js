// What was just done, with its undo; failures stay until closed, or until the same is tried again.
import htmx from "htmx.org"
import { on } from "./page.js"
import { word } from "./words.js"

const tray = () => document.getElementById("toasts")

document.addEventListener("toast", ({ target, detail }) => show(detail, wayOf(target)))

/** Where to an element sends. */
const wayOf = (element) => element?.getAttribute?.("hx-post") ?? element?.getAttribute?.("action") ?? ""

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const way = wayOf(ctx.sourceElement)
  if (!way || /^get$/i.test(ctx.request.method)) return
  tray()?.querySelectorAll(".toast.is-bad").forEach((toast) => { if (toast.dataset.of === way) toast.remove() })
})

/** Adds a toast: {text, tone, undo}, about what was sent to `of`. */
function show({ text, tone = "good", undo = "" }, of = "") {
  const pattern = document.getElementById(`toast-${tone}`)
  if (!pattern || !tray()) return
  const toast = pattern.content.firstElementChild.cloneNode(true)
  toast.querySelector(".toast-text").replaceChildren(...text.split(" · ").map(span))
  const button = toast.querySelector("[data-undo]")
  if (undo) button.dataset.undo = undo
  else button?.remove()
  if (undo) toast.dataset.toast = "10"
  if (of) toast.dataset.of = of
  while (tray().childElementCount >= 4) tray().firstElementChild.remove()
  tray().append(toast)
  start(toast)
}

function span(words) {
  const made = document.createElement("span")
  made.textContent = words
  return made
}

function start(toast) {
  raise()
  const seconds = Number(toast.dataset.toast)
  if (!seconds) return
  let left = seconds * 1000
  let began = Date.now()
  let timer = setTimeout(() => toast.remove(), left)
  const hold = () => { clearTimeout(timer); left -= Date.now() - began }
  const go = () => { began = Date.now(); timer = setTimeout(() => toast.remove(), Math.max(left, 1500)) }
  toast.addEventListener("mouseenter", hold)
  toast.addEventListener("mouseleave", go)
  toast.addEventListener("focusin", hold)
  toast.addEventListener("focusout", go)
}

/** The tray lies above dialogs too: shown again, it is the newest of the top layer. */
function raise() {
  const box = tray()
  if (!box.showPopover) return
  box.popover = "manual"
  if (box.matches(":popover-open")) box.hidePopover()
  box.showPopover()
}

on("click", "[data-toast-close]", (_, button) => button.closest(".toast").remove())

on("click", "[data-undo]", async (_, button) => {
  button.disabled = true
  let isAnswered = false
  button.addEventListener("htmx:after:request", ({ detail: { ctx } }) => { isAnswered = ctx.response.status < 500 })
  await htmx.ajax("POST", button.dataset.undo, { source: button, swap: "none" })
  if (isAnswered) button.closest(".toast")?.remove()
  button.disabled = false
})

// What somebody between the desk and this page says, while the desk starts again, is no part of the page: parts stay as
// they are, and whoever asked is told. The desk's own errors say themselves where they stand.
document.addEventListener("htmx:before:swap", (event) => {
  const { response, hx, sourceElement } = event.detail.ctx
  if (!(response?.status >= 500) || hx?.reswap) return
  event.preventDefault()
  if (!sourceElement?.dataset?.live || !/^get$/i.test(event.detail.ctx.request.method)) show({ text: word("no_answer"), tone: "bad" }, wayOf(sourceElement))
})

document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.error?.name === "AbortError" && detail.ctx?.request?.signal?.reason !== "timeout") return
  show({ text: word(navigator.onLine ? "no_answer" : "offline"), tone: "bad" }, wayOf(detail.ctx?.sourceElement))
})

on("click", "[data-copy]", async (_, button) => {
  const copied = await copy(button.dataset.copy)
  show({ text: word(copied ? "copied" : "not_copied"), tone: copied ? "good" : "bad" })
})

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false)
  const box = document.createElement("textarea")
  box.value = text
  document.body.append(box)
  box.select()
  const copied = document.execCommand("copy")
  box.remove()
  return copied
}

const greet = () => tray()?.querySelectorAll(".toast").forEach(start)
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", greet)
else greet()
