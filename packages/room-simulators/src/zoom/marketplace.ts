import { html } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Events } from './events.ts'
import type { App } from './model.ts'
import { sendPage } from './pages.ts'
import { ALL_SCOPES, SCOPES, type ScopeName } from './scopes.ts'
import type { World } from './world.ts'

/** Documented names of what an endpoint can hear of. */
export const EVENTS = [
  ...['meeting', 'webinar'].flatMap((kind) =>
    [
      'created',
      'updated',
      'deleted',
      'started',
      'ended',
      'participant_joined',
      'participant_left',
      'participant_put_in_waiting_room',
      'registration_created',
      'registration_cancelled',
    ].map((what) => `${kind}.${what}`),
  ),
  'recording.completed',
  'recording.transcript_completed',
]

/** The page on which the owner of the account makes a server-to-server app: credentials, scopes, an endpoint. */
export function marketplaceRoutes(app: FastifyInstance, world: World, events: Events): void {
  app.get('/', (_request, reply) => homePage(world, reply))

  app.get<{ Params: { clientId: string }; Querystring: { failure?: string } }>(
    '/develop/apps/:clientId',
    (request, reply) => {
      const found = find(world, request.params.clientId)
      return found ? appPage(world, reply, found, request.query.failure) : homePage(world, reply)
    },
  )

  app.post<{ Params: { clientId: string }; Body: { scope?: string | string[] } }>(
    '/develop/apps/:clientId/scopes',
    (request, reply) => {
      const found = find(world, request.params.clientId)
      const asked = [request.body?.scope ?? []].flat()
      if (found) found.scopes = ALL_SCOPES.filter((name) => asked.includes(name))
      world.save()
      return reply.redirect(`/develop/apps/${request.params.clientId}`, 303)
    },
  )

  app.post<{ Params: { clientId: string }; Body: { url?: string } }>(
    '/develop/apps/:clientId/endpoint',
    async (request, reply) => {
      const found = find(world, request.params.clientId)
      if (!found) return homePage(world, reply)
      found.subscription = { url: request.body?.url?.trim() ?? '', events: [...EVENTS] }
      const failure = await events.validate(found)
      const query = failure ? `?failure=${encodeURIComponent(failure)}` : ''
      return reply.redirect(`/develop/apps/${found.clientId}${query}`, 303)
    },
  )
}

function find(world: World, clientId: string): App | undefined {
  return world.state.apps.find((one) => one.clientId === clientId)
}

function homePage(world: World, reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'App Marketplace',
    body: html`<h1>App Marketplace</h1>
<p>Server-to-Server OAuth apps of this account. On the real one, its owner makes one under <b>Develop</b>, <b>Build App</b>.</p>
<ul class="plain">${world.state.apps.map(
      ({ clientId }) =>
        html`<li class="row"><a href="/develop/apps/${clientId}">Server-to-Server OAuth app</a><output>${clientId}</output></li>`,
    )}</ul>
<h2>Users</h2>
<ul class="plain">${world.state.users.map(
      (user) =>
        html`<li class="row"><span>${user.firstName} ${user.lastName}</span><output>${user.email}</output><span>${user.type === 2 ? 'Licensed' : 'Basic'}${user.hasWebinars && ', Webinar'}</span></li>`,
    )}</ul>
<p class="note">This is a simulator. ${world.state.rooms.filter((room) => world.isAlive(room)).length} meetings and webinars are there now.</p>`,
  })
}

function appPage(world: World, reply: FastifyReply, app: App, failure: string | undefined): FastifyReply {
  const { subscription } = app
  return sendPage(reply, {
    title: 'Server-to-Server OAuth app',
    body: html`<h1>Server-to-Server OAuth app</h1>
${failure !== undefined && html`<p class="error" role="alert">${failure}</p>`}
<h2>App credentials</h2>
<div class="row"><span>Account ID</span><output>${world.state.accountId}</output></div>
<div class="row"><span>Client ID</span><output>${app.clientId}</output></div>
<div class="row"><span>Client Secret</span><output>${app.clientSecret}</output></div>
<h2>Feature</h2>
<div class="row"><span>Secret Token</span><output>${app.secretToken}</output></div>
<form method="post" action="/develop/apps/${app.clientId}/endpoint">
<label for="url">Event notification endpoint URL</label>
<input id="url" name="url" type="url" value="${subscription?.url ?? ''}" required>
<p>${subscription ? (subscription.validatedAt === undefined ? 'Not validated' : 'Validated') : 'None yet'}. All events are sent.</p>
<div class="actions"><button type="submit">Validate and save</button></div>
</form>
<h2>Scopes</h2>
<form method="post" action="/develop/apps/${app.clientId}/scopes">
${ALL_SCOPES.map(
  (name: ScopeName) =>
    html`<label class="check"><input type="checkbox" name="scope" value="${name}"${app.scopes.includes(name) && html` checked`}> ${SCOPES[name][world.behavior.scopeFamily]}</label>`,
)}
<div class="actions"><button type="submit">Save scopes</button></div>
</form>`,
  })
}
