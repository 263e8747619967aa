import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Span, Webinar } from './model.ts'
import { publishWebinar } from './webhook-delivery.ts'
import { embeddedPage, invalid, WEBINAR_PATH, WEBINAR_ROOT, webinarGuard } from './webinar-guard.ts'
import { defaultEmailSettings, readNewWebinar, readWebinarChange } from './webinar-request.ts'
import { brokerView, listedWebinarView, spanView, webinarView } from './webinar-views.ts'
import { readInstant, sendJson, sendRefusal } from './wire.ts'
import type { World } from './world.ts'

/** GoTo Webinar v2, its webinars, as its document of 2026-08 has it. */
export function webinarRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { guarded, own } = webinarGuard(world)

  app.post(
    `${WEBINAR_ROOT}/organizers/:organizerKey/webinars`,
    guarded((_caller, request, reply) => {
      const { organizerKey } = request.params as { organizerKey: string }
      const read = readNewWebinar(world, request.body)
      if (typeof read === 'string') return invalid(reply, read)
      // Documented: each session of a series is a webinar with a key of its own.
      const spans = read.type === 'series' ? read.times.map((span) => [span]) : [read.times]
      const recurrenceKey = read.type === 'single_session' ? undefined : world.newKey()
      const made = spans.map((times) => addWebinar({ ...read, times }, organizerKey, recurrenceKey))
      for (const webinar of made) publishWebinar(world, webinar, 'webinar.created')
      return sendJson(reply, 201, {
        webinarKey: made[0]?.webinarKey,
        ...(recurrenceKey ? { recurrenceKey } : {}),
      })
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/organizers/:organizerKey/webinars`,
    guarded((_caller, request, reply) => {
      const { organizerKey } = request.params as { organizerKey: string }
      return sendWebinars(request, reply, (webinar) => webinar.organizerKey === organizerKey)
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/accounts/:accountKey/webinars`,
    guarded(({ user, scopes }, request, reply) => {
      const { accountKey } = request.params as { accountKey: string }
      if (user.accountKey !== accountKey || !scopes.includes('admin')) {
        return sendRefusal(reply, 403, 'AccessDenied', 'Admin role needed')
      }
      return sendWebinars(
        request,
        reply,
        (webinar) => world.findUser(webinar.organizerKey)?.accountKey === accountKey,
      )
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/organizers/:organizerKey/insessionWebinars`,
    guarded((_caller, request, reply) => {
      const { organizerKey } = request.params as { organizerKey: string }
      const running = world.state.webinars.filter(
        (webinar) => webinar.organizerKey === organizerKey && world.findRunning(webinar.webinarKey),
      )
      return sendJson(
        reply,
        200,
        running.map((webinar) => brokerView(world, webinar, publicUrl())),
      )
    }),
  )

  app.get(
    WEBINAR_PATH,
    own((webinar, _caller, _request, reply) =>
      sendJson(reply, 200, webinarView(world, webinar, publicUrl())),
    ),
  )

  app.put(
    WEBINAR_PATH,
    own((webinar, _caller, request, reply) => {
      if (world.findRunning(webinar.webinarKey)) return invalid(reply, 'The webinar is in session')
      if (endOf(webinar) <= world.now()) return invalid(reply, 'The webinar has ended')
      const change = readWebinarChange(world, request.body, webinar)
      if (typeof change === 'string') return invalid(reply, change)
      Object.assign(webinar, change)
      world.save()
      publishWebinar(world, webinar, 'webinar.changed', 'UPDATED')
      return reply.status(202).send()
    }),
  )

  app.delete(
    WEBINAR_PATH,
    own((webinar, _caller, request, reply) => {
      const { deleteAll } = request.query as { deleteAll?: string }
      const isSeries = webinar.type === 'series' && deleteAll !== 'false'
      const doomed = world.state.webinars.filter(
        (other) => other === webinar || (isSeries && other.recurrenceKey === webinar.recurrenceKey),
      )
      if (doomed.some((other) => world.findRunning(other.webinarKey))) {
        return sendRefusal(reply, 409, 'WebinarInSession', 'The webinar is in session')
      }
      world.state.webinars = world.state.webinars.filter((other) => !doomed.includes(other))
      world.save()
      for (const gone of doomed) publishWebinar(world, gone, 'webinar.changed', 'DELETED')
      return reply.status(204).send()
    }),
  )

  app.get(
    `${WEBINAR_PATH}/meetingtimes`,
    own((webinar, _caller, _request, reply) => sendJson(reply, 200, webinar.times.map(spanView))),
  )

  app.get(
    `${WEBINAR_PATH}/audio`,
    own(({ audio }, _caller, _request, reply) =>
      sendJson(reply, 200, {
        type: audio.type,
        ...(audio.privateInfo ? { privateInfo: audio.privateInfo } : {}),
        ...(audio.type === 'PSTN' || audio.type === 'Hybrid' ? { confCallNumbers: CALL_NUMBERS } : {}),
      }),
    ),
  )

  app.post(
    `${WEBINAR_PATH}/audio`,
    own((webinar, _caller, request, reply) => {
      const { type, privateInfo } = (request.body ?? {}) as { type?: unknown; privateInfo?: unknown }
      if (type !== 'PSTN' && type !== 'VOIP' && type !== 'Hybrid' && type !== 'Private')
        return invalid(reply, 'type: PSTN, VOIP, Hybrid or Private')
      const numbers = privateInfo as Record<string, string> | undefined
      if (type === 'Private' && !numbers?.attendee) return invalid(reply, 'privateInfo.attendee is required')
      webinar.audio = { type, ...(type === 'Private' && numbers ? { privateInfo: numbers } : {}) }
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/webinars/:webinarKey/startUrl`,
    own(({ webinarKey }, _caller, _request, reply) =>
      sendJson(reply, 200, { startUrl: `${publicUrl()}/room/start/webinar/${webinarKey}` }),
    ),
  )

  app.put(
    `${WEBINAR_ROOT}/webinars/:webinarKey/copy`,
    own((webinar, { user }, request, reply) => {
      const change = readWebinarChange(world, request.body, { ...webinar, times: [] })
      if (typeof change === 'string') return invalid(reply, change)
      const times = change.times ?? []
      if (times.length === 0) return invalid(reply, 'times is required')
      const { recurrenceKey: _, ...source } = webinar
      const copy = addWebinar({ ...source, ...change, times, type: 'single_session' }, user.key, undefined)
      publishWebinar(world, copy, 'webinar.created')
      return sendJson(reply, 201, { webinarKey: copy.webinarKey })
    }),
  )

  function addWebinar(
    fields: Omit<NewWebinar, 'times'> & { times: Span[] },
    organizerKey: string,
    recurrenceKey: string | undefined,
  ): Webinar {
    const webinar: Webinar = {
      ...fields,
      emailSettings: { ...defaultEmailSettings, ...fields.emailSettings },
      webinarKey: world.newKey(),
      webinarId: world.newMeetingId(),
      organizerKey,
      ...(recurrenceKey ? { recurrenceKey } : {}),
      audio: { type: 'Hybrid' },
      createdAt: world.now(),
      coorganizers: [],
      panelists: [],
    }
    world.state.webinars.push(webinar)
    world.save()
    return webinar
  }

  function sendWebinars(
    request: FastifyRequest,
    reply: FastifyReply,
    isWanted: (webinar: Webinar) => boolean,
  ): FastifyReply {
    const range = rangeOf(request)
    if (!range) return invalid(reply, 'fromTime and toTime are required')
    const visibleSince = world.now() - world.behavior.webinarListLagSeconds * 1000
    const rows = world.state.webinars
      .filter((webinar) => isWanted(webinar) && webinar.createdAt <= visibleSince)
      .filter((webinar) => webinar.times.some((t) => t.endsAt >= range.from && t.startsAt <= range.to))
      .map((webinar) => listedWebinarView(world, webinar, publicUrl()))
    return sendJson(reply, 200, embeddedPage(request, 'webinars', rows, world.behavior.omitEmptyEmbedded))
  }
}

type NewWebinar = Exclude<ReturnType<typeof readNewWebinar>, string>

const CALL_NUMBERS = {
  US: {
    toll: '+1 (000) 000-0000',
    accessCodes: { organizer: '000-000-001', panelist: '000-000-002', attendee: '000-000-003' },
  },
}

/** Documented: both ends are required. */
export function rangeOf(request: FastifyRequest): { from: number; to: number } | undefined {
  const { fromTime, toTime } = request.query as { fromTime?: string; toTime?: string }
  const from = readInstant(fromTime)
  const to = readInstant(toTime)
  return from === undefined || to === undefined ? undefined : { from, to }
}

export function endOf(webinar: Webinar): number {
  return Math.max(...webinar.times.map((span) => span.endsAt))
}
