import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

/** Debian's Chromium; `test/run.ts` finds it and says so when there is none. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * No violation that axe finds on this page. It is injected by evaluation, so that the page's CSP stays in force; with
 * JavaScript off its HTML is looked at in a page of another context.
 */
export async function expectNoAxeViolations(page: Page, checker: BrowserContext): Promise<void> {
  const url = page.url()
  const copy = await checker.newPage()
  try {
    await checker.addCookies(await page.context().cookies())
    await copy.goto(url)
    await expectNoAxeViolationsHere(copy)
  } finally {
    await copy.close()
  }
}

/** The same for the page as it is now: what was opened in it, and what no address leads to. Needs JavaScript. */
export async function expectNoAxeViolationsHere(page: Page): Promise<void> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: run, document } = globalThis as unknown as {
      document: { getAnimations(): { readonly finished: Promise<unknown> }[] }
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    // Halfway through a fade a button has neither of its colors.
    await Promise.all(document.getAnimations().map(({ finished }) => finished))
    return (await run.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
    )
  })
  expect(found, `axe on ${page.url()}`).toEqual([])
}
