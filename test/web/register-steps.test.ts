import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestPortal, testPortal } from '../support/portal.js'
import { as, linkOf, register, secret, stepOne, stepTwo } from '../support/registering.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
})

describe('step 1', () => {
  test.each([
    ['email', '', 'email', 'Enter your email address'],
    ['email', 'dana', 'email', 'Enter an email address like name@example.com'],
    ['email', 'a@b.com,c@d.com', 'email', 'Enter an email address like name@example.com'],
    ['emailAgain', 'else@example.com', 'emailAgain', 'Enter the same email address in both boxes'],
    ['username', '', 'username', 'Enter a username'],
    [
      'username',
      'dana@example.com',
      'username',
      'A username cannot be an email address. Use letters and numbers.',
    ],
    ['username', 'dana', 'username', 'Use 6 to 30 letters and numbers, with a letter first.'],
    ['password', '', 'password', 'Enter a password'],
    ['password', 'nine char', 'password', 'Use at least 12 characters. You used 9.'],
    ['password', 'x'.repeat(129), 'password', 'Use 128 characters or fewer. You used 129.'],
    [
      'password',
      'Dana.Whitfield@example.com',
      'password',
      'Choose a password that is not your username or email address',
    ],
  ])('S4: %s "%s" is refused at %s: %s', async (field, value, at, words) => {
    const page = await portal.browser().fill('/register', { ...stepOne, [field]: value })
    expect(page.status).toBe(422)
    expect(page.title).toBe('Error: Register – Citizen Self Service')
    expect(page.html).toContain(`<a href="#${at}">`)
    expect(page.html).toContain(`id="${at}-error"`)
    expect(page.text).toContain(words)
    expect(page.text).toContain('Check 1 answer')
  })

  test('what was typed stays, but never a password', async () => {
    const page = await portal
      .browser()
      .fill('/register', { ...stepOne, emailAgain: '', password: 'my secret password' })
    expect(page.forms.at(-1)?.fields).toMatchObject({
      email: stepOne.email,
      username: 'dwhitfield',
      password: '',
    })
    expect(page.html).not.toContain('my secret password')
  })

  test('S5: a taken username, in any case, comes with two that are free', async () => {
    await portal.addResident({ username: 'mokafor', email: 'taken1@example.com' })
    await portal.addResident({ username: 'mokafor2', email: 'taken2@example.com' })
    const page = await register(portal, { ...as('mary.okafor'), username: 'MOkafor' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('This username is taken. Try mary-okafor or MOkafor3.')
  })

  test('S5: the name is looked up when the field is left, and only so often (T2)', async () => {
    await portal.addResident({ username: 'is-taken', email: 'taken3@example.com' })
    const browser = portal.browser()
    const [input] = (await browser.get('/register')).html.match(/<input id="username"[^>]*>/)!
    const token = /hx-headers="{&quot;form-token&quot;:&quot;([\w-]+)&quot;}"/.exec(input!)![1]!
    const ask = (name: string, given = token) =>
      browser.get(`/register/username?username=${encodeURIComponent(name)}`, {
        'hx-request': 'true',
        'hx-request-type': 'partial',
        'form-token': given,
      })
    for (const not of ['', 'x', `${token}x`]) {
      const page = await ask('is-taken', not)
      expect([page.status, page.text.includes('taken')]).toEqual([403, false])
    }
    const free = await ask('not-taken')
    expect(free.html).toBe('<title>Register – Citizen Self Service</title>Available')
    expect((await ask('Is-Taken')).text).toContain('This username is taken. Try Is-Taken2')
    expect((await ask('a@b.c')).text).toContain('A username cannot be an email address.')
    expect((await ask('<b>')).html).not.toContain('<b>')
    for (let i = 0; i < 6; i += 1) await ask('not-taken')
    const eleventh = await ask('not-taken')
    expect(eleventh.status).toBe(429)
    expect(eleventh.text).toContain('Too many tries. Wait a minute.')
    let asked = 10
    for (let minute = 0; minute < 10; minute += 1) {
      await portal.moveClock(61)
      for (let times = 0; times < 10; times += 1)
        if ((await ask('not-taken')).status === 200) asked += 1
    }
    expect(asked).toBe(100) // in a day
  })

  test('1.3: the sixth from one connection within an hour is refused, and the 21st within a day', async () => {
    const browser = portal.browser()
    for (let i = 0; i < 5; i += 1)
      expect((await browser.fill('/register', { ...stepOne, ...as(`flood-${i}00`) })).status).toBe(
        303,
      )
    const sixth = await browser.fill('/register', { ...stepOne, ...as('flood-600') })
    expect(sixth.status).toBe(429)
    expect(sixth.text).toContain('Too many tries')
    expect(await portal.sql`select 1 from registration where username = 'flood-600'`).toHaveLength(
      0,
    )
    let begun = 5
    for (let hour = 1; hour < 7; hour += 1) {
      await portal.moveClock(3601)
      for (let times = 0; times < 4; times += 1) {
        const fields = { ...stepOne, ...as(`flood-${hour}-${times}`) }
        if ((await browser.fill('/register', fields)).status === 303) begun += 1
      }
    }
    expect(begun).toBe(20)
  })
})

describe('step 2', () => {
  const open = async (name: string) => {
    const browser = portal.browser()
    return {
      browser,
      page: await browser.follow(await browser.fill('/register', { ...stepOne, ...as(name) })),
    }
  }

  test.each([
    [{ question: '' }, 'Choose a question'],
    [{ question: 'constructor' }, 'Choose a question'],
    [{ answer: '' }, 'Enter an answer'],
    [{ answer: 'ab' }, 'Use at least 3 letters or digits'],
    [{ answerAgain: 'another' }, 'Enter the same answer in both boxes'],
    [{ answer: '123', answerAgain: '123' }, 'Choose an answer that is harder to guess'],
    [
      { answer: 'Step Two Tries', answerAgain: 'Step Two Tries' },
      'Choose an answer that is not your username, email address or password',
    ],
    [
      { answer: secret, answerAgain: secret },
      'Choose an answer that is not your username, email address or password',
    ],
  ])('S11, T4: %o: %s', async (change, words) => {
    const { browser, page } = await open('steptwotries')
    const answer = await browser.submit(page, { ...stepTwo, ...change })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(words)
    expect(answer.html).not.toContain('Rex')
  })

  test('without step 1, or an hour after it, begins at step 1', async () => {
    expect((await portal.browser().get('/register/question')).location).toBe('/register')
    const { browser } = await open('too-slow-here')
    await portal.sql`update registration set created_at = created_at - interval '61 minutes'`
    browser.cookies.delete('mailed') // lives an hour, too
    expect((await browser.get('/register/question')).location).toBe('/register')
    await open('someone-else')
    const left = await portal.sql`select 1 from registration where username = 'too-slow-here'`
    expect(left).toHaveLength(0)
  })

  test('S5: a name that was taken meanwhile leads back to step 1', async () => {
    const { browser, page } = await open('meanwhile')
    await portal.addResident({ username: 'Meanwhile', email: 'faster@example.com' })
    const answer = await browser.submit(page, stepTwo)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('This username is taken. Try meanwhile2')
    expect(answer.forms.at(-1)?.fields.email).toBe('meanwhile@example.com')
  })
})

describe('the bad-input corpus', () => {
  test.each([
    ['email', false],
    ['emailAgain', false],
    ['username', false],
    ['password', true],
  ])('T33: step 1, %s', async (field, hidden) => {
    await tryBadInput({
      browser: portal.browser(),
      page: '/register',
      fields: { ...stepOne, ...as('corpus-one') },
      field,
      secret: hidden,
      before: () => portal.sql`delete from throttle`,
    })
  })

  test.each(['question', 'answer', 'answerAgain'])('T33: step 2, %s', async (field) => {
    const browser = portal.browser()
    await browser.fill('/register', { ...stepOne, ...as('corpus-two') })
    const [row] =
      await portal.sql`select id, email, username, password_hash from registration where username = 'corpus-two'`
    const mailed = browser.cookies.get('mailed')!
    const reg = browser.cookies.get('reg')!
    await tryBadInput({
      browser,
      page: '/register/question',
      fields: { ...stepTwo, answerAgain: 'Rex the dog' },
      field,
      secret: true,
      async before() {
        // An accepted answer ends the step; each value finds it open again.
        browser.cookies.set('mailed', mailed).set('reg', reg)
        await portal.sql`delete from throttle`
        await portal.sql`
          insert into registration (id, email, username, password_hash)
          values (${row!.id}, ${row!.email}, ${row!.username}, ${row!.passwordHash}) on conflict do nothing`
      },
    })
  })

  test.each(['🐕🐕🐕 long spaces   and emoji', '  leading and trailing  ', 'ﬁfteen ligatures ﬁ'])(
    'S2: the password "%s" is accepted, and then signs in',
    async (password) => {
      const name = `odd-${Buffer.from(password).toString('hex').slice(0, 8)}`
      await register(portal, { ...as(name), password })
      const browser = portal.browser()
      await browser.submit(await browser.get(await linkOf(portal, `${name}@example.com`)))
      const answer = await browser.fill('/sign-in', { username: name, password })
      expect(answer.location).toBe('/home')
    },
  )
})
