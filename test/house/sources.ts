import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** The project's own files, as the house test reads them: as text, since TypeScript 7 has no parser to lend. */
export const root = resolve(import.meta.dirname, '../..')

const read = new Map<string, string>()

/** Text of a file, by its path from the root. */
export function text(file: string): string {
  const known = read.get(file)
  if (known !== undefined) return known
  const content = readFileSync(join(root, file), 'utf8')
  read.set(file, content)
  return content
}

/** Files of these endings below a folder, by their path from the root; a single file gives itself. */
export function files(place: string, endings: readonly string[] = ['.ts', '.tsx']): string[] {
  const full = join(root, place)
  if (!existsSync(full)) return []
  if (endings.some((ending) => place.endsWith(ending))) return [place]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !file.includes('node_modules'))
    .sort()
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?['"]([^'"]+)['"]\s*\)/g

export interface Import {
  /** A path from the root for our own files, else the package's name. */
  readonly to: string
  readonly typeOnly: boolean
}

/** What a file imports; `{ type A, type B }` counts as types. */
export function imports(file: string): Import[] {
  const source = text(file)
  const found: Import[] = []
  for (const [, typeKeyword, names = '', to] of source.matchAll(statement)) {
    const listed = /^\{([^}]*)\}$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const typeOnly =
      typeKeyword !== undefined ||
      (listed !== undefined &&
        listed.length > 0 &&
        listed.every((name) => name.startsWith('type ')))
    found.push({ to: target(file, to!), typeOnly })
  }
  for (const [, to] of source.matchAll(dynamic))
    found.push({ to: target(file, to!), typeOnly: false })
  return found
}

function target(file: string, to: string): string {
  if (!to.startsWith('.')) return to
  const path = relative(root, resolve(root, dirname(file), to))
  const stem = path.replace(/\.js$/, '')
  return (
    [`${stem}.ts`, `${stem}.tsx`, path].find((candidate) => existsSync(join(root, candidate))) ??
    path
  )
}
