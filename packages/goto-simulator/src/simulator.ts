import { parse as parseForm } from 'node:querystring'
import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { ZodError } from 'zod'
import { adminRoutes } from './admin.ts'
import type { Behavior } from './behavior.ts'
import {
  addClient,
  addUser,
  controlRoutes,
  giveConsent,
  type NewClient,
  type NewUser,
  type PlayedRun,
  playRun,
} from './control.ts'
import { developerRoutes } from './developer.ts'
import { identityRoutes } from './identity.ts'
import { type RunningSimulator, type SimulatorOptions as ServeOptions, serve } from './kit/serve.ts'
import { meetingRoutes } from './meeting.ts'
import { meetingAdminRoutes } from './meeting-admin.ts'
import type { Client, ClientScope, Poll, Run, State, User } from './model.ts'
import { oauthRoutes } from './oauth.ts'
import { recordingRoutes } from './recordings.ts'
import { registerWithheldReports, type WithheldReason } from './report-shapes.ts'
import { roomRoutes } from './rooms.ts'
import { DEMO_USER, SignIns, signInRoutes } from './sign-in.ts'
import { trainingRoutes } from './training.ts'
import { trainingRegistrantRoutes, trainingReportRoutes } from './training-people.ts'
import { publishSurvey, publishWebinar } from './webhook-delivery.ts'
import { webinarRoutes } from './webinar.ts'
import { registrantRoutes, webinarHostRoutes } from './webinar-people.ts'
import { webinarRecordingRoutes } from './webinar-recordings.ts'
import { webinarReportRoutes } from './webinar-reports.ts'
import { webhookRoutes } from './webinar-webhooks.ts'
import { parseJson, sendError, sendJson } from './wire.ts'
import { World } from './world.ts'

export type SimulatorOptions = ServeOptions<Behavior>

/** A running simulator, with its control as functions. */
export interface Simulator extends RunningSimulator<State> {
  addUser(user: NewUser): User
  addClient(client: NewClient): Client
  /** What somebody ticks on a client in the Developer Center later on. */
  setScopes(clientId: string, scopes: readonly ClientScope[]): void
  /** What becomes of a user's licence. */
  setLicence(email: string, licence: User['licence']): void
  /** Makes a user a colleague of another's: both in one account of GoTo's. */
  putInAccount(userKey: string, accountKey: string): void
  playRun(run: PlayedRun): Run
  /** Registrants answer a question of the survey of a webinar's last run; subscribers hear of it. */
  answerSurvey(webinarKey: string, survey: Poll): void
  /** Reports are refused from now on; undefined = no longer. */
  withholdReports(reason: WithheldReason | undefined): void
  /** Recordings are refused from now on; undefined = no longer. */
  withholdRecordings(reason: WithheldReason | undefined): void
  /** Somebody deletes the recording of a run on GoTo's own pages. */
  removeRecording(runKey: string): void
  /** A consent without its page. @returns the code */
  consent(consent: { clientId: string; email: string; redirectUri: string; codeChallenge?: string }): string
  /** Somebody renames a webinar on GoTo's own pages; subscribers hear of it. */
  renameWebinar(webinarKey: string, subject: string): void
  /** All webhooks are gone. */
  dropWebhooks(): void
  /** Somebody deletes a room on GoTo's own pages. */
  removeRoom(key: string): void
  /** Somebody removes everybody who is registered for a room. */
  removeRegistrants(key: string): void
  /** A user's grants are dead. */
  revoke(email: string): void
}

