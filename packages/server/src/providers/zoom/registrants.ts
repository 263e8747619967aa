import {
  BATCH_MAX,
  type NewRegistrant,
  type RoomKind,
  ZoomError,
  type ZoomRegistrant,
} from '@lectern/zoom-client'
import { ProviderError } from '../../domain/errors.ts'
import type { Call, Connection, Learner, Registration, RegistrationPart } from '../provider.ts'
import { type Connect, options } from './connect.ts'
import { deleted, translated } from './errors.ts'

/** Longest address, and longest name (documented). */
const EMAIL_MAX = 128
const NAME_MAX = 64

/** Registrants: each has a link of their own, and is named by it in reports. */
export function zoomRegistrants(kind: RoomKind, connect: Connect): RegistrationPart {
  const listAll = async (connection: Connection, key: string, call: Call): Promise<ZoomRegistrant[]> => {
    const all: ZoomRegistrant[] = []
    for await (const page of connect(connection, call).registrants(kind, key, options(call)))
      all.push(...page)
    return all
  }
  return {
    kind: 'registered',
    register: (connection, key, learner, call) =>
      translated(async () => {
        const body = toRegistrant(learner)
        try {
          // Who is registered already gets the same place (assumed).
          return toRegistration(await connect(connection, call).addRegistrant(kind, key, body, options(call)))
        } catch (error) {
          // Documented: three a day for one address and meeting. Who asked so often has a place.
          if (!(error instanceof ZoomError && error.kind === 'rate-limited')) throw error
          const found = (await listAll(connection, key, call)).find(
            ({ email }) => email.toLowerCase() === body.email.toLowerCase(),
          )
          if (!found) throw error
          return toRegistration(found)
        }
      }),

    batch: {
      max: BATCH_MAX,
      // One who can't be registered has the whole batch refused (assumed): who is known to be one stays out of it.
      registerAll: (connection, key, learners, call) =>
        translated(async () => {
          const checked = learners.map((learner) => checkedOf(learner))
          const bodies = checked.filter((one): one is NewRegistrant => !(one instanceof ProviderError))
          if (bodies.length === 0)
            return checked.map((one) => (one instanceof ProviderError ? one : undefined))
          const places = await connect(connection, call).addRegistrants(kind, key, bodies, options(call))
          const byEmail = new Map(places.map((place) => [place.email.toLowerCase(), toRegistration(place)]))
          return checked.map((one) =>
            one instanceof ProviderError ? one : byEmail.get(one.email.toLowerCase()),
          )
        }),
    },

    unregister: (connection, key, registrationKey, call) =>
      deleted(() => connect(connection, call).deleteRegistrant(kind, key, registrationKey, options(call))),

    listRegistrations: (connection, key, call) =>
      translated(async () => (await listAll(connection, key, call)).map(toRegistration)),
  }
}

function toRegistration({ id, email, joinUrl }: ZoomRegistrant): Registration {
  return { key: id, email, joinUrl }
}

/** @returns why Zoom would not take them, in place of throwing it */
function checkedOf(learner: Learner): NewRegistrant | ProviderError {
  try {
    return toRegistrant(learner)
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
}

/**
 * Checks a learner before Zoom is asked, so that the field is named.
 *
 * @throws {ProviderError} `rejected`
 */
function toRegistrant({ email, firstName, lastName }: Learner): NewRegistrant {
  const names = { firstName: firstName.trim() || '-', lastName: lastName.trim() }
  const bounds = { email: EMAIL_MAX, firstName: NAME_MAX, lastName: NAME_MAX }
  for (const [field, value] of Object.entries({ email, ...names })) {
    const most = bounds[field as keyof typeof bounds]
    if (value.length <= most) continue
    const detail = `${field} has ${value.length} characters, and ${most} are allowed`
    throw new ProviderError('rejected', { provider: 'Zoom', detail })
  }
  return { email, ...names }
}
