import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../../domain/errors.ts'
import { escapeHtml } from '../../../http/branded.ts'
import { preferredLanguage } from '../../../http/language.ts'
import { nextPath } from '../../../http/next-path.ts'
import { originOf } from '../../../http/origin.ts'
import { logFailure, toProblem } from '../../../http/problem.ts'
import { launchRate } from '../../../http/rate.ts'
import { CourseId, EventId, name, SessionId, WallTime } from '../../../http/schemas.ts'
import { visitsAlone } from '../../../http/visits-alone.ts'
import { phrase, type Reader, sentence } from '../../../messages/messages.ts'
import { callerOf, setLoginCookie } from '../../people/auth/login-cookie.ts'
import { chooseBody, PICK } from './choose-view.ts'
import { type Answer, answer, type Chosen, offer, planNew } from './deep-linking.service.ts'
import { registerAt } from './dynamic-registration.service.ts'
import { joinByCode } from './join-codes.service.ts'
import { getKeySet } from './keys.service.ts'
import { choosePlace, describeLaunch, enter, linkCourse, openWhole } from './launch-page.service.ts'
import { codeBody, launchBody, speaker } from './launch-view.ts'
import {
  type BegunLogin,
  beginLogin,
  followProof,
  getLaunch,
  type Hints,
  type Launch,
  proveBrowser,
  type TakenLaunch,
  takeLaunch,
} from './launches.service.ts'
import { proveAddress, sendCode } from './lti-people.service.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { button, form, leadOn, sendLtiPage, setLtiHeaders } from './pages.ts'
import { LTI_PATH } from './paths.ts'
import { canvasConfiguration } from './tool-configuration.ts'

/** Messages carry whole lists of roles and parameters. */
const MAX_BODY_BYTES = 200_000

const options = { config: { access: 'lms', ...launchRate }, schema: { hide: true } } as const

/**
 * LTI 1.3 for learning management systems. An area of its own: requests come from other sites and in frames of theirs, so
 * it looks at no login and gives none but by `openWhole`; it has its own frame policy and its own way to read forms,
 * and nothing of it applies elsewhere. docs/decisions/0100 says why.
 */
export function ltiRoutes(app: FastifyInstance): void {
  app.register(
    async (lti) => {
      lti.removeAllContentTypeParsers()
      lti.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
        (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      )
      lti.setErrorHandler((error, request, reply) => sendFailure(error as Error, request, reply))
      wayIn(lti)
      launchPages(lti)
      descriptions(lti)
    },
    { prefix: LTI_PATH },
  )
}

const text = (max: number) => z.string().max(max)
const Begin = z.object({
  iss: text(500).min(1),
  login_hint: text(4000).min(1),
  target_link_uri: text(4000).default(''),
  lti_message_hint: text(8000).optional(),
  client_id: text(300).optional(),
  lti_deployment_id: text(300).optional(),
  lti_storage_target: text(100).optional(),
})

function wayIn(lti: FastifyInstance): void {
  lti.route({
    method: ['GET', 'POST'],
    url: '/login',
    ...options,
    preHandler: visitsAlone,
    handler: async (request, reply) => {
      const given = request.method === 'POST' ? request.body : request.query
      const { iss, login_hint, ...rest } = read(Begin, given)
      const hints: Hints = {
        ...{ iss, loginHint: login_hint, targetLinkUri: rest.target_link_uri },
        ...{ messageHint: rest.lti_message_hint, clientId: rest.client_id },
        ...{ deploymentId: rest.lti_deployment_id, storageTarget: rest.lti_storage_target },
      }
      const begun = await beginLogin(request.ctx, hints, originOf(request))
      keepSecret(request, reply, begun)
      if (!hints.storageTarget) return setLtiHeaders(reply, begun.frames).redirect(begun.url)
      const say = speaker(request.reader)
      return sendLtiPage(reply, {
        language: request.reader.language,
        title: phrase('lms-title', {}, request.reader),
        body: `<p role="status">${say('lms-going')}</p><p><a href="${escapeHtml(begun.url)}">${say('lms-go-on')}</a></p>`,
        frames: begun.frames,
        script: {
          ...{ lti: 'begin', target: hints.storageTarget, origin: new URL(begun.url).origin },
          ...{ key: keyOf(begun.state), value: begun.secret, next: begun.url },
        },
      })
    },
  })

  const Answer = z.object({
    state: text(200).min(1),
    id_token: text(100_000).optional(),
    error: text(200).optional(),
    error_description: text(2000).optional(),
  })
  lti.post('/launch', options, async (request, reply) => {
    const { state, id_token, error, error_description } = read(Answer, request.body)
    if (!id_token) return sendRefusal(request, reply, error_description || error || '?')
    const cookie = nameOf(state)
    const taken = await takeLaunch(request.ctx, {
      ...{ state, idToken: id_token, origin: originOf(request), secret: request.cookies[cookie] },
    })
    reply.clearCookie(cookie, cookieOptions(request))
    if (taken.isProven) return sendLaunch(request, reply, await getLaunch(request.ctx, taken.token))
    return sendProof(request, reply, taken, state)
  })

  const Proof = z.object({ token: text(100).min(1), secret: text(100) })
  lti.post('/prove', options, async (request, reply) => {
    const { token, secret } = read(Proof, request.body)
    await proveBrowser(request.ctx, token, secret)
    return sendLaunch(request, reply, await getLaunch(request.ctx, token))
  })
}

