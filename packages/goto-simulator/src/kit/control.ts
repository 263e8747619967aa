import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FaultBody } from './faults.ts'
import type { Keeper } from './keeper.ts'

/** An instant as control is told of it: milliseconds, or a text with a zone. */
export const Moment = z.union([z.number(), z.string()]).transform((value) => new Date(value).getTime())

/** When something comes out, if ever. */
export const OutAt = z.union([z.literal('never'), Moment])

const ClockBody = z.union([z.object({ now: Moment }), z.object({ advanceMs: z.number() })])

/** What tests and demos can steer in any simulator: state, faults, clock, and back to the beginning. */
export function registerControl(app: FastifyInstance, world: Keeper<object, object>): void {
  app.get('/_control/state', () => ({ ...world.state, requests: world.requests }))
  app.post('/_control/faults', (request, reply) => {
    world.faults.add(FaultBody.parse(request.body))
    return reply.status(204).send()
  })
  app.delete('/_control/faults', (_request, reply) => {
    world.faults.clear()
    return reply.status(204).send()
  })
  app.post('/_control/clock', (request) => {
    const body = ClockBody.parse(request.body)
    world.setNow('now' in body ? body.now : world.now() + body.advanceMs)
    world.settle()
    return { now: new Date(world.now()).toISOString() }
  })
  app.post('/_control/reset', (_request, reply) => {
    world.reset()
    return reply.status(204).send()
  })
}
