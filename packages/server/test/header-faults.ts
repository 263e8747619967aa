import { RESPONSE_HEADERS } from '../src/http/response-headers.ts'

/** Whether a content security policy allows what stands in a page as it is, or comes from anywhere. */
const LAX = /unsafe-|\*|\bhttps?:|\bblob:/

/** What an answer does not say to browsers, and has to. */
export function headerFaults(headers: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(RESPONSE_HEADERS).flatMap(([name, value]) => {
    const found = headers[name]
    if (name === 'content-security-policy') {
      const isStrict = String(found).startsWith('default-src') && !LAX.test(String(found))
      return isStrict ? [] : [`content security policy ${found}`]
    }
    // Some ways in tell nobody at all where somebody came from.
    const isStricter = name === 'referrer-policy' && found === 'no-referrer'
    return found === value || isStricter ? [] : [`${name}: ${found}`]
  })
}

/** The same of a page that a learning management system frames: it says who may, and loads next to nothing. */
export function framedFaults(headers: Readonly<Record<string, unknown>>): string[] {
  const policy = String(headers['content-security-policy'])
  const isStrict = policy.startsWith("default-src 'none';") && !policy.includes('unsafe-')
  const says = (name: string, value: string) => (headers[name] === value ? [] : [`${name}: ${headers[name]}`])
  return [
    ...(isStrict && policy.includes(';frame-ancestors ') ? [] : [`content security policy ${policy}`]),
    ...says('x-content-type-options', 'nosniff'),
    ...says('referrer-policy', 'no-referrer'),
    ...says('cache-control', 'no-store'),
  ]
}
