import { z } from 'zod'
import { roles } from '../../../domain/role.ts'
import {
  Email,
  Instant,
  Language,
  LoginId,
  name,
  PasskeyId,
  PersonId,
  TimeZone,
} from '../../../http/schemas.ts'

const Password = z.string().min(1).max(1024)
const Code = z.string().max(40).describe('of the authenticator app, or a recovery code')

export const SignIn = z
  .object({ email: Email, password: Password, code: Code.optional() })
  .meta({ id: 'SignIn' })

export const RoleName = z.enum(roles)

export const Me = z
  .object({
    id: PersonId,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    roles: z.array(RoleName),
    language: Language,
    timeZone: z.string(),
    needsSecondFactor: z
      .boolean()
      .describe(
        'their role asks for one and this login has shown none: until it has, nothing else can be done',
      ),
    idleMinutes: z.int32().describe('a login that nobody uses ends after so long'),
    takesBrowserTimeZone: z
      .boolean()
      .describe('they have no zone of their own, and never had: that of their browser is taken once'),
    may: z.object({
      administer: z.boolean().describe('apps, accounts, people'),
      plan: z.boolean().describe('courses, sessions, events'),
      teach: z.boolean(),
      manage: z.boolean().describe('they have a team, or stand in for whose it is'),
      supervise: z.boolean().describe('an area was given to them: people and courses'),
      register: z.boolean().describe('events were given to them, to mark at the door who is there'),
    }),
  })
  .meta({ id: 'Me' })

export const ChangeMe = z
  .object({
    language: Language.optional(),
    timeZone: TimeZone.optional(),
    browserTimeZone: TimeZone.optional().describe(
      'of who has no zone of their own, and never had; for others, or a zone that the platform does not know, nothing changes',
    ),
  })
  .meta({ id: 'ChangeMe' })

export const Login = z
  .object({
    id: LoginId,
    userAgent: z.string().describe('what the browser said that it is'),
    way: z.enum(['password', 'passkey', 'provider', 'link', 'lms']),
    isCurrent: z.boolean(),
    createdAt: Instant,
    seenAt: Instant.describe('to some minutes'),
  })
  .meta({ id: 'Login' })

export const Security = z
  .object({
    hasPassword: z.boolean(),
    passwordMinLength: z.int32(),
    secondFactor: z.object({ since: Instant, recoveryCodesLeft: z.int32() }).nullable(),
    passkeys: z.array(
      z.object({
        id: PasskeyId,
        name: z.string(),
        domain: z.string(),
        createdAt: Instant,
        usedAt: Instant.nullable(),
      }),
    ),
    logins: z.array(Login),
  })
  .meta({ id: 'Security' })

export const ChangePassword = z
  .object({ current: Password, password: Password })
  .meta({ id: 'ChangePassword' })
export const AskForReset = z.object({ email: Email }).meta({ id: 'AskForReset' })
export const ChoosePassword = z.object({ password: Password }).meta({ id: 'ChoosePassword' })
export const PasswordLinkParams = z.object({ token: z.string().max(64) })
export const PasswordLink = z
  .object({
    purpose: z.enum(['invitation', 'reset']),
    email: z.string(),
    firstName: z.string(),
    minLength: z.int32(),
  })
  .meta({ id: 'PasswordLink' })
export const PasswordChosen = z
  .object({ signedIn: z.boolean().describe('false where a code of an authenticator app is asked for first') })
  .meta({ id: 'PasswordChosen' })

export const SecondFactorSetup = z
  .object({ secret: z.string(), uri: z.string().describe('otpauth: address, to be shown as a QR code') })
  .meta({ id: 'SecondFactorSetup' })
export const SecondFactorCode = z.object({ code: Code }).meta({ id: 'SecondFactorCode' })
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' })

// Made and checked by the WebAuthn library on both sides: opaque for us.
const WebAuthn = z.record(z.string(), z.unknown()).describe('as WebAuthn has it, in JSON')
const ChallengeId = z.string().min(1).max(1000).describe('opaque; comes back with the answer')
export const PasskeyChallenge = z
  .object({ challengeId: ChallengeId, options: WebAuthn })
  .meta({ id: 'PasskeyChallenge' })
export const NewPasskey = z
  .object({ challengeId: ChallengeId, name: name(100), answer: WebAuthn })
  .meta({ id: 'NewPasskey' })
export const PasskeySignIn = z
  .object({ challengeId: ChallengeId, answer: WebAuthn })
  .meta({ id: 'PasskeySignIn' })
export const PasswordProof = z
  .object({ password: Password, code: Code.optional() })
  .meta({ id: 'PasswordProof' })
export const PasskeyProof = z
  .object({ challengeId: ChallengeId, answer: WebAuthn })
  .meta({ id: 'PasskeyProof' })
export const PasskeyParams = z.object({ passkeyId: PasskeyId })
export const LoginParams = z.object({ loginId: LoginId })
