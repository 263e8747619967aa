import { z } from 'zod'
import { inEachLanguage } from '../domain/message.ts'
import { phrase, type Reader } from '../messages/messages.ts'

type Issue = z.core.$ZodRawIssue

const translate = inEachLanguage((language) => z.locales[language]().localeError)

/**
 * What is wrong with a field, in the reader's language. What people meet in forms is said in words of ours; the rest,
 * which only programs send, as zod says it.
 */
export function sayIssue(issue: Issue, reader: Reader): string {
  const { code, origin, minimum, maximum, format } = issue as Issue & Readonly<Record<string, unknown>>
  if (code === 'too_small' && minimum === 1 && origin === 'string') return phrase('field-empty', {}, reader)
  if (code === 'too_small' && minimum === 1 && origin === 'array') return phrase('field-none', {}, reader)
  if (code === 'too_big' && origin === 'string')
    return phrase('field-too-long', { max: Number(maximum) }, reader)
  if (code === 'invalid_format' && format === 'regex') return phrase('field-form', {}, reader)
  const said = translate[reader.language](issue)
  return typeof said === 'string' ? said : (said?.message ?? issue.message ?? '')
}
