/** What answers: the app itself, or a portal that runs elsewhere (remote.ts). */
export interface Answers {
  request(url: string, init: RequestInit, env: object): Response | Promise<Response>
}

/** Where the portal of a test says that it is. */
export const origin = 'http://localhost:3000'

/** What came back, as a person and as a program reads it. */
export interface Page {
  readonly status: number
  readonly headers: Headers
  /** Where a redirect leads. */
  readonly location: string | undefined
  readonly html: string
  /** What is there to read: without tags, with each space once. */
  readonly text: string
  readonly title: string
  /** Every form of the page, in order, with what a browser would send. */
  readonly forms: readonly PageForm[]
}

export interface PageForm {
  readonly action: string
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
}

export interface PostOptions {
  /** Headers beside or instead of a browser's; undefined leaves one out. */
  readonly headers?: Record<string, string | undefined>
}

/**
 * A browser without a screen: keeps cookies, fills in forms, posts as browsers do. It does not follow redirects, so
 * that a test sees them.
 */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly app: Answers
  readonly address: string

  /** @param address The network address it comes from. */
  constructor(app: Answers, address: string) {
    this.app = app
    this.address = address
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return await this.send(path, { headers })
  }

  /** Goes where a page sends it, until a page stays. */
  async follow(page: Page): Promise<Page> {
    let here = page
    for (let steps = 0; here.location && steps < 5; steps += 1) here = await this.get(here.location)
    return here
  }

  /**
   * Opens a page, fills in the form that posts to `action` (else the last one of the page) and sends it. Fields given
   * as undefined are left out.
   */
  async fill(
    path: string,
    fields: Record<string, string | undefined>,
    action?: string,
  ): Promise<Page> {
    return await this.submit(await this.get(path), fields, action)
  }

  /** Sends a form of a page that is open. */
  async submit(
    page: Page,
    fields: Record<string, string | undefined> = {},
    action?: string,
  ): Promise<Page> {
    const forms = page.forms.filter(
      ({ method, action: where }) =>
        method === 'post' && (where !== '/sign-out' || action === where),
    )
    const form =
      action === undefined ? forms.at(-1) : forms.find((candidate) => candidate.action === action)
    if (!form)
      throw new Error(`no form ${action ?? ''} on this page (${page.status}): ${page.text}`)
    return await this.post(form.action, { ...form.fields, ...fields })
  }

  /** A post of exactly these fields; a token must be among them. */
  async post(
    path: string,
    fields: Record<string, string | undefined>,
    options: PostOptions = {},
  ): Promise<Page> {
    const given = Object.entries(fields).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    )
    return await this.postBody(path, new URLSearchParams(given).toString(), options)
  }

  /** A post of any bytes. */
  async postBody(
    path: string,
    body: string | FormData,
    { headers = {} }: PostOptions = {},
  ): Promise<Page> {
    const all: Record<string, string | undefined> = {
      'content-type': typeof body === 'string' ? 'application/x-www-form-urlencoded' : undefined,
      'sec-fetch-site': 'same-origin',
      origin,
      ...headers,
    }
    const kept = Object.entries(all).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    )
    // Bytes, not a text: a Request of a text without a content type would get one by itself.
    const sent = typeof body === 'string' ? new TextEncoder().encode(body) : body
    return await this.send(path, { method: 'POST', body: sent, headers: Object.fromEntries(kept) })
  }

  private async send(
    path: string,
    init: {
      method?: string
      body?: Uint8Array<ArrayBuffer> | FormData
      headers: Record<string, string>
    },
  ): Promise<Page> {
    const headers = new Headers(init.headers)
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const answer = await this.app.request(
      new URL(path, origin).toString(),
      { ...init, headers },
      { incoming: { socket: { remoteAddress: this.address } } },
    )
    for (const cookie of answer.headers.getSetCookie()) this.keep(cookie)
    return await readPage(answer)
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const name = pair.slice(0, pair.indexOf('=')).trim()
    const gone = attributes.some((part) => /^\s*max-age=0\s*$/i.test(part))
    if (gone) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1).trim())
  }
}

async function readPage(answer: Response): Promise<Page> {
  const html = await answer.text()
  const location = answer.headers.get('location') ?? undefined
  return {
    status: answer.status,
    headers: answer.headers,
    location: location?.startsWith(origin) ? location.slice(origin.length) : location,
    html,
    text: readable(html.replace(/<head>[\s\S]*<\/head>/, '')),
    title: readable(/<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? ''),
    forms: [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
      ([, head = '', body = '']) => ({
        action: attribute(head, 'action') ?? '',
        method: (attribute(head, 'method') ?? 'get').toLowerCase(),
        fields: fieldsOf(body),
      }),
    ),
  }
}

function fieldsOf(body: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [, tag] of body.matchAll(/<input\b([^>]*)>/g)) {
    const name = attribute(tag!, 'name')
    const kind = attribute(tag!, 'type') ?? 'text'
    const unchecked =
      ['radio', 'checkbox'].includes(kind) && attribute(tag!, 'checked') === undefined
    if (name && !unchecked)
      fields[name] = attribute(tag!, 'value') ?? (kind === 'checkbox' ? 'on' : '')
  }
  for (const [, tag, options] of body.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const all = [...options!.matchAll(/<option\b([^>]*)>/g)].map(([, option]) => option!)
    const chosen = all.find((option) => attribute(option, 'selected') !== undefined) ?? all[0]
    const name = attribute(tag!, 'name')
    if (name && chosen !== undefined) fields[name] = attribute(chosen, 'value') ?? ''
  }
  return fields
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}(?:="([^"]*)")?(?=[\\s/]|$)`).exec(tag)
  return found ? decode(found[1] ?? '') : undefined
}

const readable = (html: string) =>
  decode(
    html
      .replace(/<[^>]*>/g, (tag) => (/^<\/?(strong|em|a|span|b|small)\b/.test(tag) ? '' : ' '))
      .replace(/\s+/g, ' '),
  ).trim()

const decode = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
