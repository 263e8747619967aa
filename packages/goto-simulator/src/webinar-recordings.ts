import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Run, Webinar } from './model.ts'
import { recordingLinks } from './recordings.ts'
import { isRecordingOut } from './report-shapes.ts'
import { embeddedPage, invalid, WEBINAR_ROOT, webinarGuard } from './webinar-guard.ts'
import { plainInstant, readInstant, sendJson, sendRefusal } from './wire.ts'
import type { World } from './world.ts'

interface SearchRequest {
  accountKey?: unknown
  organizerKey?: unknown
  name?: unknown
  sortField?: unknown
  sortOrder?: unknown
  fromTime?: unknown
  toTime?: unknown
}

interface Recorded {
  readonly run: Run
  readonly webinar: Webinar
}

/** Recordings of webinars. They are out some time after the reports. */
export function webinarRecordingRoutes(app: FastifyInstance, world: World): void {
  const { guarded, own } = webinarGuard(world)

  app.get(
    `${WEBINAR_ROOT}/webinars/:webinarKey/recordingAssets`,
    own((webinar, _caller, request, reply) => {
      const query = request.query as { page?: string; limit?: string }
      const rows = recorded(world).filter((entry) => entry.webinar === webinar)
      const limit = Math.min(200, Math.max(1, Number(query.limit) || 20))
      const page = Math.max(0, Number(query.page) || 0)
      const data = rows.slice(page * limit, (page + 1) * limit).map((entry) => assetView(world, entry, true))
      return sendJson(reply, 200, { data, total: rows.length, page, pageSize: data.length })
    }),
  )

  app.post(
    `${WEBINAR_ROOT}/recordingassets/search`,
    guarded(({ user }, request, reply) => {
      const { accountKey } = (request.body ?? {}) as SearchRequest
      if (!accountKey) return invalid(reply, 'accountKey is required')
      if (String(accountKey) !== user.accountKey)
        return sendRefusal(reply, 403, 'AccessDenied', 'Not your account')
      return sendFound(request, reply, ({ webinar }) => webinar.organizerKey === user.key)
    }),
  )

  app.post(
    `${WEBINAR_ROOT}/accounts/:accountKey/recordingassets/search`,
    guarded(({ user, scopes }, request, reply) => {
      const { accountKey } = request.params as { accountKey: string }
      if (accountKey !== user.accountKey || !scopes.includes('admin'))
        return sendRefusal(reply, 403, 'AccessDenied', 'Admin role needed')
      const { organizerKey, fromTime, toTime } = (request.body ?? {}) as SearchRequest
      if (!organizerKey) return invalid(reply, 'organizerKey is required')
      const from = readInstant(fromTime) ?? 0
      const to = readInstant(toTime) ?? Number.POSITIVE_INFINITY
      return sendFound(request, reply, ({ webinar, run }) => {
        const at = run.endedAt ?? 0
        return webinar.organizerKey === String(organizerKey) && at >= from && at <= to
      })
    }),
  )

  function sendFound(
    request: FastifyRequest,
    reply: FastifyReply,
    isWanted: (entry: Recorded) => boolean,
  ): FastifyReply {
    const { name, sortField, sortOrder } = (request.body ?? {}) as SearchRequest
    const { includes = '' } = request.query as { includes?: string }
    const rows = recorded(world)
      .filter(isWanted)
      .filter(({ webinar }) => !name || webinar.subject.includes(String(name)))
      .sort((a, b) =>
        sortField === 'NAME'
          ? a.webinar.subject.localeCompare(b.webinar.subject)
          : (a.run.endedAt ?? 0) - (b.run.endedAt ?? 0),
      )
    if (sortOrder !== 'ASC') rows.reverse()
    const views = rows.map((entry) => assetView(world, entry, includes.includes('recordingShareUrl')))
    const page = embeddedPage(request, 'recordingAssets', views, world.behavior.omitEmptyEmbedded)
    return sendJson(reply, 200, page)
  }
}

function recorded(world: World): Recorded[] {
  return world.state.runs.flatMap((run) => {
    const webinar = world.state.webinars.find((entry) => entry.webinarKey === run.roomKey)
    return webinar && isRecordingOut(world, run) ? [{ run, webinar }] : []
  })
}

/** `creatorKey` is the owner; there is no organizerKey (documented). */
function assetView(world: World, { run, webinar }: Recorded, isFull: boolean): object {
  const { downloadUrl, shareUrl, transcriptUrl } = recordingLinks(world, run)
  return {
    name: webinar.subject,
    recordingAssetKey: run.key,
    productName: 'g2w',
    createTime: plainInstant(run.endedAt ?? run.startedAt),
    creatorKey: webinar.organizerKey,
    accountKey: world.findUser(webinar.organizerKey)?.accountKey ?? '',
    totalReferenceCount: 1,
    mp4DownloadUrl: downloadUrl,
    transcriptDownloadUrl: transcriptUrl,
    ...(isFull ? { recordingShareUrl: shareUrl, webinarKey: webinar.webinarKey } : {}),
  }
}
