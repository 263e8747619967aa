import { X509Certificate } from 'node:crypto'
import { decryptXml } from '@node-saml/node-saml/lib/xml.js'
import type { SamlAttribute, SamlPerson } from '../../../db/column-types.ts'
import { toEmail } from '../../../domain/email.ts'
import { firstOf } from '../../../domain/message.ts'
import { isStorable, toLine } from '../../../domain/words.ts'
import { isOfTest, libraryFor, type SamlClient } from './saml-client.ts'
import {
  assertAlgorithms,
  fingerprintOf,
  MAX_DOCUMENT,
  named,
  readCertificate,
  readDocument,
  readMoment,
  textOf,
  tooLarge,
  type XmlDocument,
} from './saml-document.ts'
import { SamlProblem } from './saml-problem.ts'

/** By what a provider calls the things that we ask for; an empty one = the well-known names. */
export interface AttributeNames {
  readonly emailAttribute: string
  readonly firstNameAttribute: string
  readonly lastNameAttribute: string
  readonly groupsAttribute: string
}

export interface TakenAnswer {
  readonly person: SamlPerson
  readonly assertionId: string
  /** Until then it could be shown again. */
  readonly expiresAt: Date
}

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'
const wellKnown = {
  emailAttribute: [
    'urn:oid:0.9.2342.19200300.100.1.3',
    `${CLAIMS}emailaddress`,
    'mail',
    'email',
    'emailAddress',
  ],
  firstNameAttribute: ['urn:oid:2.5.4.42', `${CLAIMS}givenname`, 'givenName', 'firstName', 'given_name'],
  lastNameAttribute: ['urn:oid:2.5.4.4', `${CLAIMS}surname`, 'sn', 'surname', 'lastName', 'family_name'],
  groupsAttribute: [
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    ...['urn:oid:1.3.6.1.4.1.5923.1.5.1.1', 'groups', 'memberOf', 'Role'],
  ],
} as const
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const MAX_SUBJECT = 1000
const MAX_NAME = 100
const MINUTE_MS = 60_000
/** Of a test: as much as anybody looks at. */
const MOST_SHOWN = { attributes: 40, values: 20, letters: 200 }

/** As the library's parser puts an element. */
interface Parsed {
  readonly $?: Readonly<Record<string, string>>
  readonly _?: string
  readonly [child: string]: unknown
}

/**
 * Turns what a browser brought from a provider into a person: nothing but the assertion that it signed is read.
 *
 * @param now by the clock that all our nodes share
 * @throws {SamlProblem}
 */
export async function readAnswer(
  client: SamlClient,
  encoded: string,
  { names, vouchedDomains, now }: { names: AttributeNames; vouchedDomains: readonly string[]; now: Date },
): Promise<TakenAnswer> {
  if (encoded.length > MAX_DOCUMENT * 1.4) throw tooLarge()
  const document = await readDocument(Buffer.from(encoded, 'base64').toString('utf8'))
  assertAlgorithms(document)
  assertAnswered(document, client)
  await assertReadable(document, client)
  const assertion = await signedAssertion(client, encoded, document)
  const isSealed = named(document, '/Response/EncryptedAssertion').length > 0
  return toTaken(assertion, client, { names, vouchedDomains, now, isSealed })
}

/** Whether it says that it answers a test: not signed, and no more than a hint where to say what is wrong. */
export function saysTest(encoded: string): boolean {
  const text = Buffer.from(encoded.slice(0, MAX_DOCUMENT), 'base64').toString('utf8')
  return isOfTest(/InResponseTo="([^"]*)"/.exec(text)?.[1])
}

/** What need not be signed, and helps to say what is wrong. */
function assertAnswered(document: XmlDocument, { addresses, issuer }: SamlClient): void {
  const [response] = named(document, '/Response')
  if (!response) throw new SamlProblem('saml-no-answer', { found: document.documentElement.localName })
  const status = named(response, './Status//StatusCode').map((one) => lastOf(one.getAttribute('Value') ?? ''))
  if (status[0] !== 'Success') {
    const said = textOf(named(response, './Status/StatusMessage')[0]).slice(0, 200)
    const isRefusal = ['AuthnFailed', 'RequestDenied', 'NoPassive'].includes(status[1] ?? '')
    const words = [...status, said].filter(Boolean)
    throw new SamlProblem('saml-status', { found: firstOf(words, words.length) }, { isRefusal })
  }
  const destination = response.getAttribute('Destination')
  if (destination && destination !== addresses.acsUrl) throw elsewhere(destination, addresses.acsUrl)
  const [said] = named(response, './Issuer')
  if (said && textOf(said) !== issuer) throw otherIssuer(textOf(said), issuer)
  const count = named(response, './Assertion').length + named(response, './EncryptedAssertion').length
  if (count !== 1) throw new SamlProblem('saml-assertions', { count })
}

