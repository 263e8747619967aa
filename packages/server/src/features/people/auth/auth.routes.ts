import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../../http/actor.ts'
import { originOf } from '../../../http/origin.ts'
import { problems } from '../../../http/schemas.ts'
import {
  AskForReset,
  ChangeMe,
  ChoosePassword,
  Me,
  PasskeyChallenge,
  PasskeySignIn,
  PasswordChosen,
  PasswordLink,
  PasswordLinkParams,
  SignIn,
} from './auth.schemas.ts'
import { changeMe, findActor, getMe, type IssuedLogin, signIn, signOut } from './auth.service.ts'
import { callerOf, clearCookie, setLoginCookie } from './login-cookie.ts'
import { beginPasskeySignIn, signInWithPasskey } from './passkeys.service.ts'
import { askForReset, choosePassword, getPasswordLink } from './password.service.ts'
import type { Caller } from './tries.service.ts'

/** Ways in and out. */
export function authRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const tags = ['login']

  app.post(
    '/logins',
    { config: { access: 'way-in' }, schema: { tags, body: SignIn, response: { 201: Me, ...problems } } },
    async (request, reply) => {
      const caller = callerOf(request)
      const login = await signIn(request.ctx, request.body, caller)
      return reply.status(201).send(await welcome(request, reply, login, caller))
    },
  )

  app.delete(
    '/logins/current',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, response: { 204: z.null(), ...problems } },
    },
    async (request, reply) => {
      await signOut(request.ctx, actorOf(request))
      clearCookie(request, reply, 'login')
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/passkey-sign-ins/options',
    { config: { access: 'way-in' }, schema: { tags, response: { 200: PasskeyChallenge, ...problems } } },
    async (request) => {
      const { challengeId, options } = await beginPasskeySignIn(request.ctx, originOf(request))
      return { challengeId, options: { ...options } }
    },
  )

  app.post(
    '/passkey-sign-ins',
    {
      config: { access: 'way-in' },
      schema: { tags, body: PasskeySignIn, response: { 201: Me, ...problems } },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const login = await signInWithPasskey(request.ctx, { ...request.body, caller }, originOf(request))
      return reply.status(201).send(await welcome(request, reply, login, caller))
    },
  )

  app.post(
    '/password-resets',
    {
      config: { access: 'way-in' },
      schema: { tags, body: AskForReset, response: { 202: z.null(), ...problems } },
    },
    async (request, reply) => {
      await askForReset(request.ctx, request.body.email, callerOf(request))
      return reply.status(202).send(null)
    },
  )

  app.get(
    '/password-links/:token',
    {
      config: { access: 'link-holder' },
      schema: { tags, params: PasswordLinkParams, response: { 200: PasswordLink, ...problems } },
    },
    (request) => getPasswordLink(request.ctx, request.params.token),
  )

  app.post(
    '/password-links/:token',
    {
      config: { access: 'link-holder' },
      schema: {
        tags,
        params: PasswordLinkParams,
        body: ChoosePassword,
        response: { 200: PasswordChosen, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { password } = request.body
      const login = await choosePassword(request.ctx, request.params.token, { password, caller })
      if (login) setLoginCookie(request, reply, login, caller)
      return { signedIn: login !== undefined }
    },
  )

  app.get(
    '/me',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, response: { 200: Me, ...problems } },
    },
    (request) => getMe(request.ctx, actorOf(request)),
  )

  app.patch(
    '/me',
    {
      config: { access: 'signed-in', beforeSecondFactor: true },
      schema: { tags, body: ChangeMe, response: { 200: Me, ...problems } },
    },
    (request) => changeMe(request.ctx, actorOf(request), request.body),
  )
}

/** Signs the browser in and says to whom. */
async function welcome(request: FastifyRequest, reply: FastifyReply, login: IssuedLogin, caller: Caller) {
  setLoginCookie(request, reply, login, caller)
  const actor = await findActor(request.ctx, login.token, request.reader)
  return getMe(request.ctx, actorOf({ actor }))
}