/** Cookies are not to be had in this frame: the LMS’s frame may have kept the text; else a window of its own helps. */
function sendProof(
  request: FastifyRequest,
  reply: FastifyReply,
  taken: TakenLaunch,
  state: string,
): FastifyReply {
  const { reader } = request
  const say = speaker(reader)
  const { hints, token, frames, storageOrigin } = taken
  const again = form(
    'login',
    {
      ...{ iss: hints.iss, login_hint: hints.loginHint, target_link_uri: hints.targetLinkUri },
      ...{
        lti_message_hint: hints.messageHint,
        client_id: hints.clientId,
        lti_deployment_id: hints.deploymentId,
      },
    },
    button(phrase('lms-new-window', {}, reader)),
    { inNewWindow: true },
  )
  const isHidden = hints.storageTarget ? ' hidden' : ''
  return sendLtiPage(reply, {
    language: reader.language,
    title: phrase('lms-title', {}, reader),
    body:
      form('prove', { token, secret: '' }, '', { id: 'prove' }) +
      `<div${isHidden}><h1>${say('lms-no-cookies')}</h1><p>${say('lms-no-cookies-why')}</p>${again}</div>`,
    frames,
    ...(hints.storageTarget
      ? { script: { lti: 'prove', target: hints.storageTarget, origin: storageOrigin, key: keyOf(state) } }
      : {}),
  })
}

function launchPages(lti: FastifyInstance): void {
  const Held = z.object({ token: text(100).min(1) })
  const page = <Shape extends z.ZodType>(
    path: string,
    shape: Shape,
    work: (request: FastifyRequest, reply: FastifyReply, launch: Launch, asked: z.output<Shape>) => unknown,
  ) =>
    lti.post(path, options, async (request, reply) => {
      const launch = await getLaunch(request.ctx, read(Held, request.body).token)
      return work(request, reply, launch, read(shape, request.body))
    })

  page('/page', Held, (request, reply, launch) => sendLaunch(request, reply, launch))
  page('/link', Held.extend({ sessionId: SessionId }), async (request, reply, launch, { sessionId }) => {
    await linkCourse(request.ctx, launch, sessionId, readerOf(request, launch))
    return sendLaunch(request, reply, launch)
  })
  page('/place', Held.extend({ sessionId: SessionId }), async (request, reply, launch, { sessionId }) => {
    await choosePlace(request.ctx, launch, sessionId, readerOf(request, launch))
    return sendLaunch(request, reply, launch)
  })
  page(
    '/enter',
    Held.extend({ eventId: EventId, as: z.enum(['join', 'start']) }),
    async (request, reply, launch, asked) => {
      const reader = readerOf(request, launch)
      try {
        return sendOn(request, reply, await enter(request.ctx, launch, asked, reader), reader)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        if (error.status >= 500) request.log.warn({ err: error }, 'entrance failed')
        // Such as the consent to be recorded: the page of the event asks for it.
        const path = `/learn/events/${asked.eventId}`
        const { token } = launch
        const open = form('open', { token, next: path }, button(phrase('lms-open', {}, reader)))
        return sendLtiPage(reply.status(error.status), {
          language: reader.language,
          title: phrase('lms-title', {}, reader),
          body: `<div role="alert"><h1>${escapeHtml(sentence(error.code, error.params, reader))}</h1></div>${open}`,
          frames: 'nobody',
        })
      }
    },
  )
  page('/choose', Held.loose(), async (request, reply, launch, fields) => {
    const reader = readerOf(request, launch)
    try {
      const made = await answer(request.ctx, launch, readChosen(fields), {
        origin: originOf(request),
        reader,
      })
      return sendChosen(request, reply, launch, made)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sendLaunch(
        request,
        reply.status(error.status),
        launch,
        sentence(error.code, error.params, reader),
      )
    }
  })
  const Plan = Held.extend({ courseId: CourseId, name: name(), startsWall: WallTime, endsWall: WallTime })
  page('/plan', Plan, async (request, reply, launch, { token: _, ...input }) => {
    const reader = readerOf(request, launch)
    try {
      await planNew(request.ctx, launch, input, reader)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sendLaunch(
        request,
        reply.status(error.status),
        launch,
        sentence(error.code, error.params, reader),
      )
    }
    return sendLaunch(request, reply, launch)
  })
  page('/open', Held.extend({ next: text(300).optional() }), async (request, reply, launch, { next }) => {
    const caller = callerOf(request)
    const login = await openWhole(request.ctx, launch, caller)
    if (login) setLoginCookie(request, reply, login, caller)
    return sendOn(request, reply, next ? nextPath(next) : '/', readerOf(request, launch))
  })
  page('/code', Held.extend({ email: text(320) }), async (request, reply, launch, { email }) => {
    const { issuer, subject } = launch
    const reader = readerOf(request, launch)
    if (!subject) return sendLaunch(request, reply, launch)
    try {
      await sendCode(request.ctx, { issuer, subject }, email, reader)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sendLaunch(
        request,
        reply.status(error.status),
        launch,
        sentence(error.code, error.params, reader),
      )
    }
    return sendCodePage(request, reply, launch)
  })
  page('/join', Held.extend({ code: text(40) }), async (request, reply, launch, { code }) => {
    const { issuer, subject } = launch
    const reader = readerOf(request, launch)
    if (!subject) return sendLaunch(request, reply, launch)
    try {
      const personId = await joinByCode(request.ctx, { issuer, subject }, code)
      await followProof(request.ctx, { ...launch, personId })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sendLaunch(
        request,
        reply.status(error.status),
        launch,
        sentence(error.code, error.params, reader),
      )
    }
    return sendLaunch(request, reply, launch, phrase('lms-joined', {}, reader))
  })
  page('/proof', Held.extend({ code: text(40) }), async (request, reply, launch, { code }) => {
    const { issuer, subject } = launch
    const reader = readerOf(request, launch)
    if (!subject) return sendLaunch(request, reply, launch)
    try {
      const personId = await proveAddress(request.ctx, { issuer, subject }, code)
      await followProof(request.ctx, { ...launch, personId })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return sendCodePage(
        request,
        reply.status(error.status),
        launch,
        sentence(error.code, error.params, reader),
      )
    }
    return sendLaunch(request, reply, launch, phrase('lms-proven', {}, reader))
  })
}

