import { domainToASCII } from 'node:url'
import emailAddresses from 'email-addresses'
import { withoutInvisible } from './words.ts'

/** Octets, of RFC 5321. */
const MAX_LOCAL_PART = 64
const MAX_ADDRESS = 254

/**
 * The one way in which an address is written here: without what nobody sees, compatibility forms and typographic
 * apostrophes as plain ones, in lower case, the domain in ASCII (`xn--…`). So one mailbox is one text.
 *
 * @param text the address alone, nothing before or after it
 * @returns undefined for what is no address that mail can be sent to
 */
export function toEmail(text: string): string | undefined {
  const plain = spell(text)
  const at = plain.lastIndexOf('@')
  const local = plain.slice(0, at)
  const domain = domainOf(plain.slice(at + 1))
  if (at < 1 || domain === undefined) return undefined
  const hasPlainLetters = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.test(local)
  if (!hasPlainLetters || Buffer.byteLength(local) > MAX_LOCAL_PART) return undefined
  const email = `${local}@${domain}`
  if (email.length > MAX_ADDRESS) return undefined
  // The grammar is the library's to judge.
  const parsed = emailAddresses.parseOneAddress({ input: email, rfc6532: true })
  return parsed?.type === 'mailbox' && parsed.address === email ? email : undefined
}

/** The same for a text to look up: what is no address stays what it was, in lower case. */
export function normalizeEmail(text: string): string {
  return toEmail(text) ?? spell(text)
}

export function isEmail(text: string): boolean {
  return toEmail(text) !== undefined
}

function spell(text: string): string {
  return withoutInvisible(text).normalize('NFKC').trim().replace(/[‘’ʼ]/g, "'").toLowerCase().normalize('NFC')
}

/** A host with a dot, or `localhost`. */
function domainOf(text: string): string | undefined {
  const typed = text.replaceAll('。', '.')
  if (typed.length > MAX_ADDRESS || !/^[\p{L}\p{M}\p{N}._-]+$/u.test(typed)) return undefined
  const domain = domainToASCII(typed)
  const labels = domain.split('.')
  const isWhole = labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label))
  const isNamed = /[a-z]/.test(labels.at(-1) ?? '') // a number at the end makes it an address of the network
  return isWhole && isNamed && (labels.length > 1 || domain === 'localhost') ? domain : undefined
}

/** Of names that nobody can own (RFC 2606): whoever has such an address has no mailbox that we know of. */
const NOBODYS = '.invalid'

/** The address of somebody whom only a learning management system knows. */
export function addressOfNobody(id: string): string {
  return `${id}@lms${NOBODYS}`
}

/** Whether mail can be sent there at all. */
export function hasMailbox(email: string): boolean {
  return !email.endsWith(NOBODYS)
}
