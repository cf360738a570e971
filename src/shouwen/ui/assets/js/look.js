// Theme, density, shortcuts, narrow navigation: at once on this page, kept by the server for the next.
import { csrfToken, on } from "./page.js"

on("click", "[data-look]", (event, button) => {
  const [name, value] = button.dataset.look.split("=")
  const root = document.documentElement
  event.preventDefault()
  if (name === "theme") value === "system" ? delete root.dataset.theme : (root.dataset.theme = value)
  else root.dataset[name] = value
  document.querySelectorAll(`[data-look^="${name}="]`).forEach((other) => other.setAttribute("aria-pressed", String(other.dataset.look === button.dataset.look)))
  keep(name, value)
})

on("click", "[data-fold-nav]", (_, button) => {
  const narrow = document.documentElement.dataset.nav !== "narrow"
  document.documentElement.dataset.nav = narrow ? "narrow" : "wide"
  button.setAttribute("aria-expanded", String(!narrow))
  keep("nav", narrow ? "narrow" : "wide")
})

/** Both a cookie (read before the first byte of the next page) and the person's own preferences. */
function keep(name, value) {
  document.cookie = `shouwen_${name}=${value}; path=/; max-age=31536000; samesite=lax`
  const address = document.body.dataset.lookUrl
  if (!address || name === "nav") return
  fetch(address, { method: "POST", body: new URLSearchParams({ [name]: value }), headers: { "X-CSRFToken": csrfToken() } }).catch(() => {})
}
