import { createSign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { signXml } from '@node-saml/node-saml/lib/xml.js'
import xmlenc from 'xml-encryption'
import { newSamlKey } from '../src/features/people/identity-providers/saml-keys.ts'

export interface SamlKey {
  readonly privateKey: string
  readonly certificate: string
}

/** What a provider says of who signed in; tests change any part of it. */
export interface Said {
  readonly id: string
  readonly issuer: string
  readonly audience: string
  readonly recipient: string
  readonly destination: string
  readonly inResponseTo: string
  readonly nameId: string
  readonly format: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly now: Date
  readonly lastsMinutes: number
}

const ASSERTION_NS = 'urn:oasis:names:tc:SAML:2.0:assertion'
const PROTOCOL_NS = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'

const at = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString()
const attribute = (name: string, text: string) => (text ? ` ${name}="${text}"` : '')

export function newProviderKey(now: Date): Promise<SamlKey> {
  return newSamlKey(now)
}

export function metadataOf(issuer: string, keys: readonly SamlKey[]): string {
  const key = ({ certificate }: SamlKey) =>
    `<KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`
  const at = (name: string) =>
    `<${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${issuer}/${name}"/>`
  return `<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${issuer}"><IDPSSODescriptor protocolSupportEnumeration="${PROTOCOL_NS}">${keys.map(key).join('')}${at('SingleLogoutService')}${at('SingleSignOnService')}</IDPSSODescriptor></EntityDescriptor>`
}

export function assertionOf(said: Said): string {
  const { now } = said
  const attributes = Object.entries(said.attributes)
    .map(
      ([name, values]) =>
        `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
    )
    .join('')
  return `<saml:Assertion xmlns:saml="${ASSERTION_NS}" ID="${said.id}" Version="2.0" IssueInstant="${at(now, 0)}"><saml:Issuer>${said.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="${said.format}">${said.nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(now, said.lastsMinutes)}" Recipient="${said.recipient}"${attribute('InResponseTo', said.inResponseTo)}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(now, 0)}" NotOnOrAfter="${at(now, said.lastsMinutes)}"><saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(now, 0)}" SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attributes && `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`}</saml:Assertion>`
}

/** @param inside an assertion, signed, sealed or neither */
export function responseOf(said: Said, inside: string, status = 'Success'): string {
  return `<samlp:Response xmlns:samlp="${PROTOCOL_NS}" xmlns:saml="${ASSERTION_NS}" ID="r${said.id}" Version="2.0" IssueInstant="${at(said.now, 0)}"${attribute('Destination', said.destination)}${attribute('InResponseTo', said.inResponseTo)}><saml:Issuer>${said.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>${inside}</samlp:Response>`
}

/** Signs the outermost element of that name. */
export function signed(
  xml: string,
  name: 'Assertion' | 'Response' | 'LogoutRequest',
  { privateKey, certificate }: SamlKey,
  algorithm: 'sha1' | 'sha256' = 'sha256',
): string {
  const path = `//*[local-name(.)='${name}']`
  const location = { reference: `${path}/*[local-name(.)='Issuer']`, action: 'after' as const }
  return signXml(xml, path, location, {
    ...{ privateKey, publicCert: certificate, signatureAlgorithm: algorithm, digestAlgorithm: algorithm },
  })
}

export async function sealedFor(assertion: string, certificate: string, key: string): Promise<string> {
  const sealed = await new Promise<string>((resolve, reject) => {
    xmlenc.encrypt(
      assertion,
      {
        ...{ rsa_pub: key, pem: certificate },
        encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
        keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
      },
      (error: Error | null, result: string) => (error ? reject(error) : resolve(result)),
    )
  })
  return `<saml:EncryptedAssertion>${sealed}</saml:EncryptedAssertion>`
}

export function logoutRequestOf(
  said: Pick<Said, 'id' | 'issuer' | 'destination' | 'nameId' | 'now'>,
): string {
  return `<samlp:LogoutRequest xmlns:samlp="${PROTOCOL_NS}" xmlns:saml="${ASSERTION_NS}" ID="${said.id}" Version="2.0" IssueInstant="${at(said.now, 0)}" Destination="${said.destination}"><saml:Issuer>${said.issuer}</saml:Issuer><saml:NameID>${said.nameId}</saml:NameID></samlp:LogoutRequest>`
}

export const encoded = (xml: string) => Buffer.from(xml).toString('base64')

/** The query of a request that comes as an address, signed over its own letters. */
export function redirectOf(xml: string, { privateKey }: SamlKey): string {
  const query = new URLSearchParams({
    SAMLRequest: deflateRawSync(xml).toString('base64'),
    SigAlg: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  }).toString()
  const signature = createSign('RSA-SHA256').update(query).sign(privateKey, 'base64')
  return `${query}&${new URLSearchParams({ Signature: signature })}`
}
