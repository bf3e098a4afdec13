import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { databaseDigest, trail } from '../support/database-digest.js'
import { allRoutes } from '../support/routes.js'
import { roles, sentAway, type World, world } from '../support/visitors.js'

/** Generated from the route table: a page added later is covered by itself (security.md T10, T12, 3.5.3). */
const gets = allRoutes().filter(({ method }) => method === 'GET')

let city: World
beforeAll(async () => {
  city = await world()
})

/**
 * What looking may leave behind. A bill's document is made when it is first asked for and then kept (F17): whoever asks
 * changes nothing that anybody could see, and asking again changes nothing at all.
 */
const keeps: Readonly<Record<string, readonly string[]>> = { '/bills/:bill.pdf': ['bill_document'] }

/** What stands in place of every parameter. */
const oddIds = ['x', '%00', '%F0%9F%92%A7', "'%20or%201=1", 'a'.repeat(300), '..%2f..%2fetc']

describe.each(roles)('%s', (role) => {
  test.each(gets.map(({ path, role: needed }) => [path, needed] as const))(
    '3.5.3: %s only looks',
    async (path, needed) => {
      const browser = await city.visitor(role)
      const digest = () => databaseDigest(city.portal.sql, role === 'staff' ? trail : [])
      const before = await digest()
      const parameter = /:\w+/
      const absent = parameter.test(path)
        ? [() => randomUUID(), ...oddIds.map((odd) => () => odd)].map((make) =>
            path.replace(/:\w+/g, make),
          )
        : []
      for (const there of [city.own(path), `${city.own(path)}?next=%2f%2fevil&page=-1&poll=1`]) {
        const page = await browser.get(there)
        expect(page.status, there).toBeLessThan(500)
        if (sentAway(needed, role)) expect(page.status, there).toBe(303)
      }
      for (const nowhere of absent) {
        const page = await browser.get(nowhere)
        // No address of ours has a NUL: that is seen before anybody asks who comes.
        const refused = nowhere.includes('%00')
        const away = sentAway(needed, role) && !refused ? 303 : 404
        expect(page.status, nowhere).toBe(away)
      }
      const after = await digest()
      const kept = Object.fromEntries((keeps[path] ?? []).map((table) => [table, after[table]]))
      expect(after).toEqual({ ...before, ...kept })
    },
  )
})
