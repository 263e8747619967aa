import {
  type RunningSimulator,
  type SimulatorOptions as ServeOptions,
  serve,
} from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { apiRoutes } from './api.ts'
import type { Behavior } from './behavior.ts'
import { analyticsOf, Callbacks } from './callbacks.ts'
import { controlRoutes, type PlayedMeeting, playMeeting, rotateSecret } from './control.ts'
import type { Meeting, State } from './model.ts'
import { playbackRoutes } from './recordings.ts'
import { cameIn, findSession, leave, roomRoutes } from './rooms.ts'
import { World } from './world.ts'
import { refuse } from './xml.ts'

/** What the demo's server is signed with. */
export const DEMO_SECRET = 'bigbluebutton-demo-secret-1'

export interface SimulatorOptions extends ServeOptions<Behavior> {
  /** What calls are signed with; default a new one, or the one that is kept. */
  secret?: string
}

/** A running simulator, with its control as functions. */
export interface Simulator extends RunningSimulator<State> {
  /** What an account is made of. */
  readonly apiUrl: string
  secret(): string
  /** A person follows a link into the room and stays, without a browser. @throws {Error} when they are not let in */
  enter(joinUrl: string): Promise<{ readonly userID: string; leave(): void }>
  playMeeting(meeting: PlayedMeeting): Meeting
  /** What the server posts, or would post, of the last meeting of an id that is over. */
  analyticsOf(meetingID: string): string
  /** A moderator ends a meeting from within. */
  endMeeting(meetingID: string): void
  /** An administrator sets another secret. */
  rotateSecret(secret: string): void
}

/** Starts an HTTP server that behaves like a BigBlueButton server, or like Scalelite before several. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(options, options.secret)
  const running = await serve(world, options, {
    port: 8091,
    wire: (app) => wire(app, world),
    control: (app) => controlRoutes(app, world),
    errands: new Callbacks(world),
    // Observed: a proxy answers for a server that is down, in HTML.
    refuse: (reply, status, message, error) =>
      error === undefined
        ? reply.status(status).type('text/html').send(`<html><body><h1>${status}</h1></body></html>`)
        : reply.status(status).send({ message }),
    notFound: (request, reply) =>
      request.url.startsWith('/bigbluebutton/api')
        ? refuse(reply, 'unsupportedRequest', 'This request is not supported.')
        : reply.status(404).type('text/html').send('<html><body><h1>404 Not Found</h1></body></html>'),
  })
  return {
    ...running,
    apiUrl: `${world.publicUrl()}/bigbluebutton/`,
    secret: () => world.state.secret,
    enter: (joinUrl) => enter(world, joinUrl),
    playMeeting: (meeting) => playMeeting(world, meeting),
    analyticsOf(meetingID) {
      const meeting = world.state.ended.findLast((one) => one.meetingID === meetingID)
      if (!meeting) throw new Error(`No meeting ${meetingID} is over`)
      return JSON.stringify(analyticsOf(world, meeting))
    },
    endMeeting(meetingID) {
      const meeting = world.findMeeting(meetingID)
      if (!meeting) throw new Error(`There is no meeting ${meetingID}`)
      world.end(meeting, world.now(), true)
    },
    rotateSecret: (secret) => rotateSecret(world, secret),
  }
}

function wire(app: FastifyInstance, world: World): void {
  // Forms stay texts: what is signed is what was sent.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text))
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('date', new Date(world.now()).toUTCString())
    return payload
  })
  apiRoutes(app, world)
  roomRoutes(app, world)
  playbackRoutes(app, world)
}

async function enter(world: World, joinUrl: string): Promise<{ userID: string; leave(): void }> {
  const answer = await fetch(joinUrl, { redirect: 'manual' })
  const location = answer.headers.get('location')
  const token = location && new URL(location).searchParams.get('sessionToken')
  const session = findSession(world, token ?? undefined)
  const meeting = session && world.findInternal(session.internalMeetingID)
  if (!meeting || session.guestStatus !== 'ALLOW')
    throw new Error(`Nobody is let in by that link: ${location ?? (await answer.text())}`)
  cameIn(world, meeting, session)
  return { userID: session.userID, leave: () => leave(world, session) }
}
