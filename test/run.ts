import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../src/local/postgres.js'

/** `npm test`: everything that gates, quick answers first; goes on after a failure, so that one run tells all. */
const quick = ['house', 'domain']
const withStores = ['sql', 'activities', 'sandbox', 'web', 'workflows', 'local']

const work = mkdtempSync(join(tmpdir(), 'portal-run-'))
let passed = 0
let failed = 0

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const child = spawn(join('node_modules', '.bin', command), args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const [code] = await once(child, 'exit')
  return code === 0
}

/** One that is no test of vitest's: it counts when it fails. */
async function check(command: string, ...args: string[]): Promise<void> {
  console.log(`\n${command} ${args.join(' ')}`)
  if (await run(command, args)) return
  failed += 1
  console.log(`${command} failed`)
}

async function vitest(projects: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const file = join(work, `${projects.join('-')}.json`)
  const chosen = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const ok = await run('vitest', ['run', '--passWithNoTests', ...chosen, ...reporters], env)
  const counts = countsIn(file)
  passed += counts.passed
  // A file that can't be loaded fails without a failed test.
  failed += ok ? counts.failed : Math.max(counts.failed, 1)
}

function countsIn(file: string): { passed: number; failed: number } {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: Number(found.numPassedTests), failed: Number(found.numFailedTests) }
  } catch {
    return { passed: 0, failed: 0 }
  }
}

function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const asked = process.env.CHROMIUM
  return [...(asked ? [asked] : []), ...names]
    .map((name) => spawnSync('/bin/sh', ['-c', 'command -v "$0"', name]).stdout.toString().trim())
    .find(Boolean)
}

async function journeys(env: NodeJS.ProcessEnv): Promise<void> {
  const browser = findBrowser()
  if (browser) return await vitest(['journeys'], { ...env, CHROMIUM: browser })
  const line = 'no Chromium found (CHROMIUM, or chromium on PATH)'
  if (process.env.REQUIRE_BROWSER === '1' || process.env.CI) {
    failed += 1
    console.log(`${line}: the journeys can't run`)
  } else {
    console.log(`${line}: the journeys are left out`)
  }
}

/** One server for all projects; each would start its own otherwise. */
async function database(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  return await startPostgres({ folder: join(work, 'postgres'), durable: false })
}

// What a killed run left of its temporary files is the system's to clean; a running one cleans its own.
process.once('exit', () => rmSync(work, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

await check('tsc', '--noEmit', '-p', '.')
await check('biome', 'check', '.')
await vitest(quick)
const server = await database()
const env = { TEST_DATABASE_URL: server.url }
await vitest(withStores, env)
await journeys(env)
await server.stop()
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