/** What comes sealed is looked at as what comes open; both kinds of failure are one, so that nobody learns from it. */
async function assertReadable(document: XmlDocument, { privateKey }: SamlClient): Promise<void> {
  const [sealed] = named(document, '/Response/EncryptedAssertion')
  if (!sealed) return
  let opened: string
  try {
    opened = await decryptXml(sealed.toString(), privateKey)
  } catch (cause) {
    throw new SamlProblem('saml-sealed', {}, { cause })
  }
  const inside = await readDocument(opened).catch((cause) => {
    throw new SamlProblem('saml-sealed', {}, { cause })
  })
  assertAlgorithms(inside)
}

async function signedAssertion(client: SamlClient, encoded: string, document: XmlDocument): Promise<Parsed> {
  try {
    const { profile } = await libraryFor(client).validatePostResponseAsync({ SAMLResponse: encoded })
    const assertion = profile?.getAssertion?.()?.Assertion as Parsed | undefined
    if (assertion) return assertion
  } catch (cause) {
    if (named(document, '/Response/EncryptedAssertion').length > 0)
      throw new SamlProblem('saml-sealed', {}, { cause })
    if (named(document, '/Response/Assertion/Signature').length === 0)
      throw new SamlProblem('saml-not-signed', {}, { cause })
    throw unknownKey(document, client) ?? new SamlProblem('saml-signature', {}, { cause })
  }
  throw new SamlProblem('saml-signature')
}

/** A certificate that we don't know is the usual reason: the provider has a new key. */
function unknownKey(document: XmlDocument, { certificates }: SamlClient): SamlProblem | undefined {
  const [shown] = named(document, '/Response/Assertion/Signature//X509Certificate')
  const found = shown && readCertificate(textOf(shown))
  if (!found) return undefined
  const ours = certificates.map((pem) => fingerprintOf(new X509Certificate(pem)))
  const fingerprint = fingerprintOf(found)
  return ours.includes(fingerprint)
    ? undefined
    : new SamlProblem('saml-certificate', { found: fingerprint, expected: ours })
}

function toTaken(
  assertion: Parsed,
  client: SamlClient,
  given: { names: AttributeNames; vouchedDomains: readonly string[]; now: Date; isSealed: boolean },
): TakenAnswer {
  const { now, vouchedDomains } = given
  const issuer = text(child(assertion, 'Issuer'))
  if (issuer !== client.issuer) throw otherIssuer(issuer, client.issuer)
  const assertionId = assertion.$?.ID ?? ''
  const subject = child(assertion, 'Subject')
  const nameId = child(subject, 'NameID')
  const confirmation = confirmationOf(subject, client)
  assertTimes(assertion, confirmation, client, now)
  assertAudience(assertion, client)
  const name = text(nameId)
  const format = nameId?.$?.Format ?? ''
  if (!assertionId || !name || format === TRANSIENT || name.length > MAX_SUBJECT)
    throw new SamlProblem(format === TRANSIENT ? 'saml-transient' : 'saml-no-name-id')
  if (!isStorable(name)) throw new SamlProblem('saml-name-id-odd')
  const attributes = attributesOf(assertion)
  const nameOf = (key: keyof AttributeNames) =>
    (given.names[key] ? [given.names[key]] : wellKnown[key]).find((one) => attributes.has(one))
  const valuesOf = (key: keyof AttributeNames) => attributes.get(nameOf(key) ?? '')
  const isTest = isOfTest(confirmation.inResponseTo)
  const address = valuesOf('emailAttribute')?.[0] ?? (format === EMAIL_FORMAT ? name : undefined)
  if (address === undefined && !isTest) throw new SamlProblem('saml-no-email', { found: namesOf(attributes) })
  const email = address === undefined ? undefined : toEmail(address)
  if (address !== undefined && !email)
    throw new SamlProblem('saml-email-odd', { found: toLine(address).slice(0, 200) })
  const toName = (key: keyof AttributeNames) => toLine(toLine(valuesOf(key)?.[0] ?? '').slice(0, MAX_NAME))
  const provedAt = readMoment(child(assertion, 'AuthnStatement')?.$?.AuthnInstant)
  return {
    assertionId,
    expiresAt: new Date(confirmation.notOnOrAfter + client.clockMinutes * MINUTE_MS),
    person: {
      ...{
        subject: name,
        email,
        isEmailVerified: vouchedDomains.includes(email?.slice(email.lastIndexOf('@') + 1) ?? ''),
      },
      ...{ firstName: toName('firstNameAttribute'), lastName: toName('lastNameAttribute') },
      groups: valuesOf('groupsAttribute')?.filter(isStorable),
      inResponseTo: confirmation.inResponseTo,
      provedAt: Number.isNaN(provedAt) ? undefined : new Date(provedAt).toISOString(),
      ...(isTest && {
        came: {
          ...{ nameIdFormat: lastOf(format), isSealed: given.isSealed },
          attributes: shownOf(attributes, nameOf),
        },
      }),
    },
  }
}

interface Confirmation {
  readonly notOnOrAfter: number
  readonly inResponseTo: string | undefined
}

