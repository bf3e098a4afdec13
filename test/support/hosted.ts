import type { Way } from '../../src/sandbox/hosted-books.js'

/**
 * What a person does on the sandbox's hosted page.
 *
 * @returns Where the page sends the browser; undefined when it stays, or when no answer came.
 */
export async function onHostedPage(url: string, way: Way): Promise<string | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ way }),
    redirect: 'manual',
  }).catch(() => undefined) // the connection was closed
  await answer?.body?.cancel()
  return answer?.headers.get('location') ?? undefined
}
