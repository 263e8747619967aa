import type { Call } from '../provider.ts'
import type { Ask } from './ask.ts'

/** What a server says to who wants to sign in. `unclear`: it answers as no server does, or can't be asked in this way. */
export type SignIn = 'let-in' | 'refused' | 'unclear'

const BIND = "xmlns='http://jabber.org/protocol/httpbind'"
const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"

/**
 * Signs in as a browser does, and leaves at once: nobody comes into a room. It is the one way to learn whether a server takes
 * our tokens.
 *
 * @see https://xmpp.org/extensions/xep-0206.html (read 2026-11)
 * @param token undefined = as somebody who has none
 */
export async function trySignIn(
  ask: Ask,
  at: { readonly url: string; readonly domain: string; readonly room: string },
  token: string | undefined,
  call: Call,
): Promise<SignIn> {
  const query = new URLSearchParams({ room: at.room, ...(token === undefined ? {} : { token }) })
  const url = `${at.url}http-bind?${query}`
  // Any number will do for the first request; each that follows has the next.
  let rid = 1000
  const post = async (attributes: string, inner = ''): Promise<string> => {
    const body = `<body rid='${rid++}' ${BIND} ${attributes}>${inner}</body>`
    const headers = { 'content-type': 'text/xml; charset=utf-8' }
    const { isOk, text } = await ask('sign-in', url, { method: 'POST', headers, body }, call)
    return isOk ? text : ''
  }
  const opened = await post(
    `to='${escaped(at.domain)}' xml:lang='en' wait='10' hold='1' content='text/xml; charset=utf-8' ver='1.6' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'`,
  )
  const [, sid] = /\bsid=["']([^"']+)["']/.exec(opened) ?? []
  if (sid === undefined) return opened.includes('<failure') ? 'refused' : 'unclear'
  const ours = `sid='${escaped(sid)}'`
  let said = opened.includes('<failure') ? opened : await post(ours, `<auth ${SASL} mechanism='ANONYMOUS'/>`)
  // A server may hold its answer back until it is asked once more.
  if (said !== '' && !/<(failure|success)|type=["']terminate["']/.test(said)) said = await post(ours)
  if (/<success/.test(said)) {
    await post(`${ours} type='terminate'`)
    return 'let-in'
  }
  return /<failure/.test(said) ? 'refused' : 'unclear'
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;')
}
