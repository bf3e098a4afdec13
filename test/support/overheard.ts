import type { Sql } from '../../sql/database.js'

/**
 * The same database, and what is asked of it, statement by statement with the values left out: what takes the same
 * statements takes the same time, however loaded this machine is.
 */
export function overheard(sql: Sql): { sql: Sql; heard: string[] } {
  const heard: string[] = []
  const listen = <T extends object>(to: T): T =>
    new Proxy(to, {
      apply(ask, self, given) {
        // A fragment is asked as part of its statement, which is heard too.
        if (Array.isArray(given[0]) && 'raw' in given[0])
          heard.push((given[0] as string[]).join('?').replace(/\s+/g, ' ').trim())
        return Reflect.apply(ask as never, self, given)
      },
      get(target, name) {
        const found = Reflect.get(target, name)
        if (name !== 'begin' && name !== 'savepoint') return found
        return (deed: (tx: object) => unknown) =>
          (found as (deed: unknown) => unknown).call(target, (tx: object) => deed(listen(tx)))
      },
    })
  return { sql: listen(sql), heard }
}
