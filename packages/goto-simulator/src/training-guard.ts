import type { FastifyReply, FastifyRequest } from 'fastify'
import { admit, type Caller } from './gate.ts'
import type { Training, User } from './model.ts'
import { sendRefusal } from './wire.ts'
import type { World } from './world.ts'

export const TRAINING_ROOT = '/G2T/rest'
/** One training below its organizer. */
export const TRAINING_PATH = `${TRAINING_ROOT}/organizers/:organizerKey/trainings/:trainingKey`

type Handler = (caller: Caller, request: FastifyRequest, reply: FastifyReply) => FastifyReply
type TrainingHandler = (
  training: Training,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
) => FastifyReply

export interface TrainingGuard {
  /** Somebody with a training licence; a path with an organizer is their own. */
  readonly guarded: (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) => FastifyReply
  /** And the training of the path is theirs. */
  readonly own: (handler: TrainingHandler) => (request: FastifyRequest, reply: FastifyReply) => FastifyReply
}

export function trainingGuard(world: World): TrainingGuard {
  const guarded: TrainingGuard['guarded'] = (handler) => (request, reply) => {
    const caller = admit(world, request, reply, 'training')
    if (!caller) return reply
    const { organizerKey } = request.params as { organizerKey?: string }
    return organizerKey && organizerKey !== caller.user.key
      ? sendRefusal(reply, 403, 'AccessDenied', `Not your organizer key: ${organizerKey}`)
      : handler(caller, request, reply)
  }
  const own: TrainingGuard['own'] = (handler) =>
    guarded(({ user }, request, reply) => {
      const { trainingKey } = request.params as { trainingKey: string }
      const training = world.state.trainings.find((entry) => entry.trainingKey === trainingKey)
      if (!training) {
        const { trainingGoneStatus, trainingGoneCode } = world.behavior
        const status = request.method === 'DELETE' ? trainingGoneStatus : 404
        return sendRefusal(reply, status, trainingGoneCode, `There is no training ${trainingKey}`)
      }
      const mayUse = training.organizerKey === user.key || training.coorganizerKeys.includes(user.key)
      return mayUse
        ? handler(training, request, reply, user)
        : sendRefusal(reply, 403, 'AccessDenied', 'Not your training')
    })
  return { guarded, own }
}

export function invalid(reply: FastifyReply, description: string): FastifyReply {
  return sendRefusal(reply, 400, 'InvalidRequest', description)
}
