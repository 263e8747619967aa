import { createHash, X509Certificate } from 'node:crypto'
import { parseDomFromString, xpath } from '@node-saml/node-saml/lib/xml.js'
import { SamlProblem } from './saml-problem.ts'

/** As much of an element as is looked at. */
export interface XmlElement extends XmlNode {
  readonly localName: string
  readonly namespaceURI: string | null
  readonly textContent: string | null
  readonly firstChild: XmlNode | null
  getAttribute(name: string): string | null
  toString(): string
}

interface XmlNode {
  /** 1 = an element. */
  readonly nodeType: number
  readonly parentNode: XmlNode | null
  readonly nextSibling: XmlNode | null
}

export interface XmlDocument {
  readonly documentElement: XmlElement
}

/** An answer with hundreds of groups has 100 kB; metadata of one provider less. */
export const MAX_DOCUMENT = 500_000
/** What reads XML takes long for many: an answer with a thousand groups has half of them. */
const MAX_ELEMENTS = 2500

/** What is sent is larger than anything that is read. */
export function tooLarge(): SamlProblem {
  return new SamlProblem('saml-too-large', { limit: MAX_DOCUMENT / 1_000_000 })
}

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const XENC = 'http://www.w3.org/2001/04/xmlenc#'

const SIGNATURES = [256, 384, 512].map((bits) => `http://www.w3.org/2001/04/xmldsig-more#rsa-sha${bits}`)
const DIGESTS = [`${XENC}sha256`, 'http://www.w3.org/2001/04/xmldsig-more#sha384', `${XENC}sha512`]
const CIPHERS = [
  ...[128, 256].map((bits) => `http://www.w3.org/2009/xmlenc11#aes${bits}-gcm`),
  ...[128, 256].map((bits) => `${XENC}aes${bits}-cbc`),
  `${XENC}rsa-oaep-mgf1p`,
]
const REFERENCE = `${DSIG}Reference`
/** A digest of OAEP may be SHA-1, which is safe there: only those of references are asked. */
const allowedFor: Readonly<Record<string, readonly string[]>> = {
  [`${REFERENCE} ${DSIG}DigestMethod`]: DIGESTS,
  [`${DSIG}SignatureMethod`]: SIGNATURES,
  [`${XENC}EncryptionMethod`]: CIPHERS,
}

/**
 * Reads a document of a provider. What XML can do and SAML never needs is refused as text, before any parser sees it:
 * DOCTYPE with its entities; comments and instructions, which split a text in two for some readers.
 *
 * @throws {SamlProblem}
 */
export async function readDocument(xml: string): Promise<XmlDocument> {
  if (xml.length > MAX_DOCUMENT) throw tooLarge()
  const body = xml.replace(/^\uFEFF?\s*<\?xml\s[^>]*\?>/, '')
  const what = /<!DOCTYPE|<!ENTITY|<!--|<\?|<!\[CDATA\[/i.exec(body)?.[0]
  if (what) throw new SamlProblem('saml-markup', { found: what })
  const count = body.match(/<(?!\/)/g)?.length ?? 0
  if (count > MAX_ELEMENTS) throw new SamlProblem('saml-too-many-elements', { limit: MAX_ELEMENTS })
  if (count === 0) throw new SamlProblem('saml-not-xml')
  try {
    return (await parseDomFromString(body.trim())) as unknown as XmlDocument
  } catch (cause) {
    throw new SamlProblem('saml-not-xml', {}, { cause })
  }
}

export function elements(node: XmlDocument | XmlElement, path: string): XmlElement[] {
  // biome-ignore lint/plugin: the library names types of browsers, which the server has none of
  return xpath.selectElements(node as never, path) as unknown as XmlElement[]
}

/** Elements of SAML and its siblings by their local names, as `/Response/Issuer`; `//` as in XPath. */
export function named(node: XmlDocument | XmlElement, path: string): XmlElement[] {
  return elements(
    node,
    path.replaceAll(/[A-Za-z]\w+/g, (name) => `*[local-name()='${name}']`),
  )
}

export const textOf = (element: XmlElement | undefined) => element?.textContent?.trim() ?? ''

/** Signatures and ciphers that are broken, or were never any, are refused by name. @throws {SamlProblem} */
export function assertAlgorithms(document: XmlDocument): void {
  // A walk of our own: paths with `//` take minutes for what a stranger nests.
  const waiting = [document.documentElement]
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    const allowed =
      allowedFor[nameOf(element)] ?? allowedFor[`${nameOf(element.parentNode)} ${nameOf(element)}`]
    const found = element.getAttribute('Algorithm') ?? ''
    if (allowed && !allowed.includes(found))
      throw new SamlProblem('saml-algorithm', { found: found.slice(0, 200) })
    for (let child = element.firstChild; child; child = child.nextSibling)
      if (isElement(child)) waiting.push(child)
  }
}

function nameOf(node: XmlNode | null): string {
  return node && isElement(node) ? `${node.namespaceURI}${node.localName}` : ''
}

function isElement(node: XmlNode): node is XmlElement {
  return node.nodeType === 1
}

export function isAllowedSignature(algorithm: string): boolean {
  return SIGNATURES.includes(algorithm)
}

/** @returns undefined for what is no certificate */
export function readCertificate(text: string): X509Certificate | undefined {
  const base64 = text.replaceAll(/-----[A-Z ]+-----|\s/g, '')
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}

/** Short enough to be compared by eye. */
export function fingerprintOf(certificate: X509Certificate): string {
  const hex = createHash('sha256').update(certificate.raw).digest('hex').toUpperCase()
  return (hex.match(/../g) ?? []).slice(0, 10).join(':')
}

/** A moment: SAML writes it in UTC, also where no zone stands behind it (Core, 1.3.3). @returns NaN for what is none */
export function readMoment(text: string | null | undefined): number {
  return Date.parse(text && /T[\d:.]+$/.test(text) ? `${text}Z` : (text ?? ''))
}
