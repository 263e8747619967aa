import type { FastifyInstance } from 'fastify'
import { ZodError, z } from 'zod'
import { Moment, OutAt } from './kit/control.ts'
import type { Client, ClientScope, RecordingShape, ReportShape, Run, User } from './model.ts'
import { issueCode } from './oauth.ts'
import { findRoom } from './room-entry.ts'
import { sendJson } from './wire.ts'
import type { World } from './world.ts'

const Product = z.enum(['meeting', 'webinar', 'training'])

const UserBody = z.object({
  email: z.string(),
  password: z.string(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  products: z.array(Product).default(['meeting', 'webinar', 'training']),
  licence: z.enum(['active', 'trial', 'expired']).default('active'),
  /** Of a colleague; left out = an account of their own. */
  accountKey: z.string().optional(),
})
export type NewUser = z.input<typeof UserBody>

/** As ticked in the Developer Center, or as OAuth names them. */
const ScopeName = z.enum([
  'meeting',
  'webinar',
  'training',
  'admin',
  'collab:',
  'identity:',
  'identity:scim.me',
])

function toClientScopes(names: z.infer<typeof ScopeName>[]): ClientScope[] {
  const scopes = names.flatMap((name): ClientScope[] => {
    if (name === 'collab:') return ['meeting', 'webinar', 'training']
    if (name === 'identity:') return ['admin']
    return name === 'identity:scim.me' ? [] : [name]
  })
  return [...new Set(scopes)]
}

const ClientBody = z.object({
  name: z.string(),
  description: z.string().default(''),
  redirectUris: z.array(z.string()),
  scopes: z.array(ScopeName).default(['meeting', 'webinar', 'training']).transform(toClientScopes),
})
export type NewClient = z.input<typeof ClientBody>

const PollBody = z.object({
  question: z.string(),
  answers: z.array(z.object({ registrantKey: z.string(), texts: z.array(z.string()) })),
})

const RunBody = z.object({
  product: Product,
  key: z.string(),
  startedAt: Moment,
  endedAt: Moment,
  participants: z.array(
    z.object({
      email: z.string().default(''),
      name: z.string(),
      registrantKey: z.string().optional(),
      isHost: z.boolean().default(false),
      intervals: z.array(z.object({ joinAt: Moment, leaveAt: Moment.optional() })),
    }),
  ),
  recording: z
    .union([
      z.boolean(),
      z.object({
        outAt: OutAt.optional(),
        bytes: z.number().int().min(0).max(100_000_000).optional(),
        grows: z.array(z.object({ until: Moment, bytes: z.number().int().min(0) })).optional(),
        transcript: z.string().optional(),
      }),
    ])
    .optional(),
  report: z
    .object({
      outAt: OutAt.optional(),
      grows: z.array(z.object({ until: Moment, rows: z.number().int().min(0) })).optional(),
    })
    .optional(),
  attentiveness: z.number().min(0).max(100).optional(),
  interest: z.number().min(0).max(100).optional(),
  polls: z.array(PollBody).optional(),
  surveys: z.array(PollBody).optional(),
  questions: z
    .array(
      z.object({
        question: z.string(),
        registrantKey: z.string(),
        askedAt: Moment,
        answers: z
          .array(z.object({ answer: z.string(), answeredBy: z.string(), answeredAt: Moment }))
          .default([]),
      }),
    )
    .optional(),
})
export type PlayedRun = z.input<typeof RunBody>

/** What tests and demos steer besides what every simulator has. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  app.post('/_control/users', (request, reply) => {
    const { key, accountKey, email } = addUser(world, UserBody.parse(request.body))
    return sendJson(reply, 201, { key, accountKey, email })
  })
  app.post('/_control/clients', (request, reply) => {
    const { clientId, clientSecret } = addClient(world, ClientBody.parse(request.body))
    return sendJson(reply, 201, { clientId, clientSecret })
  })
  app.post('/_control/codes', (request, reply) => {
    const Body = z.object({
      clientId: z.string(),
      email: z.string(),
      redirectUri: z.string(),
      codeChallenge: z.string().optional(),
    })
    try {
      return sendJson(reply, 201, { code: giveConsent(world, Body.parse(request.body)) })
    } catch (error) {
      if (error instanceof ZodError) throw error
      return sendJson(reply, 404, { message: (error as Error).message })
    }
  })
  app.post('/_control/runs', (request, reply) => {
    const { key } = playRun(world, RunBody.parse(request.body))
    return sendJson(reply, 201, { key })
  })
  app.post('/_control/reports', (request, reply) => {
    const Body = z.object({ withheld: z.enum(['scope', 'licence', 'policy']).nullable() })
    world.withheldReports = Body.parse(request.body).withheld ?? undefined
    return reply.status(204).send()
  })
}

/** What a person does who presses Allow. @throws {Error} for an unknown client or user */
export function giveConsent(
  world: World,
  consent: { clientId: string; email: string; redirectUri: string; codeChallenge?: string | undefined },
): string {
  const client = world.state.clients.find((entry) => entry.clientId === consent.clientId)
  const user = world.state.users.find((entry) => entry.email === consent.email)
  if (!client || !user)
    throw new Error(`There is no ${client ? `user ${consent.email}` : `client ${consent.clientId}`}`)
  return issueCode(world, client, user.key, consent.redirectUri, consent.codeChallenge).code
}

export function addUser(world: World, body: NewUser): User {
  const { accountKey, ...fields } = UserBody.parse(body)
  const user: User = {
    ...fields,
    key: world.newKey(),
    accountKey: accountKey ?? world.newKey(),
    createdAt: world.now(),
  }
  world.state.users.push(user)
  world.save()
  return user
}

export function addClient(world: World, body: NewClient): Client {
  const client: Client = {
    ...ClientBody.parse(body),
    clientId: world.newClientId(),
    clientSecret: world.newSecret(),
  }
  world.state.clients.push(client)
  world.save()
  return client
}

function shapeOf({ outAt, grows }: NonNullable<z.output<typeof RunBody>['report']>): ReportShape {
  return { ...(outAt !== undefined && { outAt }), ...(grows && { grows }) }
}

function recordingShapeOf(
  played: Exclude<NonNullable<z.output<typeof RunBody>['recording']>, boolean>,
): RecordingShape {
  const { outAt, bytes, grows, transcript } = played
  return {
    ...(outAt !== undefined && { outAt }),
    ...(bytes !== undefined && { bytes }),
    ...(grows && { grows }),
    ...(transcript !== undefined && { transcript }),
  }
}

/** A run that was held, with everyone who was in it, and how its report comes. */
export function playRun(world: World, body: PlayedRun): Run {
  const played = RunBody.parse(body)
  const run: Run = {
    key: world.newKey(),
    product: played.product,
    roomKey: played.key,
    organizerKey: findRoom(world, played.product, played.key)?.organizerKey ?? '',
    startedAt: played.startedAt,
    endedAt: played.endedAt,
    recording: Boolean(played.recording),
    ...(typeof played.recording === 'object' && { recordingShape: recordingShapeOf(played.recording) }),
    ...(played.attentiveness !== undefined && { attentiveness: played.attentiveness }),
    ...(played.interest !== undefined && { interest: played.interest }),
    polls: played.polls ?? [],
    surveys: played.surveys ?? [],
    questions: played.questions ?? [],
    participants: played.participants.map(({ registrantKey, intervals, ...person }) => ({
      id: world.newKey(),
      seenAt: played.endedAt,
      ...person,
      ...(registrantKey !== undefined && { registrantKey }),
      intervals: intervals.map(({ joinAt, leaveAt }) => ({
        joinAt,
        ...(leaveAt !== undefined && { leaveAt }),
      })),
    })),
    ...(played.report && { report: shapeOf(played.report) }),
  }
  world.state.runs.push(run)
  world.save()
  return run
}
