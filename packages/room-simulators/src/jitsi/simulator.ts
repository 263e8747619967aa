import {
  type RunningSimulator,
  readJsonAndForms,
  type SimulatorOptions as ServeOptions,
  serve,
} from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import type { Behavior } from './behavior.ts'
import { Calls } from './calls.ts'
import { configure, consoleRoutes, setWebhook } from './consoles.ts'
import { controlRoutes, type PlayedRoom, playRoom, type ServerSettings } from './control.ts'
import { comeIn, moveTo, standUp } from './entering.ts'
import type { Room, State } from './model.ts'
import { recordingRoutes } from './recordings.ts'
import { nodeOf, roomRoutes } from './rooms.ts'
import { signInRoutes, siteOf } from './sign-in.ts'
import { tellRecordingStarted } from './told.ts'
import { isIn, World } from './world.ts'

export type SimulatorOptions = ServeOptions<Behavior>

/** Somebody who is inside, without a browser. */
export interface Inside {
  readonly isModerator: boolean
  /** Outside still, before the lobby. */
  readonly waits: boolean
  leave(): void
  /** Undefined = back to the main room. */
  goTo(breakoutId: string | undefined): void
  /** Starts recording the room; once more stops it. */
  record(): void
}

/** A running simulator, with its control as functions. */
export interface Simulator extends RunningSimulator<State> {
  /** Somebody follows a link into the room and stays. @throws {Error} when they are not let in, with what a server says */
  enter(link: string): Promise<Inside>
  /** Ends what is open under a name, as a moderator does. */
  endRoom(name: string): void
  playRoom(room: PlayedRoom): Room
  configure(settings: ServerSettings): void
  /** @returns the secret of the webhook */
  setWebhook(url: string): string
  /** Another application secret: tokens of the old one are refused. */
  setAppSecret(secret: string): void
  /** The server fetches this key by its id from now on. */
  addPublicKey(keyId: string, pem: string): void
}

/** Starts an HTTP server that behaves like a Jitsi Meet server, and like JaaS at the path of an AppID. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(options)
  const running = await serve(world, options, {
    port: 8094,
    wire: (app) => wire(app, world),
    control: (app) => controlRoutes(app, world),
    errands: new Calls(world),
    refuse: (reply, status, message, error) =>
      error === undefined
        ? reply.status(status).type('text/html').send(`<html><body><h1>${status}</h1></body></html>`)
        : reply.status(status).send({ message }),
    notFound: (_request, reply) =>
      reply.status(404).type('text/html').send('<html><body><h1>404 Not Found</h1></body></html>'),
  })
  return {
    ...running,
    enter: (link) => enter(world, link),
    endRoom(name) {
      const room = world.state.rooms.find((one) => one.name === name)
      if (!room) throw new Error(`There is no room ${name}`)
      world.end(room, world.now())
    },
    playRoom: (room) => playRoom(world, room),
    configure: (settings) => configure(world, settings),
    setWebhook: (url) => setWebhook(world, url),
    setAppSecret(secret) {
      world.state.own.appSecret = secret
      world.save()
    },
    addPublicKey(keyId, pem) {
      world.state.own.publicKeys[keyId] = pem
      world.save()
    },
  }
}

function wire(app: FastifyInstance, world: World): void {
  readJsonAndForms(app)
  app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, text, done) => done(null, text))
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('date', new Date(world.now()).toUTCString())
    return payload
  })
  consoleRoutes(app, world)
  signInRoutes(app, world)
  recordingRoutes(app, world)
  roomRoutes(app, world)
}

async function enter(world: World, link: string): Promise<Inside> {
  const { pathname, searchParams, hash } = new URL(link)
  const [first = '', second] = pathname.slice(1).split('/').map(decodeURIComponent)
  const site = second === undefined ? 'own' : siteOf(world, first)
  const own = second === undefined ? nodeOf(first) : `[${nodeOf(first)}]${nodeOf(second)}`
  const name = site === 'jaas' ? nodeOf(second ?? '') : own
  const seat = await comeIn(world, {
    site,
    name,
    token: searchParams.get('jwt') ?? undefined,
    startsMuted: hash.includes('config.startWithAudioMuted=true'),
  })
  return {
    isModerator: seat.isModerator,
    waits: seat.state === 'waiting',
    leave: () => standUp(world, seat),
    goTo: (breakoutId) => moveTo(world, seat, breakoutId),
    record() {
      const room = world.findRoom(seat.site, seat.roomName)
      if (!room?.occupants.some((one) => one.seatId === seat.id && isIn(one)) || !seat.mayRecord)
        throw new Error('They may not record.')
      if (room.recording) return world.stopRecording(room, world.now())
      room.recording = { id: world.newId(16), startedAt: world.now(), initiatorId: seat.user.id }
      tellRecordingStarted(world, room)
    },
  }
}
