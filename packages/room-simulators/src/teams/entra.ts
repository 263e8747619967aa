import { html } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { grantPolicy } from './control.ts'
import type { App } from './model.ts'
import { sendPage } from './pages.ts'
import { ALL_PERMISSIONS } from './permissions.ts'
import type { World } from './world.ts'

/** What administrators do: the app's permissions with their consent, and the access policy, which really is PowerShell. */
export function entraRoutes(server: FastifyInstance, world: World): void {
  server.get('/', (_request, reply) => homePage(world, reply))

  server.post<{ Params: { clientId: string }; Body: { permission?: string | string[] } }>(
    '/apps/:clientId/permissions',
    (request, reply) => {
      const app = world.findApp(request.params.clientId)
      const asked = [request.body?.permission ?? []].flat()
      if (app) {
        app.permissions = ALL_PERMISSIONS.filter((name) => asked.includes(name))
        app.isConsented = true
      }
      world.save()
      return reply.redirect('/', 303)
    },
  )

  server.post<{ Params: { clientId: string }; Body: { user?: string } }>(
    '/apps/:clientId/policy',
    (request, reply) => {
      const app = world.findApp(request.params.clientId)
      const { user = '' } = request.body ?? {}
      if (app && user !== '') grantPolicy(world, app, user)
      return reply.redirect('/', 303)
    },
  )
}

function homePage(world: World, reply: FastifyReply): FastifyReply {
  const { users, apps, tenantId, meetings } = world.state
  return sendPage(reply, {
    title: 'Microsoft Entra admin center',
    body: html`<h1>Microsoft Entra admin center</h1>
<div class="row"><span>Directory (tenant) ID</span><output>${tenantId}</output></div>
${apps.map((app) => appSection(world, app))}
<h2>Users</h2>
<ul class="plain">${users.map(
      ({ id, displayName, mail, hasTeams }) =>
        html`<li class="row"><span>${displayName}</span><output>${mail}</output><output>${id}</output><span>${hasTeams ? 'Microsoft Teams' : 'no licence'}</span></li>`,
    )}</ul>
<p class="note">This is a simulator. ${meetings.filter((meeting) => world.isAlive(meeting)).length} meetings are there now.</p>`,
  })
}

function appSection(world: World, app: App) {
  const { clientId, permissions, isConsented, policy } = app
  return html`<h2>App registration</h2>
<div class="row"><span>Application (client) ID</span><output>${clientId}</output></div>
<div class="row"><span>Client secret</span><output>${app.clientSecret}</output></div>
<form method="post" action="/apps/${clientId}/permissions">
${ALL_PERMISSIONS.map(
  (name) =>
    html`<label class="check"><input type="checkbox" name="permission" value="${name}"${permissions.includes(name) && html` checked`}> ${name}</label>`,
)}
<p>${isConsented ? 'Granted for the organization.' : 'Not granted yet.'}</p>
<div class="actions"><button type="submit">Grant admin consent</button></div>
</form>
<h3>Application access policy</h3>
<form method="post" action="/apps/${clientId}/policy">
${world.state.users.map(
  ({ id, displayName }) =>
    html`<div class="row"><span>${displayName}</span>${policy.global !== undefined || policy[id] !== undefined ? html`<span>in the policy</span>` : html`<button class="plain" name="user" value="${id}">Grant policy to ${displayName}</button>`}</div>`,
)}
</form>`
}
