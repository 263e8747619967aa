import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Ctx, Platform } from './ctx.ts'
import type { Database } from './db/database.ts'
import type { Replica } from './db/replica.ts'
import { UnauthenticatedError } from './domain/errors.ts'
import { calendarFeedRoutes, icalendarRoutes } from './features/messages/icalendar/icalendar.routes.ts'
import { mailsRoutes } from './features/messages/mails/mails.routes.ts'
import { notificationSettingsRoutes } from './features/messages/notifications/notification-settings.routes.ts'
import {
  notificationsRoutes,
  unsubscribeRoutes,
} from './features/messages/notifications/notifications.routes.ts'
import { doctorRoutes } from './features/operations/doctor/doctor.routes.ts'
import { evidenceRoutes } from './features/operations/evidence/evidence.routes.ts'
import { evidenceProfilesRoutes } from './features/operations/evidence-profiles/evidence-profiles.routes.ts'
import { homeRoutes } from './features/operations/home/home.routes.ts'
import { learningRecordsRoutes } from './features/operations/learning-records/learning-records.routes.ts'
import { joinCodesRoutes } from './features/operations/lti/join-codes.routes.ts'
import { ltiRoutes } from './features/operations/lti/lti.routes.ts'
import { lmsRoutes } from './features/operations/lti/registrations.routes.ts'
import { movesRoutes } from './features/operations/moves/moves.routes.ts'
import { preflightRoutes } from './features/operations/preflight/preflight.routes.ts'
import { reportExportsRoutes } from './features/operations/reports/exports.routes.ts'
import { reportsRoutes } from './features/operations/reports/reports.routes.ts'
import { migrationRoutes } from './features/operations/retired-apps/retired-apps.routes.ts'
import { rosterRoutes } from './features/operations/roster/roster.routes.ts'
import { searchRoutes } from './features/operations/search/search.routes.ts'
import { timelineRoutes } from './features/operations/timeline/timeline.routes.ts'
import { apiKeysRoutes } from './features/people/api-keys/api-keys.routes.ts'
import { findKeyActor } from './features/people/api-keys/api-keys.service.ts'
import { authRoutes } from './features/people/auth/auth.routes.ts'
import { findActor, getMe, hasIdled } from './features/people/auth/auth.service.ts'
import { readCookie, setCookie } from './features/people/auth/login-cookie.ts'
import { securityRoutes } from './features/people/auth/security.routes.ts'
import { erasureRoutes } from './features/people/data-protection/erasure.routes.ts'
import { retentionRoutes } from './features/people/data-protection/retention.routes.ts'
import { directoriesRoutes } from './features/people/directories/directories.routes.ts'
import { scimRoutes } from './features/people/directories/scim.routes.ts'
import { groupsRoutes } from './features/people/groups/groups.routes.ts'
import { identityProvidersRoutes } from './features/people/identity-providers/identity-providers.routes.ts'
import { listSignInButtons } from './features/people/identity-providers/identity-providers.service.ts'
import { samlProvidersRoutes } from './features/people/identity-providers/saml-providers.routes.ts'
import { samlWalkRoutes } from './features/people/identity-providers/saml-walk.routes.ts'
import { signInPageRoutes } from './features/people/identity-providers/sign-in-page.routes.ts'
import { signInWalkRoutes } from './features/people/identity-providers/sign-in-walk.routes.ts'
import { importsRoutes } from './features/people/people/imports.routes.ts'
import { peopleRoutes } from './features/people/people/people.routes.ts'
import { tidyAddresses } from './features/people/people/stored-addresses.service.ts'
import { appsRoutes } from './features/platform/apps/apps.routes.ts'
import { auditRoutes } from './features/platform/audit/audit.routes.ts'
import { domainsRoutes } from './features/platform/domains/domains.routes.ts'
import {
  beginRequest,
  finishRequest,
  RENEW_EVERY_MS,
  renewRequest,
} from './features/platform/idempotency/idempotency.service.ts'
import { liveRoutes } from './features/platform/live/live.routes.ts'
import { withParents } from './features/platform/live/parents.ts'
import { platformImagesRoutes } from './features/platform/platforms/platform-images.routes.ts'
import { platformSettingsRoutes } from './features/platform/platforms/platform-settings.routes.ts'
import { createPlatforms, type Platforms } from './features/platform/platforms/platforms.service.ts'
import { deliveriesRoutes, webhooksRoutes } from './features/platform/webhooks/webhooks.routes.ts'
import { accountsRoutes } from './features/rooms/accounts/accounts.routes.ts'
import { pairingRoutes } from './features/rooms/accounts/pairing.routes.ts'
import { capacityRoutes } from './features/rooms/capacity/capacity-view.routes.ts'
import { hintsRoutes, providerCallsRoutes } from './features/rooms/hints/hints.routes.ts'
import { inboundRoutes } from './features/rooms/tellings/inbound.routes.ts'
import { areaRoutes } from './features/training/area/area.routes.ts'
import { givenRoutes } from './features/training/area/given.routes.ts'
import { attendanceRoutes } from './features/training/attendance/attendance.routes.ts'
import { availabilityRoutes } from './features/training/availability/availability.routes.ts'
import { boardRoutes } from './features/training/board/board.routes.ts'
import { draftRoutes } from './features/training/board/draft.routes.ts'
import { breakoutGroupsRoutes } from './features/training/breakout-groups/breakout-groups.routes.ts'
import { calendarRoutes } from './features/training/calendar/calendar.routes.ts'
import { cancellationsRoutes } from './features/training/cancellations/cancellations.routes.ts'
import { catalogueRoutes } from './features/training/catalogue/catalogue.routes.ts'
import { badgesRoutes, keySetRoutes } from './features/training/certificates/badges.routes.ts'
import { certificatesRoutes } from './features/training/certificates/certificates.routes.ts'
import { completionsRoutes } from './features/training/completions/completions.routes.ts'
import { courseImageRoutes } from './features/training/courses/course-image.routes.ts'
import { coursesRoutes } from './features/training/courses/courses.routes.ts'
import { decisionsRoutes } from './features/training/decisions/decisions.routes.ts'
import { engagementRoutes } from './features/training/engagement/engagement.routes.ts'
import { enrollmentRulesRoutes } from './features/training/enrollment-rules/enrollment-rules.routes.ts'
import { enrollmentsRoutes } from './features/training/enrollments/enrollments.routes.ts'
import { entranceRoutes } from './features/training/entrance/entrance.routes.ts'
import { evaluationsRoutes } from './features/training/evaluations/evaluations.routes.ts'
import { eventsRoutes } from './features/training/events/events.routes.ts'
import { lifecycleRoutes } from './features/training/lifecycle/lifecycle.routes.ts'
import { makeUpRoutes } from './features/training/make-up/make-up.routes.ts'
import { noShowsRoutes } from './features/training/no-shows/no-shows.routes.ts'
import { planningRoutes } from './features/training/planning/planning.routes.ts'
import { plansRoutes } from './features/training/plans/plans.routes.ts'
import { presenceRoutes } from './features/training/presence/presence.routes.ts'
import { previewsRoutes } from './features/training/previews/previews.routes.ts'
import { recordingsRoutes } from './features/training/recordings/recordings.routes.ts'
import { registrarsRoutes } from './features/training/registrars/registrars.routes.ts'
import { explainRemoved } from './features/training/removed/removed.service.ts'
import { sessionFieldsRoutes } from './features/training/session-fields/session-fields.routes.ts'
import { sessionsRoutes } from './features/training/sessions/sessions.routes.ts'
import { standInRoutes } from './features/training/stand-ins/stand-in.routes.ts'
import { staysRoutes } from './features/training/stays/stays.routes.ts'
import { tablesRoutes } from './features/training/tables/tables.routes.ts'
import { teamRoutes } from './features/training/team/team.routes.ts'
import { attendanceRulesRoutes } from './features/training/verdicts/rules.routes.ts'
import { zoneChangesRoutes } from './features/training/zone-changes/zone-changes.routes.ts'
import { registerConditional } from './http/conditional.ts'
import { guardDoors, registerDoors } from './http/doors.ts'
import { errorDocsRoutes } from './http/error-docs.ts'
import { registerIdempotency } from './http/idempotency.ts'
import { registerJsonBodies } from './http/json-bodies.ts'
import { machineRoutes } from './http/machine-routes.ts'
import { manifestRoutes } from './http/manifest.ts'
import { registerMeasures } from './http/measures.ts'
import { apiDocsRoutes } from './http/openapi/page.ts'
import { registerOwnWrites } from './http/own-writes.ts'
import { isForPage } from './http/page-wish.ts'
import { registerPlatformArea } from './http/platform-area.ts'
import { registerPlugins } from './http/plugins.ts'
import { registerProblems } from './http/problem.ts'
import { registerConnectionRules, serverOptions } from './http/server.ts'
import { registerTexts } from './http/texts.ts'
import { type PageStart, registerWebPages } from './http/web-pages.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Live } from './live/live.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { risingIds } from './new-id.ts'
import { createOutside, type Outside } from './outside/outside.ts'
import { createBigBlueButtonApp } from './providers/bigbluebutton/app.ts'
import { createCustomLinkApp } from './providers/custom-link/custom-link.ts'
import { createGotoApp } from './providers/goto/app.ts'
import { createGotoVersion1App } from './providers/goto/version1.ts'
import { createJitsiApp } from './providers/jitsi/app.ts'
import { createJaasApp } from './providers/jitsi/jaas.ts'
import { createRegistry, type ProviderRegistry } from './providers/registry.ts'
import { createTeamsApp } from './providers/teams/app.ts'
import { createZoomApp } from './providers/zoom/app.ts'
import { react } from './reactions.ts'
import { sealedColumns } from './sealed-columns.ts'
import type { Vault } from './secrets/vault.ts'
import { siteOf } from './site.ts'
import { openStorage } from './storage/open-storage.ts'
import type { Storage } from './storage/storage.ts'

