import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerAddress } from 'smtp-server'

/** What a mail server received. */
export interface ReceivedMail {
  readonly to: string
  readonly raw: string
  /** A header's value, unfolded; undefined when it is missing. */
  header(name: string): string | undefined
}

export interface TestSmtp {
  readonly url: string
  readonly received: ReceivedMail[]
  /** Answers to the next mails to an address: a code such as 450 or 550. */
  readonly refusals: Map<string, number[]>
  stop(): Promise<void>
}

/** A real mail server on this machine. @param port 0 = a free one */
export async function startSmtp(port = 0): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  const refusals = new Map<string, number[]>()
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(new Error('wrong password')),
    logger: false,
    onRcptTo({ address }: SMTPServerAddress, _session, done) {
      const code = refusals.get(address)?.shift()
      done(code ? Object.assign(new Error('not today'), { responseCode: code }) : null)
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const head = (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ')
        received.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          raw,
          header: (name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim(),
        })
        done()
      })
    },
  })
  server.on('error', () => {}) // clients that hang up
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    refusals,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
