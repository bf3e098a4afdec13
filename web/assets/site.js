// What htmx needs beside it: under 1 KB, no inline script, nothing that builds code from text.
;(() => {
  // Elements with hx-trigger="poll" ask again: soon at first, then every 30 s, at most 20 times, only while seen.
  let polls = 0
  const poll = () => {
    const waiting = document.querySelectorAll('[hx-trigger~="poll"]')
    if (waiting.length && document.visibilityState === 'visible' && polls < 20) {
      polls += 1
      for (const element of waiting) element.dispatchEvent(new CustomEvent('poll'))
    }
    if (polls < 20) setTimeout(poll, Math.min(30_000, 2_000 * 2 ** polls))
  }
  setTimeout(poll, 2_000)

  // No network: say so, and let the next try go the plain way.
  document.addEventListener('htmx:error', () => {
    const live = document.getElementById('live-urgent')
    if (live) live.textContent = 'We could not reach the portal. Nothing was sent. Try again.'
  })

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
})()
