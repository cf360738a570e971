"""When a page has come to rest: a condition for the browser."""

from typing import Final

SETTLED: Final = """() => {
    const place = address => new URL(address, document.baseURI).pathname
    const got = performance.getEntriesByType('resource').map(one => place(one.name))
    const late = [...document.querySelectorAll("[hx-trigger^='load']")].filter(
        part => !got.includes(place(part.getAttribute('hx-get'))))
    const moving = document.getAnimations().filter(
        one => one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity)
    const asked = document.querySelector('.htmx-request')
    return !late.length && !moving.length && !asked && document.fonts.status === 'loaded'
}"""
"""All that the page fetches by itself on arriving is there, nothing is under way, and what came in has
stopped moving: a dialog that still rises is half transparent."""