export const VERSION = '0.1.0'

/** What the process opened, before it is wired together. Tests bring their own. */
export interface Parts {
  readonly database: Database
  readonly replica?: Replica | undefined
  readonly jobs: Jobs
  readonly live: Live
  readonly vault: Vault
  readonly log: Logger
  readonly now?: () => Date
  readonly random?: () => number
  readonly providers?: ProviderRegistry
  readonly outside?: Outside
  readonly storage?: Storage
  readonly metrics?: Metrics
}

/** The wired server. It does not listen yet. */
export interface App {
  readonly http: FastifyInstance
  readonly platforms: Platforms
  ctxFor(platform: Platform): Ctx
  /** Brings what earlier releases stored into today's form. */
  tidy(): Promise<void>
}

/** Wires everything together. */
export async function buildApp(config: Config, parts: Parts): Promise<App> {
  const now = parts.now ?? (() => new Date())
  const outside =
    parts.outside ??
    createOutside({ dnsServers: config.dnsServers, allowsPrivate: config.allowsPrivateAddresses })
  const providers =
    parts.providers ??
    createRegistry([
      createGotoApp({
        authUrl: config.gotoAuthUrl,
        apiUrl: config.gotoApiUrl,
        developerUrl: config.gotoDeveloperUrl,
        now,
        requestsPerSecond: config.gotoRequestsPerSecond,
        ...(config.gotoSignatureHeader ? { signatureHeader: config.gotoSignatureHeader } : {}),
      }),
      createGotoVersion1App(),
      createBigBlueButtonApp({
        // Typed by superadmins of any platform: never into the server's own network.
        fetch: (url, init) => outside.fetch(String(url), init),
        now,
      }),
      createJitsiApp({ fetch: (url, init) => outside.fetch(String(url), init), now }),
      createJaasApp({ fetch, now, url: config.jaasUrl, consoleUrl: config.jaasConsoleUrl }),
      createZoomApp({
        authUrl: config.zoomAuthUrl,
        apiUrl: config.zoomApiUrl,
        consoleUrl: config.zoomConsoleUrl,
        now,
        requestsPerSecond: config.zoomRequestsPerSecond,
      }),
      createTeamsApp({
        loginUrl: config.teamsLoginUrl,
        graphUrl: config.teamsGraphUrl,
        consoleUrl: config.teamsConsoleUrl,
        now,
        requestsPerSecond: config.teamsRequestsPerSecond,
      }),
      createCustomLinkApp(),
    ])
  const metrics = parts.metrics ?? createMetrics()
  const storage = parts.storage ?? openStorage(config.recordingsStorage)
  const platforms = createPlatforms(parts.database, parts.live, now)
  const newId = risingIds()
  const ctxFor = (platform: Platform): Ctx => ({
    db: parts.database.forPlatform(platform.id),
    platform,
    jobs: parts.jobs,
    live: withParents(parts.live),
    providers,
    vault: parts.vault,
    site: siteOf(config),
    outside,
    storage,
    log: parts.log,
    counts: metrics.counts,
    now,
    newId: <Id extends string>() => newId() as Id,
    random: parts.random ?? Math.random,
    react,
    forgetPlatform: platforms.forget,
  })
  const http = await buildHttp(config, parts, { platforms, ctxFor, providers, metrics })
  return {
    http,
    platforms,
    ctxFor,
    async tidy() {
      for (const id of await platforms.listIds()) {
        const platform = await platforms.find(id)
        if (platform) await tidyAddresses(ctxFor(platform))
      }
    },
  }
}