async function sendLaunch(
  request: FastifyRequest,
  reply: FastifyReply,
  launch: Launch,
  said = '',
): Promise<FastifyReply> {
  const reader = readerOf(request, launch)
  if (launch.choosing) {
    const offered = await offer(request.ctx, launch, reader)
    return sendLtiPage(reply, {
      ...{ language: reader.language, title: phrase('lms-choose-title', {}, reader), frames: launch.frames },
      body: chooseBody(launch.token, offered, reader, said),
      script: { lti: 'page', at: '' },
    })
  }
  const page = await describeLaunch(request.ctx, launch, reader)
  const at = page.next?.join?.state === 'before' ? page.next.join.opensAt : (page.next?.endsAt ?? '')
  return sendLtiPage(reply, {
    language: reader.language,
    title: phrase('lms-title', {}, reader),
    body: launchBody(launch, page, reader, said),
    frames: launch.frames,
    script: { lti: 'page', at },
  })
}

/** Lets the browser bring the answer to the LMS. */
function sendChosen(
  request: FastifyRequest,
  reply: FastifyReply,
  launch: Launch,
  { url, jwt }: Answer,
): FastifyReply {
  const reader = readerOf(request, launch)
  const send = form('', { JWT: jwt }, button(phrase('lms-go-on', {}, reader)), { id: 'send', action: url })
  return sendLtiPage(reply, {
    ...{ language: reader.language, title: phrase('lms-choose-title', {}, reader), frames: launch.frames },
    body: `<p role="status">${speaker(reader)('lms-going')}</p>${send}`,
    sendsTo: new URL(url).origin,
    script: { lti: 'send' },
  })
}

/** What was picked, however many: `session:` or `event:`, and an id. */
function readChosen(fields: Readonly<Record<string, unknown>>): Chosen[] {
  return Object.entries(fields).flatMap(([field, value]): Chosen[] => {
    if (field !== 'pick' && !field.startsWith(PICK)) return []
    const [kind, id] = String(value).split(':')
    const sessionId = kind === 'session' ? SessionId.safeParse(id).data : undefined
    const eventId = kind === 'event' ? EventId.safeParse(id).data : undefined
    return sessionId || eventId ? [{ sessionId: sessionId ?? null, eventId: eventId ?? null }] : []
  })
}

