import { z } from 'zod'
import { certificateStates, recallCauses, shownNames } from '../../../domain/certificate.ts'
import {
  CertificateId,
  CertificateKeyId,
  CourseId,
  Instant,
  Language,
  line,
  listOf,
  PersonId,
  SessionId,
  text,
} from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'

const Day = z.string().describe('2026-11-29')

export const Certificate = z
  .object({
    id: CertificateId,
    number: z.string().describe('such as C-2026-000017; no two of a platform are alike'),
    state: z.enum(certificateStates),
    sessionId: SessionId.describe('it may be deleted: what was certified stays'),
    courseId: CourseId,
    personId: PersonId,
    personName: z.string().describe('as it was when it was issued'),
    courseName: z.string(),
    sessionName: z.string(),
    language: Language,
    firstDay: Day,
    lastDay: Day,
    seconds: z.int32().describe('planned time of its events, without breaks'),
    completedAt: Instant,
    validUntil: Instant.nullable().describe('null = for good'),
    issuedAt: Instant,
    address: z.string().describe('where anybody may check it'),
    recalled: z
      .object({
        at: Instant,
        cause: z.enum(recallCauses).describe('renewed: another one took its place'),
        reason: z.string().describe('a sentence; empty = none was given'),
      })
      .nullable(),
  })
  .meta({ id: 'Certificate' })

export const SessionCertificates = listOf(Certificate)
  .extend({ missing: z.int32().describe('who completed the session and have none') })
  .meta({ id: 'SessionCertificates' })

export const VerifiedCertificate = z
  .object({
    state: z.enum(certificateStates),
    number: z.string(),
    issuer: z.string(),
    person: z.string().describe('initials or the name, as the platform has chosen'),
    courseName: z.string(),
    firstDay: Day,
    lastDay: Day,
    seconds: z.int32(),
    completedAt: Instant,
    issuedAt: Instant,
    validUntil: Instant.nullable(),
    recalledAt: Instant.nullable(),
    timeZone: z.string().describe('in which its days are told, as on the paper'),
  })
  .meta({
    id: 'VerifiedCertificate',
    description: 'What anybody may know of a certificate: no reason, no person.',
  })

const template = {
  isOn: z.boolean().describe('whoever completes a session gets a certificate'),
  prefix: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{1,10}$/, says('field-certificate-prefix'))
    .describe('before the year and the number; another one begins to count anew'),
  signatoryName: line(120).describe('empty = nobody signs'),
  signatoryRole: line(160),
  note: text(400).describe('a sentence at the foot, such as by whom the academy is accredited'),
  shownName: z.enum(shownNames).describe('what whoever checks a certificate reads of the person'),
}

export const NewCertificateTemplate = z.object(template).meta({ id: 'NewCertificateTemplate' })

export const CertificateTemplateView = z
  .object({
    ...template,
    prefix: z.string(),
    version: z
      .int32()
      .min(0)
      .describe('goes into If-Match of a change, in double quotes; 0 = the product’s own'),
    keys: z
      .array(z.object({ id: CertificateKeyId, madeAt: Instant }))
      .describe('newest first: it signs badges; the others prove what they signed'),
  })
  .meta({ id: 'CertificateTemplate' })

export const PreviewTemplate = z
  .object({ ...template, language: Language })
  .meta({ id: 'CertificateTemplatePreview' })

export const Recall = z
  .object({ reason: text(500).min(1).describe('the learner reads it') })
  .meta({ id: 'CertificateRecall' })

export const Reissue = z
  .object({ reason: text(500).min(1).describe('for the history: why another one is needed') })
  .meta({ id: 'CertificateReissue' })

export const PublicKey = z
  .object({
    kid: z.string(),
    alg: z.string(),
    use: z.string(),
    kty: z.string(),
    n: z.string(),
    e: z.string(),
  })
  .meta({ id: 'PublicKey', description: 'RFC 7517' })

export const KeySet = z.object({ keys: z.array(PublicKey) }).meta({ id: 'PublicKeySet' })

export const BadgeIssuer = z
  .object({
    '@context': z.array(z.string()),
    id: z.string(),
    type: z.array(z.string()),
    name: z.string(),
    url: z.string(),
  })
  .meta({ id: 'BadgeIssuer', description: 'A Profile of Open Badges 3.0' })