async function buildHttp(
  config: Config,
  parts: Parts,
  wired: {
    platforms: Platforms
    ctxFor: (platform: Platform) => Ctx
    providers: ProviderRegistry
    metrics: Metrics
  },
): Promise<FastifyInstance> {
  const http = Fastify(serverOptions(config.trustProxy, parts.log)) as unknown as FastifyInstance
  http.setValidatorCompiler(validatorCompiler)
  http.setSerializerCompiler(serializerCompiler)
  registerConnectionRules(http)
  registerDoors(http)
  registerMeasures(http, wired.metrics.counts)
  registerJsonBodies(http)
  registerTexts(http)
  registerConditional(http)
  registerIdempotency(http, {
    begin: beginRequest,
    renew: renewRequest,
    finish: finishRequest,
    renewEveryMs: RENEW_EVERY_MS,
  })
  await registerPlugins(http, VERSION, config.requestsPerMinute)
  // Whoever reads what somebody deleted hears that, and where to go.
  registerProblems(http, async (request, error) => {
    const { method, ctx, actor, params } = request
    if (ctx && error instanceof UnauthenticatedError && error.code === 'not-signed-in')
      return (await hasCookieIdled(request)) ? new UnauthenticatedError('login-idle') : error
    return method === 'GET' && ctx && actor
      ? explainRemoved(ctx, actor, error, params as Record<string, string>)
      : error
  })
  machineRoutes(http, {
    isReady: () => parts.database.ping(),
    findPlatform: wired.platforms.findByHost,
    metrics: wired.metrics,
  })
  const pages = registerWebPages(http, config.webDir, findStart)
  errorDocsRoutes(http)
  apiDocsRoutes(http)
  registerPlatformArea(http, {
    findPlatform: (host) => wired.platforms.findByHost(host),
    ctxFor: wired.ctxFor,
    findActor,
    findKeyActor,
    requestsPerMinute: config.apiRequestsPerMinute,
    tokenOf: (request) => readCookie(request, 'login'),
    replica: parts.replica,
  })
  if (parts.replica)
    registerOwnWrites(http, {
      isThere: (request) => readCookie(request, 'wrote') !== undefined,
      set: (request, reply, maxAge) => setCookie(request, reply, { name: 'wrote', value: '1', maxAge }),
    })
  guardDoors(http)
  await http.register(
    async (api) => {
      const open = { schema: { hide: true }, config: { access: 'anybody' } } as const
      api.get('/openapi.json', open, () => http.swagger())
      for (const routes of apiRoutes) routes(api)
    },
    { prefix: '/api/v1' },
  )
  const redirectPaths = wired.providers.redirectPaths()
  pairingRoutes(http, { paths: redirectPaths.filter(Boolean) })
  entranceRoutes(http, { pages })
  signInWalkRoutes(http, { pages })
  samlWalkRoutes(http, { pages })
  calendarFeedRoutes(http)
  hintsRoutes(http)
  inboundRoutes(http)
  unsubscribeRoutes(http)
  manifestRoutes(http)
  keySetRoutes(http)
  ltiRoutes(http)
  scimRoutes(http, { requestsPerMinute: config.apiRequestsPerMinute })
  registerPages(http, pages, redirectPaths[0] ?? '/')
  return http
}