/** That whoever brings it is the subject, as long as it comes to us. */
function confirmationOf(subject: Parsed | undefined, { addresses }: SamlClient): Confirmation {
  const said = children(subject, 'SubjectConfirmation').filter(({ $ }) => $?.Method === BEARER)
  const facts = said.map((one) => child(one, 'SubjectConfirmationData')?.$).filter((one) => one !== undefined)
  const [first] = facts
  const ours = facts.find((one) => one.Recipient === addresses.acsUrl)
  if (!first) throw new SamlProblem('saml-not-confirmed')
  if (!ours) throw elsewhere(first.Recipient ?? '–', addresses.acsUrl)
  const notOnOrAfter = readMoment(ours.NotOnOrAfter)
  if (Number.isNaN(notOnOrAfter) || ours.NotBefore !== undefined) throw new SamlProblem('saml-not-confirmed')
  return { notOnOrAfter, inResponseTo: ours.InResponseTo || undefined }
}

function assertTimes(assertion: Parsed, confirmation: Confirmation, client: SamlClient, now: Date): void {
  const conditions = child(assertion, 'Conditions')?.$ ?? {}
  const grace = client.clockMinutes * MINUTE_MS
  const issued = readMoment(assertion.$?.IssueInstant)
  const notBefore = conditions.NotBefore === undefined ? -Infinity : readMoment(conditions.NotBefore)
  const until = conditions.NotOnOrAfter === undefined ? Infinity : readMoment(conditions.NotOnOrAfter)
  const ends = Math.min(until, confirmation.notOnOrAfter)
  // Not a number is neither before nor after: it must not pass.
  const isNow = now.getTime() + grace >= notBefore && now.getTime() - grace < ends
  if (isNow && !Number.isNaN(until)) return
  const reference = Number.isNaN(issued) ? ends : issued
  const minutes = Math.round(Math.abs(now.getTime() - reference) / MINUTE_MS)
  if (Number.isNaN(minutes) || !Number.isFinite(minutes)) throw new SamlProblem('saml-not-confirmed')
  throw new SamlProblem(reference > now.getTime() ? 'saml-clock-ahead' : 'saml-clock-behind', {
    ...{ minutes, allowed: client.clockMinutes, ours: now },
  })
}

/** Each restriction has to name us. */
function assertAudience(assertion: Parsed, { addresses }: SamlClient): void {
  const restrictions = children(child(assertion, 'Conditions'), 'AudienceRestriction')
  const named = restrictions.map((one) => children(one, 'Audience').map(text))
  if (named.length > 0 && named.every((audiences) => audiences.includes(addresses.entityId))) return
  const found = firstOf(
    named.flat().map((one) => one.slice(0, 300)),
    3,
  )
  throw named.flat().length === 0
    ? new SamlProblem('saml-no-audience', { expected: addresses.entityId })
    : new SamlProblem('saml-audience', { found, expected: addresses.entityId })
}

function attributesOf(assertion: Parsed): Map<string, string[]> {
  const all = children(assertion, 'AttributeStatement').flatMap((one) => children(one, 'Attribute'))
  const found = new Map<string, string[]>()
  for (const attribute of all) {
    const name = attribute.$?.Name ?? ''
    const values = children(attribute, 'AttributeValue').map(text).filter(Boolean)
    if (values.length > 0) found.set(name, [...(found.get(name) ?? []), ...values])
  }
  return found
}

const uses = {
  emailAttribute: 'email',
  firstNameAttribute: 'firstName',
  lastNameAttribute: 'lastName',
  groupsAttribute: 'groups',
} as const

function shownOf(
  attributes: ReadonlyMap<string, readonly string[]>,
  nameOf: (key: keyof AttributeNames) => string | undefined,
): SamlAttribute[] {
  const keys = Object.keys(uses) as (keyof AttributeNames)[]
  const shown = (one: string) => toLine(one.slice(0, MOST_SHOWN.letters))
  return [...attributes].slice(0, MOST_SHOWN.attributes).map(([name, values]) => {
    const key = keys.find((one) => nameOf(one) === name)
    return {
      name: shown(name),
      values: values.slice(0, MOST_SHOWN.values).map(shown),
      use: key ? uses[key] : null,
    }
  })
}

function namesOf(attributes: ReadonlyMap<string, unknown>) {
  return attributes.size === 0
    ? '–'
    : firstOf(
        [...attributes.keys()].map((name) => toLine(name).slice(0, 100)),
        10,
      )
}

function children(parent: Parsed | undefined, name: string): Parsed[] {
  const found = parent?.[name]
  if (!Array.isArray(found)) return []
  return found.map((one) => (typeof one === 'string' ? { _: one } : (one as Parsed)))
}

function child(parent: Parsed | undefined, name: string): Parsed | undefined {
  return children(parent, name)[0]
}

function text(element: Parsed | undefined): string {
  return typeof element?._ === 'string' ? element._.trim() : ''
}

function lastOf(urn: string): string {
  return urn.slice(urn.lastIndexOf(':') + 1).slice(0, 60)
}

function elsewhere(found: string, expected: string): SamlProblem {
  return new SamlProblem('saml-address', { found: found.slice(0, 300), expected })
}

function otherIssuer(found: string, expected: string): SamlProblem {
  return new SamlProblem('saml-issuer', { found: found.slice(0, 300) || '–', expected })
}
