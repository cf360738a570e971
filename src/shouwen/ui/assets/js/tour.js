// The tour of a role: a few lines above the page that point at what is there anyway. It takes no focus and holds nothing up.
import { isVisible, on } from "./page.js"

const tour = () => document.querySelector("[data-tour]")

/** Shows the step `by` further, and points at the first thing on the page that it speaks of. */
function go(by) {
  const steps = [...tour().querySelectorAll("[data-tour-step]")]
  const at = Math.min(steps.length - 1, Math.max(0, steps.findIndex((step) => !step.hidden) + by))
  steps.forEach((step, n) => { step.hidden = n !== at })
  const [back, next] = tour().querySelectorAll("[data-tour-go]")
  const wasFocused = tour().contains(document.activeElement)
  back.hidden = at === 0
  next.hidden = at === steps.length - 1
  if (wasFocused && document.activeElement.hidden !== false) tour().querySelector(next.hidden ? "[data-tour-end]" : "[data-tour-go='1']").focus()
  point([...document.querySelectorAll(steps[at].dataset.tourStep)].find(isVisible))
}

function point(element) {
  document.querySelector(".is-toured")?.classList.remove("is-toured")
  element?.classList.add("is-toured")
}

on("click", "[data-tour-go]", (_, button) => go(Number(button.dataset.tourGo)))
on("submit", "[data-tour] form", () => {
  point()
  tour().hidden = true
  document.getElementById("main").focus({ preventScroll: true })
})
on("keydown", "[data-tour]", (event) => event.key === "Escape" && tour().querySelector("form").requestSubmit())
document.addEventListener("htmx:after:swap", () => tour() && !tour().hidden && go(0))
if (tour()) go(0)
