/**
 * One mail as a list of parts, written out twice: as plain text and as HTML with tables, under 20 KB, without
 * pictures (ux.md 10). Whatever comes from a row is escaped here and nowhere else.
 */
export type Part = (
  | { readonly p: string } // a paragraph; *stars* make it bold
  | { readonly soft: string } // a quieter paragraph
  | { readonly amount: string }
  | { readonly facts: string } // between two rules
  | { readonly button: string; readonly href: string }
) & {
  /** What the plain text says instead, where the look tells what the words do not. */
  readonly plain?: string
}

export interface Letter {
  readonly subject: string
  /** The line that mail programs show beside the subject. */
  readonly preview: string
  readonly heading: string
  readonly parts: readonly Part[]
}

export interface LetterHead {
  /** `Hi Dana,`, when we know who it is. */
  readonly greeting?: string | undefined
  readonly origin: string
  readonly supportPhone: string
}

const trust =
  'We never ask for your password, bank account or Social Security number by email. If you are not sure this email is real, type mycitizenservices.org into your browser yourself.'
const help = (phone: string) =>
  `Help: CharMeck 311 (dial 311), or ${phone} outside Mecklenburg County.`
const from =
  'Sent by customercare@ci.charlotte.nc.us. Add this address to your approved senders so our email does not go to SPAM, JUNK or BULK mail.'

/** Subject, plain text and HTML of a letter. */
export function writeOut(bare: Letter, { origin, supportPhone, greeting }: LetterHead) {
  const letter = greeting ? { ...bare, parts: [{ p: greeting }, ...bare.parts] } : bare
  const change = `${origin}/paperless/notifications`
  const text = [
    letter.heading,
    ...letter.parts.map(plainPart),
    `${trust}\n${help(supportPhone)}\n${from} Change notifications: ${change}`,
  ].join('\n\n')
  return {
    subject: letter.subject,
    text: `${text}\n`,
    html: page(letter, help(supportPhone), change),
  }
}

function plainPart(part: Part): string {
  if (part.plain !== undefined) return part.plain
  if ('button' in part) return `${part.button}: ${part.href}`
  const text =
    'p' in part ? part.p : 'soft' in part ? part.soft : 'amount' in part ? part.amount : part.facts
  return text.replaceAll('*', '')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign]!)
const rich = (text: string) => escaped(text).replace(/\*([^*]+)\*/g, '<strong>$1</strong>')

function htmlPart(part: Part): string {
  if ('button' in part) {
    return `<p style="margin:0 0 24px"><a class="bt" href="${escaped(part.href)}" style="display:inline-block;background:#0e5c50;color:#ffffff;font-weight:600;text-decoration:none;padding:14px 26px;border-radius:6px">${escaped(part.button)}</a></p>`
  }
  if ('amount' in part) {
    return `<p style="margin:0 0 8px;font:650 38px/1.1 system-ui,'Segoe UI',Roboto,sans-serif;letter-spacing:-.02em">${escaped(part.amount)}</p>`
  }
  if ('facts' in part) {
    return `<p class="ln" style="margin:0 0 24px;padding:14px 0;border-top:1px solid #d2ddd7;border-bottom:1px solid #d2ddd7">${rich(part.facts)}</p>`
  }
  if ('soft' in part)
    return `<p class="sf" style="margin:0 0 20px;color:#4a5b54">${rich(part.soft)}</p>`
  return `<p style="margin:0 0 20px">${rich(part.p)}</p>`
}

const dark =
  '@media (prefers-color-scheme:dark){.bg{background:#0b1412!important}.card{background:#13201c!important;border-color:#2a3b35!important}.tx{color:#e8f1ec!important}.sf{color:#a8bab1!important}.bt{background:#82d3bc!important;color:#05231d!important}.ln{border-color:#2a3b35!important}.lk{color:#90cbeb!important}}@media (max-width:30em){.pad{padding-left:20px!important;padding-right:20px!important}}'
const sans = "system-ui,'Segoe UI',Roboto,sans-serif"
const serif = "Charter,Cambria,'Noto Serif',Georgia,serif"

function page(letter: Letter, helpLine: string, change: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escaped(letter.subject)}</title><style>${dark}</style></head>
<body class="bg" style="margin:0;background:#eef3f0">
<div style="display:none;max-height:0;overflow:hidden" aria-hidden="true">${escaped(letter.preview)}</div>
<main><table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" style="background:#eef3f0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #d2ddd7;border-radius:10px">
<tr><td class="pad" style="background:#0a3b35;padding:20px 32px;border-radius:9px 9px 0 0"><p style="margin:0;font:600 19px/1.2 ${serif};color:#f3faf6"><span style="font:500 13px/1.5 ${sans};color:#a9cfc3;display:block">City of Charlotte</span>Citizen Self Service</p></td></tr>
<tr><td class="pad" style="padding:32px;font:17px/1.5 ${sans};color:#12231f"><div class="tx" style="color:#12231f">
<h1 style="margin:0 0 16px;font:600 27px/1.2 ${serif}">${escaped(letter.heading)}</h1>
${letter.parts.map(htmlPart).join('\n')}
<p class="sf" style="margin:0;font-size:15px;color:#4a5b54">${trust}</p></div></td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td class="pad sf" style="padding:20px 32px;font:14px/1.5 ${sans};color:#4a5b54">${from} ${helpLine} <a class="lk" href="${escaped(change)}" style="color:#0a567f">Change notifications</a></td></tr></table>
</td></tr></table></main></body></html>
`
}
