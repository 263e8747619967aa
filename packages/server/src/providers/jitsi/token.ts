import { SignJWT } from 'jose'
import type { Participant } from '../provider.ts'
import type { Site } from './site.ts'

/** Clocks differ a little; a token that is not valid yet lets nobody in. */
const CLOCKS_DIFFER_SECONDS = 60

/** Whom a token lets in, and as what. */
interface Admission {
  readonly room: string
  readonly person: Pick<Participant, 'id' | 'firstName' | 'lastName'>
  readonly isModerator: boolean
  /** Moderators may record. */
  readonly isRecorded: boolean
  readonly now: Date
  readonly until: Date
}

/**
 * Lets one person into one room, until a moment. All about them are texts: a number or nothing breaks a server's modules.
 *
 * @see https://github.com/jitsi/lib-jitsi-meet/blob/master/doc/tokens.md (read 2026-11)
 */
export async function signToken(site: Site, admission: Admission): Promise<string> {
  const { room, person, isModerator, isRecorded, now, until } = admission
  const { key } = site
  const claims = {
    room,
    context: {
      user: {
        id: person.id,
        name: `${person.firstName} ${person.lastName}`.trim() || '–',
        // JaaS reads the one, a server's module for roles the other.
        moderator: String(isModerator),
        affiliation: isModerator ? 'owner' : 'member',
      },
      features: {
        recording: String(isRecorded && isModerator),
        livestreaming: 'false',
        transcription: 'false',
        'inbound-call': 'false',
        'outbound-call': 'false',
        'sip-inbound-call': 'false',
        'sip-outbound-call': 'false',
      },
    },
  }
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000)
  const keyId = key.algorithm === 'RS256' ? key.keyId : ''
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', ...(keyId === '' ? {} : { kid: keyId }) })
    .setIssuer(site.issuer)
    .setAudience(site.audience)
    .setSubject(site.subject)
    .setIssuedAt(seconds(now))
    .setNotBefore(seconds(now) - CLOCKS_DIFFER_SECONDS)
    .setExpirationTime(seconds(until))
    .sign(key.algorithm === 'RS256' ? key.privateKey : key.secret)
}
