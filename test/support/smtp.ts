import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A real SMTP server that keeps what it gets, and can be told to refuse. */
export async function smtpSink() {
  const mails: { to: string; raw: string }[] = []
  let refuse: { code: number; words: string; whom: (address: string) => boolean } | undefined
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _, done) {
      done(
        refuse?.whom(address)
          ? Object.assign(new Error(refuse.words), { responseCode: refuse.code })
          : null,
      )
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(',')
        mails.push({ to, raw: Buffer.concat(chunks).toString() })
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.server.address() as AddressInfo).port
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    /** 4xx: not now. 5xx: never. */
    refuse: (code: number | undefined, whom: (address: string) => boolean = () => true) => {
      refuse = code === undefined ? undefined : { code, words: 'not taken', whom }
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
