import { createTransport } from 'nodemailer'
import type { SendMail } from './mails.service.ts'

/** @param url such as `smtps://user:password@mail.example:465` */
export function createSmtp(url: string, from: string): SendMail {
  const transport = createTransport(url)
  return async ({ to, subject, text, id, calendar }) => {
    // The id makes a mail that is sent twice the same mail for who receives it.
    const [first, ...others] = calendar
    const isOne = first !== undefined && others.length === 0
    await transport.sendMail({
      from,
      to,
      subject,
      text,
      messageId: `<${id}@lectern>`,
      // Programs take one update by themselves; several go along as files.
      ...(isOne ? { icalEvent: { method: first.method, content: first.content } } : {}),
      ...(isOne
        ? {}
        : {
            attachments: calendar.map(({ method, content }, index) => ({
              filename: `event-${index + 1}.ics`,
              content,
              contentType: `text/calendar; charset=utf-8; method=${method}`,
            })),
          }),
    })
  }
}
