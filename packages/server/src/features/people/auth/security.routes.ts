import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { originOf } from '../../../http/origin.ts'
import { problems } from '../../../http/schemas.ts'
import {
  ChangePassword,
  LoginParams,
  NewPasskey,
  PasskeyChallenge,
  PasskeyParams,
  PasskeyProof,
  PasswordProof,
  RecoveryCodes,
  SecondFactorCode,
  SecondFactorSetup,
  Security,
} from './auth.schemas.ts'
import { endLogin, endOtherLogins } from './auth.service.ts'
import { beginPasskey, removePasskey, savePasskey } from './passkeys.service.ts'
import { changeOwnPassword } from './password.service.ts'
import { assertProved, beginProofByPasskey, proveByPasskey, proveByPassword } from './proof.service.ts'
import { beginSecondFactor, confirmSecondFactor, removeOwnSecondFactor } from './second-factor.service.ts'
import { getSecurity } from './security.service.ts'

/** What keeps a person's own place safe: password, authenticator app, passkeys, signed-in browsers. */
export function securityRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['security']
  const nothing = { 204: z.null(), ...problems }
  /** For what decides who gets in as the person. */
  const preHandler = (request: FastifyRequest) => assertProved(request.ctx, actorOf(request))

  app.get(
    '/me/security',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, response: { 200: Security, ...problems } },
    },
    (request) => getSecurity(request.ctx, actorOf(request)),
  )

  app.put(
    '/me/password',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, body: ChangePassword, response: nothing },
    },
    async (request, reply) => {
      await changeOwnPassword(request.ctx, actorOf(request), request.body)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/me/second-factor',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, response: { 201: SecondFactorSetup, ...problems } },
    },
    async (request, reply) => reply.status(201).send(await beginSecondFactor(request.ctx, actorOf(request))),
  )

  app.post(
    '/me/second-factor/confirmation',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, body: SecondFactorCode, response: { 200: RecoveryCodes, ...problems } },
    },
    async (request) => ({
      recoveryCodes: await confirmSecondFactor(request.ctx, actorOf(request), request.body.code),
    }),
  )

  app.post(
    '/me/second-factor/removal',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, body: SecondFactorCode, response: nothing },
    },
    async (request, reply) => {
      await removeOwnSecondFactor(request.ctx, actorOf(request), request.body.code)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/me/passkeys/options',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, response: { 200: PasskeyChallenge, ...problems } },
    },
    async (request) => {
      const { challengeId, options } = await beginPasskey(request.ctx, actorOf(request), originOf(request))
      return { challengeId, options: { ...options } }
    },
  )

  app.post(
    '/me/passkeys',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      preHandler,
      schema: { tags, body: NewPasskey, response: nothing },
    },
    async (request, reply) => {
      await savePasskey(request.ctx, actorOf(request), request.body, originOf(request))
      return reply.status(204).send(null)
    },
  )

  app.delete(
    '/me/passkeys/:passkeyId',
    {
      config: { access: 'own', beforeSecondFactor: true },
      preHandler,
      schema: { tags, params: PasskeyParams, response: nothing },
    },
    async (request, reply) => {
      await removePasskey(request.ctx, actorOf(request), request.params.passkeyId)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/me/proof',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, body: PasswordProof, response: nothing },
    },
    async (request, reply) => {
      await proveByPassword(request.ctx, actorOf(request), request.body)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/me/proof/passkey/options',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, response: { 200: PasskeyChallenge, ...problems } },
    },
    async (request) => {
      const begun = await beginProofByPasskey(request.ctx, actorOf(request), originOf(request))
      return { challengeId: begun.challengeId, options: { ...begun.options } }
    },
  )

  app.post(
    '/me/proof/passkey',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, body: PasskeyProof, response: nothing },
    },
    async (request, reply) => {
      await proveByPasskey(request.ctx, actorOf(request), request.body, originOf(request))
      return reply.status(204).send(null)
    },
  )

  app.delete(
    '/me/logins/:loginId',
    {
      config: { access: 'own', beforeSecondFactor: true },
      schema: { tags, params: LoginParams, response: nothing },
    },
    async (request, reply) => {
      await endLogin(request.ctx, actorOf(request).personId, request.params.loginId)
      return reply.status(204).send(null)
    },
  )

  app.delete(
    '/me/logins',
    { config: { access: 'signed-in', beforeSecondFactor: true }, schema: { tags, response: nothing } },
    async (request, reply) => {
      await endOtherLogins(request.ctx, actorOf(request))
      return reply.status(204).send(null)
    },
  )
}
