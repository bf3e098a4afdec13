import { describe, expect, test } from 'vitest'
import { isLeaked } from '../../web/leaked-passwords.js'
import { testPortal } from '../support/portal.js'
import { stepOne } from '../support/registering.js'

describe('ASVS 6.2.4, 6.2.12: the list of leaked passwords', () => {
  test('is there, with those of a legal length', () => {
    for (const leaked of ['businessbabe', 'professional', 'chickenwing101', 'mailcreated5240'])
      expect(isLeaked(leaked, 12), leaked).toBe(true)
    for (const not of ['dragon', 'password123', 'four unrelated words here', ''])
      expect(isLeaked(not, 12), not).toBe(false)
  })

  test.each(['ChickenWing101', 'PolniyPizdec0211', 'Need For Speed'])(
    'S2: "%s" can not be chosen, in the words of ux 3.5',
    async (password) => {
      const browser = (await testPortal()).browser()
      const page = await browser.fill('/register', { ...stepOne, password })
      expect(page.status).toBe(422)
      expect(page.text).toContain('This password has appeared in a data leak. Choose another one.')
    },
  )
})
