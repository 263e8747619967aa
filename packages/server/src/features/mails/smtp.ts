import { createTransport } from 'nodemailer'
import type { SendMail } from './mails.service.ts'

/** @param url such as `smtps://user:password@mail.example:465` */
export function createSmtp(url: string, from: string): SendMail {
  const transport = createTransport(url)
  return async ({ to, subject, text, id }) => {
    // The id makes a mail that is sent twice the same mail for who receives it.
    await transport.sendMail({ from, to, subject, text, messageId: `<${id}@lectern>` })
  }
}