/** Whether this browser was signed in until nobody had used it for too long. */
async function hasCookieIdled(request: FastifyRequest): Promise<boolean> {
  const token = readCookie(request, 'login')
  return token !== undefined && hasIdled(request.ctx, token)
}

/** What pages carry. What can't be found now, such as without the database, they ask for once more. */
async function findStart(request: FastifyRequest): Promise<PageStart> {
  const { ctx } = request
  try {
    const token = readCookie(request, 'login')
    const [actor, signInWays] = await Promise.all([
      token ? findActor(ctx, token, request.reader) : undefined,
      listSignInButtons(ctx),
    ])
    // Not said to those for whom it has ended: their page asks, and hears why.
    const me = actor ? await getMe(ctx, actor) : (await hasCookieIdled(request)) ? undefined : null
    return { me, signInWays, redirectPaths: ctx.providers.redirectPaths() }
  } catch (error) {
    request.log.warn({ err: error }, 'a page was sent without who is signed in')
    return { me: undefined, signInWays: undefined, redirectPaths: ctx.providers.redirectPaths() }
  }
}

const apiRoutes: readonly ((api: FastifyInstance) => void)[] = [
  signInPageRoutes,
  platformSettingsRoutes,
  platformImagesRoutes,
  authRoutes,
  securityRoutes,
  identityProvidersRoutes,
  samlProvidersRoutes,
  domainsRoutes,
  homeRoutes,
  (api) => doctorRoutes(api, sealedColumns),
  calendarRoutes,
  boardRoutes,
  draftRoutes,
  availabilityRoutes,
  icalendarRoutes,
  auditRoutes,
  appsRoutes,
  migrationRoutes,
  movesRoutes,
  planningRoutes,
  tablesRoutes,
  plansRoutes,
  capacityRoutes,
  accountsRoutes,
  providerCallsRoutes,
  peopleRoutes,
  importsRoutes,
  erasureRoutes,
  retentionRoutes,
  coursesRoutes,
  courseImageRoutes,
  sessionFieldsRoutes,
  sessionsRoutes,
  eventsRoutes,
  standInRoutes,
  breakoutGroupsRoutes,
  lifecycleRoutes,
  cancellationsRoutes,
  decisionsRoutes,
  previewsRoutes,
  recordingsRoutes,
  preflightRoutes,
  rosterRoutes,
  reportsRoutes,
  reportExportsRoutes,
  attendanceRoutes,
  presenceRoutes,
  makeUpRoutes,
  completionsRoutes,
  evaluationsRoutes,
  noShowsRoutes,
  attendanceRulesRoutes,
  staysRoutes,
  engagementRoutes,
  certificatesRoutes,
  badgesRoutes,
  searchRoutes,
  timelineRoutes,
  evidenceRoutes,
  evidenceProfilesRoutes,
  learningRecordsRoutes,
  zoneChangesRoutes,
  mailsRoutes,
  notificationsRoutes,
  notificationSettingsRoutes,
  apiKeysRoutes,
  directoriesRoutes,
  joinCodesRoutes,
  lmsRoutes,
  webhooksRoutes,
  deliveriesRoutes,
  enrollmentsRoutes,
  enrollmentRulesRoutes,
  registrarsRoutes,
  teamRoutes,
  givenRoutes,
  areaRoutes,
  catalogueRoutes,
  groupsRoutes,
  liveRoutes,
]

/** Every other address is a page of the web app; only it knows which ones exist. */
function registerPages(
  http: FastifyInstance,
  pages: ReturnType<typeof registerWebPages>,
  redirectPath: string,
): void {
  const page = { schema: { hide: true }, config: { access: 'page' } } as const
  http.get<{ Querystring: { state?: string } }>('/', page, (request, reply) => {
    // The plain domain is a registered redirect URI too: a consent that ends here goes on where it belongs.
    if (request.query.state) return reply.redirect(`${redirectPath}${request.url.slice(1)}`)
    return pages.send(reply)
  })
  http.get('/*', page, (request, reply) => {
    return isForPage(request) ? pages.send(reply) : reply.callNotFound()
  })
}
