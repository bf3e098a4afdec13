import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPortal, testPortal } from '../support/portal.js'

describe('S22: thirty accounts', () => {
  let portal: TestPortal
  let browser: Awaited<ReturnType<TestPortal['signedIn']>>
  beforeAll(async () => {
    portal = await testPortal()
    browser = await portal.signedIn()
    for (let n = 1; n <= 30; n += 1) {
      const place = { streetNumber: String(n), street: n === 7 ? 'Mill Lane' : 'Elm Street' }
      const accountNumber = `00000000000${String(n).padStart(2, '0')}`
      const account = await portal.addServiceAccount({ ...place, accountNumber })
      await portal.link(browser.resident, account, n === 8 ? 'Beach house' : undefined)
    }
  })
  const rows = (html: string) => html.match(/<li class="acct">/g)?.length ?? 0

  test('are all on one page, with their facts on one line', async () => {
    const { html, text } = await browser.get('/home')
    expect(rows(html)).toBe(30)
    expect(text).toContain('30 of 30 accounts linked')
    expect(html).not.toContain('<dl class="facts">')
    expect(text).toContain('Paperless off')
  })

  test.each([
    ['street', 'mill', 1],
    ['nickname', 'BEACH', 1],
    ['account number, with its hyphen', '0000000-000007', 1],
    ['nothing typed', ' ', 30],
    ['no match', 'nowhere', 0],
  ])('the filter finds by %s', async (_, find, count) => {
    const { html, text } = await browser.get(`/home?find=${encodeURIComponent(find)}`)
    expect(rows(html) - (count === 0 ? 1 : 0)).toBe(count)
    if (count === 0) expect(text).toContain('No account matches “nowhere”.')
    else if (find.trim()) expect(text).toContain('1 account found')
    expect(text).toContain('30 of 30 accounts linked')
  })

  test('htmx gets the same list', async () => {
    const headers = { 'hx-request': 'true', 'hx-request-type': 'full' }
    const { html } = await browser.get('/home?find=mill', headers)
    expect(html).toContain('id="accounts"')
    expect(rows(html)).toBe(1)
  })
})
