import { createTransport } from 'nodemailer'
import type { MailToSend, SendMail } from './delivery.service.ts'
import { MailError } from './mail-error.ts'

const CONNECT_MS = 10_000
/** Below the lease under which a mail is sent. */
const ANSWER_MS = 60_000
/** A server that is away, or refuses our password, is not asked again for so long. */
const PAUSE_MS = 15_000

/**
 * @param url such as `smtps://user:password@mail.example:465`
 * @param from an address, or a name with an address in angle brackets
 */
export function createSmtp(url: string, from: string, pauseMs = PAUSE_MS): SendMail {
  const transport = createTransport(url, {
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
  } as object)
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from
  const domain = address.split('@')[1] ?? 'localhost'
  let paused: { until: number; error: MailError } | undefined
  return async (mail) => {
    if (paused && paused.until > performance.now()) throw paused.error
    paused = undefined
    try {
      await transport.sendMail({
        from: mail.fromName ? { name: mail.fromName, address } : from,
        // As an object: an address with a comma in it stays one.
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        ...(mail.html ? { html: mail.html } : {}),
        // A mail that is sent twice, after a crash, is the same mail for who receives it.
        messageId: `<${mail.id}@${domain}>`,
        // No answers of machines that are out of office.
        headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribe(mail) },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...parts(mail),
      })
    } catch (cause) {
      const error = toMailError(cause)
      if (isAboutServer(cause)) paused = { until: performance.now() + pauseMs, error }
      throw error
    }
  }
}

/** Programs take one update by themselves; several go along as files. What the HTML shows travels inside. */
function parts({ calendar, inline }: MailToSend): object {
  const shown = inline.map(({ cid, content, contentType }) => ({
    ...{ cid, content, contentType, filename: 'logo.png', contentDisposition: 'inline' },
  }))
  const [first, ...others] = calendar
  if (first && others.length === 0)
    return {
      icalEvent: { method: first.method, content: first.content, filename: 'event.ics' },
      attachments: shown,
    }
  return {
    attachments: [
      ...shown,
      ...calendar.map(({ method, content }, index) => ({
        filename: `event-${index + 1}.ics`,
        content,
        contentType: `text/calendar; charset=utf-8; method=${method}`,
      })),
    ],
  }
}

/** RFC 8058: mail programs show a button that unsubscribes with one press. */
function unsubscribe({ unsubscribeUrl }: MailToSend): Record<string, string> {
  if (!unsubscribeUrl) return {}
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

interface SmtpFailure {
  readonly code?: string
  readonly responseCode?: number
  readonly command?: string
  readonly response?: string
  readonly message?: string
}

/** Only what is said about this recipient or this mail is for good; a wrong password or sender is ours to mend. */
function toMailError(cause: unknown): MailError {
  const { code, responseCode = 0, command, response, message } = cause as SmtpFailure
  const isAboutMail =
    command === 'RCPT TO' || command === 'DATA' || (command === 'API' && code === 'EENVELOPE')
  const isForGood = isAboutMail && (responseCode >= 500 || command === 'API')
  return new MailError((response ?? message ?? String(cause)).slice(0, 500), isForGood, { cause })
}

function isAboutServer(cause: unknown): boolean {
  const { code = '' } = cause as SmtpFailure
  return ['ECONNECTION', 'ETIMEDOUT', 'EDNS', 'ESOCKET', 'EAUTH', 'ETLS', 'ECONNREFUSED'].includes(code)
}
