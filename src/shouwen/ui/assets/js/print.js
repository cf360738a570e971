// A sheet for paper: data-print asks the browser to print the page.
import { on } from "./page.js"

on("click", "[data-print]", () => window.print())
