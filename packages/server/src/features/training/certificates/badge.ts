import type { Language } from '../../../domain/message.ts'

/** Everything that a badge says, as Open Badges 3.0 writes it. */
export interface BadgeFacts {
  readonly id: string
  readonly personId: string
  readonly courseId: string
  readonly courseName: string
  readonly criteria: string
  readonly number: string
  readonly language: Language
  readonly issuerName: string
  readonly issuedAt: Date
  readonly validUntil: Date | null
  /** Where the platform is: `https://academy.example`. */
  readonly origin: string
  /** Which of the lists of what is recalled, and which of its bits. */
  readonly list: number
  readonly bit: number
}

const V2 = 'https://www.w3.org/ns/credentials/v2'
const OPEN_BADGES = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
const PATH = '/api/v1/badges'

export const issuerUrl = (origin: string) => `${origin}${PATH}/issuer`
export const keyUrl = (origin: string, keyId: string) => `${origin}${PATH}/keys/${keyId}`
export const listUrl = (origin: string, list: number) => `${origin}${PATH}/status/${list}`

/** Who issues badges: whoever checks one reads it at the address that the badge names. */
export function profileOf(origin: string, name: string) {
  return { '@context': [V2, OPEN_BADGES], id: issuerUrl(origin), type: ['Profile'], name, url: origin }
}

/** RFC 3339, to the second. */
const moment = (at: Date) => at.toISOString().replace(/\.\d+Z$/, 'Z')
const seconds = (at: Date) => Math.floor(+at / 1000)

/** A credential as the payload of a JWT: with the claims that stand for parts of it. */
export function badgeOf(facts: BadgeFacts): Record<string, unknown> {
  const { origin, issuerName, issuedAt, validUntil, list, bit } = facts
  const { '@context': _, ...issuer } = profileOf(origin, issuerName)
  const id = `urn:uuid:${facts.id}`
  const subject = `urn:uuid:${facts.personId}`
  const statusListCredential = listUrl(origin, list)
  return {
    iss: issuer.id,
    jti: id,
    sub: subject,
    nbf: seconds(issuedAt),
    ...(validUntil ? { exp: seconds(validUntil) } : {}),
    '@context': [V2, OPEN_BADGES],
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: facts.courseName,
    issuer,
    validFrom: moment(issuedAt),
    ...(validUntil ? { validUntil: moment(validUntil) } : {}),
    credentialSubject: {
      id: subject,
      type: ['AchievementSubject'],
      licenseNumber: facts.number,
      achievement: {
        id: `urn:uuid:${facts.courseId}`,
        type: ['Achievement'],
        achievementType: 'Course',
        name: facts.courseName,
        description: facts.courseName,
        criteria: { narrative: facts.criteria },
        inLanguage: facts.language,
      },
    },
    credentialStatus: {
      id: `${statusListCredential}#${bit}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(bit),
      statusListCredential,
    },
  }
}

/** A list of what is recalled, as the payload of a JWT. @param encoded its bits: compressed, in base64url behind a `u` */
export function statusListOf(facts: {
  readonly origin: string
  readonly issuerName: string
  readonly list: number
  readonly encoded: string
  readonly now: Date
}): Record<string, unknown> {
  const { origin, issuerName, list, encoded, now } = facts
  const { '@context': _, ...issuer } = profileOf(origin, issuerName)
  const id = listUrl(origin, list)
  return {
    iss: issuer.id,
    jti: id,
    sub: `${id}#list`,
    nbf: seconds(now),
    '@context': [V2],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: moment(now),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encoded,
    },
  }
}
