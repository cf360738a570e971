// The scripts of the customers' pages: forms that are sent once, drafts, pictures, fresh times, toasts.
import htmx from "htmx.org"
import "./answers.js"
import "./forms.js"
import "./fresh.js"
import "./overlays.js"
import "./promise-cards.js"
import "./swapping.js"
import "./toasts.js"

window.htmx = htmx
