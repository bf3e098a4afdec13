import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * The workflows as one script. It is made in a program of its own: what the bundler takes, some 100 MB, would stay with
 * the worker for as long as that lives.
 *
 * @throws When a workflow imports what it may not; the message names it.
 */
export async function bundleWorkflows(): Promise<{ code: string }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./bundle-workflows.ts', import.meta.url))],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  return { code: stdout }
}
