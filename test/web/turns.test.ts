import { setImmediate as soon } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurn } from '../../web/turns.js'

test('deeds of one key come one after the other, in the order they came, whatever becomes of one', async () => {
  const seen: string[] = []
  const deed =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`)
      await soon()
      seen.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const came = await Promise.allSettled([
    inTurn('a', deed('one')),
    inTurn('a', deed('two', true)),
    inTurn('a', deed('three')),
  ])
  expect(seen).toEqual(
    ['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  )
  expect(came.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('other keys wait for nobody, and the 51st of one is told to come again', async () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const line = Array.from({ length: 50 }, () => inTurn('b', () => gate))
  await expect(inTurn('b', async () => {})).rejects.toMatchObject({ code: 'too-busy' })
  expect(await inTurn('c', async () => 'c')).toBe('c')
  open()
  await Promise.all(line)
  expect(await inTurn('b', async () => 'again')).toBe('again')
})
