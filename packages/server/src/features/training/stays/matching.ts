import type { PersonId } from '../../../domain/ids.ts'
import { isBotName } from '../../../domain/stay.ts'
import type { Stay } from './reported-stays.ts'

export type MatchedBy = 'registration' | 'link' | 'email' | 'alias'

/** What is known of the people whom the stays of an event can be of. Nothing here goes by a name. */
export interface Known {
  /** By the key of a place at the provider, in any room of the event. */
  readonly registrations: ReadonlyMap<string, PersonId>
  /** By the address with which somebody was registered there, which may be their own no longer. */
  readonly registeredEmails: ReadonlyMap<string, PersonId>
  /** By the id that was in our link, that of a duplicate with the person who stays. */
  readonly people: ReadonlyMap<string, PersonId>
  /** Addresses of people, those of duplicates with the one who stays. */
  readonly emails: ReadonlyMap<string, PersonId>
  /** Addresses that people had who were erased after the event began. Whoever has one now was not there. */
  readonly kept: ReadonlyMap<string, PersonId>
  /** Addresses that somebody has said by hand. */
  readonly aliases: ReadonlyMap<string, PersonId>
  readonly instructors: ReadonlySet<PersonId>
  /** Of the accounts that host the rooms. */
  readonly hostEmails: ReadonlySet<string>
}

export interface Match {
  readonly personId: PersonId | null
  readonly matchedBy: MatchedBy | null
  readonly role: 'learner' | 'host' | 'bot'
}

/** Whose a stay is, by the strongest of what it says. A name never decides. */
export function whoIs(
  stay: Pick<Stay, 'registrationKey' | 'externalId' | 'email' | 'name' | 'isHost'>,
  known: Known,
): Match {
  const { registrationKey, externalId, email } = stay
  const found =
    matched('registration', registrationKey ? known.registrations.get(registrationKey) : undefined) ??
    matched('link', externalId ? known.people.get(externalId) : undefined) ??
    (email === '' ? undefined : byEmail(email, known))
  const isHost =
    stay.isHost || known.hostEmails.has(email) || (found && known.instructors.has(found.personId)) || false
  if (found) return { ...found, role: isHost ? 'host' : 'learner' }
  return { personId: null, matchedBy: null, role: isHost ? 'host' : isBotName(stay.name) ? 'bot' : 'learner' }
}

function byEmail(email: string, known: Known) {
  return (
    matched('registration', known.registeredEmails.get(email)) ??
    matched('email', known.kept.get(email) ?? known.emails.get(email)) ??
    matched('alias', known.aliases.get(email))
  )
}

function matched(matchedBy: MatchedBy, personId: PersonId | undefined) {
  return personId && { matchedBy, personId }
}