/** Starts an HTTP server that behaves like GoTo's hosts on one port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(options)
  const running = await serve(world, options, {
    port: 8090,
    wire: (app) => wire(app, world),
    control: (app) => controlRoutes(app, world),
    refuse(reply, status, message, error) {
      if (error === undefined) return sendError(reply, status, 'SimulatedFault', message)
      if (error instanceof ZodError) return sendJson(reply, 400, { message })
      return sendJson(reply, status, { int_err_code: 'InvalidRequest', msg: message })
    },
    // Observed: what is not routed answers like this.
    notFound: ({ method, url }, reply) =>
      sendJson(reply, 404, {
        errorCode: 'NOT_FOUND',
        message: `No handler for ${method} ${url.split('?')[0]}`,
      }),
    revokeTokens: () => world.revokeTokens(),
  })
  return {
    ...running,
    addUser: (user) => addUser(world, user),
    addClient: (client) => addClient(world, client),
    setScopes(clientId, scopes) {
      const client = world.state.clients.find((entry) => entry.clientId === clientId)
      if (client) client.scopes = [...scopes]
      world.save()
    },
    setLicence(email, licence) {
      const user = world.state.users.find((entry) => entry.email === email)
      if (user) user.licence = licence
      world.save()
    },
    putInAccount(userKey, accountKey) {
      const user = world.findUser(userKey)
      if (user) user.accountKey = accountKey
      world.save()
    },
    playRun: (run) => playRun(world, run),
    answerSurvey(webinarKey, survey) {
      const run = world.state.runs.findLast(({ roomKey }) => roomKey === webinarKey)
      if (!run) throw new Error(`Webinar ${webinarKey} was not held`)
      run.surveys = [...(run.surveys ?? []), survey]
      world.save()
      for (const { registrantKey } of survey.answers) publishSurvey(world, run, registrantKey)
    },
    withholdReports(reason) {
      world.withheldReports = reason
    },
    withholdRecordings(reason) {
      world.withheldRecordings = reason
    },
    removeRecording(runKey) {
      const run = world.state.runs.find((entry) => entry.key === runKey)
      if (run) run.recording = false
      world.save()
    },
    consent: (consent) => giveConsent(world, consent),
    removeRegistrants: (key) => {
      world.state.registrants = world.state.registrants.filter((entry) => entry.roomKey !== key)
      world.save()
    },
    renameWebinar(webinarKey, subject) {
      const webinar = world.state.webinars.find((entry) => entry.webinarKey === webinarKey)
      if (!webinar) throw new Error(`There is no webinar ${webinarKey}`)
      webinar.subject = subject
      world.save()
      publishWebinar(world, webinar, 'webinar.changed', 'UPDATED')
    },
    dropWebhooks() {
      world.state.webhooks = []
      world.state.subscriptions = []
      world.save()
    },
    removeRoom: (key) => world.removeRoom(key),
    revoke: (email) => {
      const user = world.state.users.find((entry) => entry.email === email)
      if (user) world.revokeTokens(user.key)
    },
  }
}

/** Makes a user that can sign in, once; the sign-in page names it. */
export function seedDemoUser(simulator: Simulator): void {
  if (simulator.state().users.some((user) => user.email === DEMO_USER.email)) return
  simulator.addUser({ ...DEMO_USER, firstName: 'Olga', lastName: 'Organizer' })
}

async function wire(app: FastifyInstance, world: World): Promise<void> {
  await app.register(cookie)
  readBodiesLeniently(app)
  registerWithheldReports(app, world)
  const signIns = new SignIns(world)
  signInRoutes(app, world, signIns)
  oauthRoutes(app, world, signIns, world.publicUrl)
  developerRoutes(app, world, signIns)
  identityRoutes(app, world)
  adminRoutes(app, world)
  meetingRoutes(app, world, world.publicUrl)
  meetingAdminRoutes(app, world)
  webinarRoutes(app, world, world.publicUrl)
  registrantRoutes(app, world, world.publicUrl)
  webinarHostRoutes(app, world, world.publicUrl)
  webinarReportRoutes(app, world, world.publicUrl)
  webinarRecordingRoutes(app, world)
  webhookRoutes(app, world)
  trainingRoutes(app, world, world.publicUrl)
  trainingRegistrantRoutes(app, world, world.publicUrl)
  trainingReportRoutes(app, world)
  roomRoutes(app, world, signIns)
  recordingRoutes(app, world)
}

/** Where programs speak JSON alone; the other pages are forms of people and of OAuth. */
const SPEAKS_JSON = /^\/(G2M|G2W|G2T|admin|identity)\//

/**
 * Observed: GoTo takes JSON whatever the Content-Type says, and bodies that are empty. Programs that leave the
 * type to their HTTP library send JSON as a form.
 */
function readBodiesLeniently(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addHook('onRequest', async ({ headers }) => {
    // A type that is none, also an empty one, is as if it were left out.
    if (!/^[\w.+-]+\/[\w.+-]+\s*(;|$)/.test(headers['content-type'] ?? '')) delete headers['content-type']
  })
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined)
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')
    if (isForm && !SPEAKS_JSON.test(request.url)) return done(null, parseForm(String(text)))
    try {
      done(null, parseJson(String(text)))
    } catch {
      done(Object.assign(new Error('The body is not JSON'), { statusCode: 400 }), undefined)
    }
  })
}
