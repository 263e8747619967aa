import { inflateRawSync } from 'node:zlib'
import { getVerifiedXml } from '@node-saml/node-saml/lib/xml.js'
import { libraryFor, type SamlClient } from './saml-client.ts'
import {
  assertAlgorithms,
  isAllowedSignature,
  MAX_DOCUMENT,
  named,
  readDocument,
  readMoment,
  textOf,
  type XmlDocument,
} from './saml-document.ts'
import { SamlProblem } from './saml-problem.ts'

export interface LogoutRequest {
  readonly id: string
  readonly subject: string
  /** Until then it could be shown again. */
  readonly expiresAt: Date
}

/** How old a request that does not say until when it counts may be. */
const AGE_MINUTES = 5
const MINUTE_MS = 60_000

/**
 * Reads who is to be signed out, from a form or from an address: signed in either case.
 *
 * @throws {SamlProblem}
 */
export async function readLogoutRequest(
  client: SamlClient,
  given: { form: URLSearchParams } | { query: string },
  now: Date,
): Promise<LogoutRequest> {
  const document =
    'form' in given ? await fromForm(client, given.form) : await fromAddress(client, given.query)
  const [request] = named(document, '/LogoutRequest')
  if (!request) throw new SamlProblem('saml-no-answer', { found: document.documentElement.localName })
  const issuer = textOf(named(request, './Issuer')[0])
  if (issuer !== client.issuer)
    throw new SamlProblem('saml-issuer', { found: issuer || '–', expected: client.issuer })
  const destination = request.getAttribute('Destination')
  const expected = client.addresses.logoutUrl
  if (destination && destination !== expected)
    throw new SamlProblem('saml-address', { found: destination, expected })
  const grace = client.clockMinutes * MINUTE_MS
  const issued = readMoment(request.getAttribute('IssueInstant'))
  const until = readMoment(request.getAttribute('NotOnOrAfter')) || issued + AGE_MINUTES * MINUTE_MS
  if (!(issued - grace <= now.getTime() && now.getTime() - grace < until)) {
    const minutes = Math.round(Math.abs(now.getTime() - issued) / MINUTE_MS)
    throw new SamlProblem(issued > now.getTime() ? 'saml-clock-ahead' : 'saml-clock-behind', {
      ...{ minutes: minutes || 0, allowed: client.clockMinutes, ours: now },
    })
  }
  const [nameId] = named(request, './NameID')
  const id = request.getAttribute('ID')
  if (!nameId || !id) throw new SamlProblem('saml-no-name-id')
  return { id, subject: textOf(nameId), expiresAt: new Date(until + grace) }
}

/** Where the browser goes to tell the provider that it is done. */
export function logoutAnswerUrl(
  client: SamlClient,
  request: LogoutRequest,
  relayState: string,
): Promise<string> {
  const profile = { ID: request.id, issuer: client.issuer, nameID: request.subject, nameIDFormat: '' }
  return libraryFor(client).getLogoutResponseUrlAsync(profile, relayState, {}, true)
}

async function fromForm(client: SamlClient, form: URLSearchParams): Promise<XmlDocument> {
  const xml = Buffer.from(form.get('SAMLRequest') ?? '', 'base64').toString('utf8')
  const document = await readDocument(xml)
  assertAlgorithms(document)
  const signed = verified(() =>
    // biome-ignore lint/plugin: the library names types of browsers, which the server has none of
    getVerifiedXml(xml, document.documentElement as never, [...client.certificates]),
  )
  return readDocument(signed)
}

async function fromAddress(client: SamlClient, query: string): Promise<XmlDocument> {
  const params = new URLSearchParams(query)
  const once = ['SAMLRequest', 'SigAlg', 'Signature'].map((name) => params.getAll(name))
  const [[encoded] = [], [algorithm] = [], [signature] = []] = once
  if (!encoded || !algorithm || !signature || once.some(({ length }) => length > 1))
    throw new SamlProblem('saml-not-signed')
  if (!isAllowedSignature(algorithm))
    throw new SamlProblem('saml-algorithm', { found: algorithm.slice(0, 200) })
  let xml: string
  try {
    xml = inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: MAX_DOCUMENT }).toString('utf8')
  } catch (cause) {
    throw new SamlProblem('saml-not-xml', {}, { cause })
  }
  const document = await readDocument(xml)
  const container = { SAMLRequest: encoded, SigAlg: algorithm, Signature: signature }
  try {
    await libraryFor(client).validateRedirectAsync(container, query)
  } catch (cause) {
    throw new SamlProblem('saml-signature', {}, { cause })
  }
  return document
}

function verified(work: () => string | null): string {
  let signed: string | null = null
  try {
    signed = work()
  } catch (cause) {
    throw new SamlProblem('saml-signature', {}, { cause })
  }
  if (signed === null) throw new SamlProblem('saml-signature')
  return signed
}
