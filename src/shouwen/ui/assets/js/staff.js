// The scripts of the staff's pages. Each module listens on the document, so whatever is swapped in later works too.
import htmx from "htmx.org"
import "./answers.js"
import "./board.js"
import "./cards.js"
import "./cells.js"
import "./forms.js"
import "./drafts.js"
import "./fresh.js"
import "./keys.js"
import "./live.js"
import "./look.js"
import "./merge.js"
import "./new-ticket.js"
import "./overlays.js"
import "./palette.js"
import "./presence.js"
import "./rows.js"
import "./rules.js"
import "./suggestions.js"
import "./toasts.js"

window.htmx = htmx
if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/offline-worker.js").catch(() => {})
