import { expect, test } from 'vitest'
import { password, testPortal } from '../support/portal.js'

test('T28: past the queue of argon2, 503 with Retry-After 2; others go on', async () => {
  const portal = await testPortal()
  await portal.addResident({ username: 'dwhitfield' })
  const browsers = Array.from({ length: 60 }, () => portal.browser())
  const pages = await Promise.all(browsers.map((browser) => browser.get('/sign-in')))
  const answers = await Promise.all(
    browsers.map((browser, nth) =>
      browser.submit(pages[nth]!, { username: `nobody${nth}`, password: 'wrong' }),
    ),
  )
  const busy = answers.filter(({ status }) => status === 503)
  expect(busy.length).toBeGreaterThan(0)
  for (const page of busy) {
    expect(page.headers.get('retry-after')).toBe('2')
    expect(page.text).toContain('Too many people are signing in right now')
    expect(page.text).toContain('Call CharMeck 311')
  }
  expect(answers.every(({ status }) => status === 503 || status === 422)).toBe(true)
  const dana = portal.browser()
  const right = await dana.fill('/sign-in', { username: 'dwhitfield', password })
  expect(right.status).toBe(303)
})
