// Sending over unseen news: what is new stands beside what one wrote, and one is asked once.
import htmx from "htmx.org"
import { on } from "./page.js"

const box = () => document.querySelector("[data-answer]")

document.addEventListener("htmx:after:swap", () => {
  const view = document.querySelector("dialog[data-merge]:not([open])")
  const text = box()?.querySelector("[name='body']")
  if (!view || !text || view.dataset.shown) return
  view.dataset.shown = "1"
  view.querySelector("[data-merge-text]").value = text.value
  view.addEventListener("close", () => goOn(view), { once: true })
  document.body.append(view) // away from the bar that the next ring redraws
  view.showModal()
})

on("submit", "[data-merge-form]", (event, form) => {
  event.preventDefault()
  const view = form.closest("dialog")
  view.dataset.sends = "1"
  view.close()
})

/** Either way the news count as read; the words go back into the box, and from there to the customer or nowhere. */
function goOn(view) {
  const form = box()
  const text = form.querySelector("[name='body']")
  text.value = view.querySelector("[data-merge-text]").value
  text.dispatchEvent(new Event("input", { bubbles: true }))
  document.getElementById("seen").value = view.dataset.seen
  view.remove()
  if (view.dataset.sends) return form.requestSubmit(form.querySelector("[data-send-button]"))
  htmx.ajax("GET", `${location.pathname}/story`, { target: "#story", swap: "outerHTML" })
  text.focus()
}
