import { answerToChallenge, readEvent, signedByZoom, type ZoomEvent } from '@lectern/zoom-client'
import type { Telling } from '../../domain/telling.ts'
import { headerOf, type InboundPart } from '../provider.ts'

/** The field with what Zoom signs its events with. */
export const SECRET_TOKEN = 'secretToken'

/** Events (webhooks), which the owner of the app has sent to the account's address. */
export const inboundZoom: InboundPart = {
  receive(connection, call, now) {
    const secretToken = connection.secret(SECRET_TOKEN)
    const { body } = call
    const signature = headerOf(call, 'x-zm-signature')
    const timestamp = headerOf(call, 'x-zm-request-timestamp')
    if (!signedByZoom({ body, signature, timestamp }, secretToken, now)) return undefined
    const event = readEvent(body)
    if (event?.name === 'endpoint.url_validation' && event.plainToken)
      return {
        kind: 'handshake',
        answer: { status: 200, body: answerToChallenge(event.plainToken, secretToken) },
      }
    // Zoom numbers no events. One that is sent again is the same to the millisecond.
    return { kind: 'telling', key: body }
  },

  hear({ body }) {
    const event = readEvent(body)
    if (!event?.roomId) return []
    const telling = tellingOf(event, event.roomId)
    return telling ? [telling] : []
  },
}

function tellingOf(event: ZoomEvent, roomKey: string): Telling | undefined {
  const { name, uuid: runKey, registrantId: registrationKey, participant, toldAt } = event
  const [thing, what] = name.split('.')
  if (thing === 'recording') return { about: 'recordings', roomKey, registrationKey: undefined }
  if (thing !== 'meeting' && thing !== 'webinar') return undefined
  switch (what) {
    case 'updated':
    case 'deleted':
      return { about: 'room', roomKey, registrationKey: undefined }
    case 'registration_approved':
      return { about: 'registrations', roomKey, registrationKey }
    case 'started':
      return runKey ? { about: 'run', roomKey, runKey, startedAt: event.startsAt ?? toldAt } : undefined
    case 'ended':
      return runKey ? { about: 'run', roomKey, runKey, endedAt: event.endedAt ?? toldAt } : undefined
    case 'participant_joined':
    case 'participant_left': {
      if (!runKey || !participant?.key) return undefined
      const times =
        what === 'participant_joined'
          ? { joinedAt: participant.joinedAt ?? toldAt }
          : { leftAt: participant.leftAt ?? toldAt }
      const stay = {
        key: participant.key,
        kind: 'main' as const,
        registrationKey,
        externalId: undefined,
        ...times,
      }
      return { about: 'presence', roomKey, runKey, stay }
    }
    default:
      // Who waits outside is told as well; they come in, or were not there.
      return undefined
  }
}