function sendCodePage(
  request: FastifyRequest,
  reply: FastifyReply,
  launch: Launch,
  wrong = '',
): FastifyReply {
  const reader = readerOf(request, launch)
  return sendLtiPage(reply, {
    ...{ language: reader.language, title: phrase('lms-code-title', {}, reader), frames: launch.frames },
    body: codeBody(launch.token, reader, wrong),
  })
}

/** Leads a window of its own on. */
function sendOn(request: FastifyRequest, reply: FastifyReply, url: string, reader: Reader): FastifyReply {
  const say = speaker(reader)
  return sendLtiPage(reply, {
    language: reader.language,
    title: phrase('lms-title', {}, request.reader),
    head: leadOn(url),
    body: `<p role="status">${say('lms-going')}</p><p><a href="${escapeHtml(url)}">${say('lms-go-on')}</a></p>`,
    frames: 'nobody',
  })
}

function descriptions(lti: FastifyInstance): void {
  lti.get('/jwks', options, async (request, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return getKeySet(request.ctx)
  })
  lti.get('/config.json', options, async (request, reply) => {
    reply.header('cache-control', 'no-cache')
    return canvasConfiguration(originOf(request), request.ctx.platform.name)
  })
  lti.get('/page.js', options, (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .send(PAGE_SCRIPT),
  )
  const Register = z.object({
    invitation: text(100).min(1),
    openid_configuration: text(2000).min(1),
    registration_token: text(10_000).optional(),
  })
  lti.get('/register', { ...options, preHandler: visitsAlone }, async (request, reply) => {
    const { invitation, openid_configuration, registration_token: token } = read(Register, request.query)
    const registered = await registerAt(request.ctx, {
      ...{ invitation, configurationUrl: openid_configuration, token, origin: originOf(request) },
    })
    const say = speaker(request.reader)
    return sendLtiPage(reply, {
      language: request.reader.language,
      title: phrase('lms-title', {}, request.reader),
      body: `<h1>${say('lms-registered', { name: registered })}</h1><p>${say('lms-registered-next')}</p>`,
      frames: 'anybody',
      script: { lti: 'close' },
    })
  })
}

/** @throws {AppError} `lms-message-malformed` */
function read<Shape extends z.ZodType>(shape: Shape, given: unknown): z.output<Shape> {
  const { data, error } = shape.safeParse(given ?? {})
  if (error) {
    const fields = error.issues.map(({ path }) => path.join(' '))
    throw new MalformedError('lms-message-malformed', { fields })
  }
  return data as z.output<Shape>
}

class MalformedError extends AppError {
  readonly status = 400
}

function sendRefusal(request: FastifyRequest, reply: FastifyReply, reason: string): FastifyReply {
  const { reader } = request
  return sendLtiPage(reply.status(403), {
    language: reader.language,
    title: phrase('lms-title', {}, reader),
    body: `<div role="alert"><h1>${escapeHtml(sentence('lms-said-no', { reason: reason.slice(0, 300) }, reader))}</h1></div>`,
    frames: 'anybody',
  })
}

/** What went wrong, as a page that anybody may frame: nothing in it can be pressed. */
function sendFailure(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request)
  if (problem.status >= 500) logFailure(request, error, problem)
  request.refusedWith = problem.code
  return sendLtiPage(reply.status(problem.status), {
    language: request.reader.language,
    title: problem.title,
    body: `<div role="alert"><h1>${escapeHtml(problem.title)}</h1><p>${escapeHtml(problem.detail)}</p></div>`,
    frames: 'anybody',
  })
}

/** As the LMS shows its own page, where we speak that language. */
function readerOf({ ctx, reader }: FastifyRequest, { locale }: Pick<Launch, 'locale'>): Reader {
  const { languages } = ctx.platform
  const language = preferredLanguage(locale?.replace('_', '-'), reader.language, languages)
  return { ...reader, language }
}

const keyOf = (state: string) => `lectern-${state.slice(0, 16)}`
const nameOf = (state: string) => `lectern_lti_${state.slice(0, 16)}`

/** Also in a frame of another site, where a browser keeps it for this pair of sites alone. */
function cookieOptions(request: FastifyRequest) {
  const secure = request.ctx.site.originOf(request.hostname).startsWith('https:')
  const elsewhere = secure
    ? ({ sameSite: 'none', partitioned: true } as const)
    : ({ sameSite: 'lax' } as const)
  return { path: LTI_PATH, httpOnly: true, secure, ...elsewhere }
}

function keepSecret(
  request: FastifyRequest,
  reply: FastifyReply,
  { state, secret, expiresAt }: BegunLogin,
): void {
  reply.setCookie(nameOf(state), secret, { ...cookieOptions(request), expires: expiresAt })
}
