import { Resolver } from 'node:dns'
import { z } from 'zod'

// What values of settings must be like. A value that is taken means what it says: whoever mistypes is told at start.

export const Port = z.coerce.number().int().min(0).max(65_535)
export const HttpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
export const Switch = z
  .enum(['0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true')

/** Of a host alone: what follows would be lost in links. */
export const PublicUrl = z
  .string()
  .trim()
  .refine(
    (url) => /^https?:\/\/[^/?#@\s]+\/*$/i.test(url) && URL.canParse(url),
    'must be http:// or https:// with a host and nothing behind it, such as https://training.example.com',
  )
  .transform((url) => url.replace(/\/+$/, ''))

const SSL_MODE = /(?<=[?&]sslmode=)[^&]*/
/** What `pg` takes for verify-full, each time with a warning of many lines that its next major version will not. */
const STRICT_MODES = ['verify-ca', 'require', 'prefer', 'allow']

export const PostgresUrl = z
  .string()
  .trim()
  .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
  .refine(
    (url) =>
      ['verify-full', 'no-verify', 'disable', ...STRICT_MODES].includes(SSL_MODE.exec(url)?.[0] ?? 'disable'),
    'its sslmode must be verify-full or, on one machine alone, disable',
  )
  .transform((url) =>
    url.includes('uselibpqcompat=') // of one's own will
      ? url
      : url.replace(SSL_MODE, (mode) => (STRICT_MODES.includes(mode) ? 'verify-full' : mode)),
  )

export const RedisUrl = z
  .string()
  .trim()
  .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')

export const SmtpUrl = z
  .string()
  .trim()
  .refine(
    (url) => /^smtps?:\/\//.test(url) && !!URL.parse(url)?.hostname,
    'must begin with smtp:// or smtps:// and name a mail server, such as smtps://user:password@mail.example.com',
  )

export const StorageUrl = z
  .string()
  .regex(
    /^(folder:.+|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?)$/,
    'must be folder:/path or s3://bucket/prefix',
  )

const MAILBOX = String.raw`[^\s<>@]+@[^\s<>@]+`
export const MailFrom = z
  .string()
  .trim()
  .regex(
    new RegExp(`^(${MAILBOX}|[^<>]*<${MAILBOX}>)$`),
    'must be an e-mail address, such as Academy <academy@example.com>',
  )

export const CheckMinutes = z
  .string()
  .refine(
    (value) => /^\d{1,5},\d{1,5}$/.test(value) && toCheckMinutes(value).day > toCheckMinutes(value).hour,
    'must be two numbers of minutes, the larger one first, such as 1440,60',
  )

export function toCheckMinutes(value: string): { day: number; hour: number } {
  const [day = 1440, hour = 60] = value.split(',').map(Number)
  return { day, hour }
}

export const DnsServers = z.string().refine((value) => {
  try {
    new Resolver().setServers(toList(value))
    return true
  } catch {
    return false
  }
}, 'must be addresses of name servers with commas between them, such as 10.0.0.2,10.0.0.3:5353')

export function toList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

/** As `scripts/memory.js` takes it, which has read it before this process began. */
export const HeapMb = z.string().regex(/^[1-9]\d{1,5}$/, 'must be a number of MB, such as 512')
