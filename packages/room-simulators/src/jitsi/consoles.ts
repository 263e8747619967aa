import { html } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { sendPage } from './pages.ts'
import type { World } from './world.ts'

/** What an administrator of a server sets in Prosody's configuration, and a customer of JaaS in the console: as two pages. */
export function consoleRoutes(app: FastifyInstance, world: World): void {
  app.get('/', (_request, reply) => {
    const { appId, appSecret, reservationsPrefix = '', eventsPrefix = '', callToken = '' } = world.state.own
    return sendPage(reply, {
      title: 'Server',
      body: html`<h1>An own server</h1>
<p>On a real one this stands in the configuration of Prosody.</p>
<div class="row"><span>URL</span><output>${world.publicUrl()}/</output></div>
<div class="row"><span>app_id</span><output>${appId}</output></div>
<div class="row"><span>app_secret</span><output>${appSecret}</output></div>
<form method="post" action="/_server">
<label for="reservations">reservations_api_prefix</label>
<input id="reservations" name="reservationsPrefix" type="url" value="${reservationsPrefix}">
<label for="events">api_prefix of event_sync</label>
<input id="events" name="eventsPrefix" type="url" value="${eventsPrefix}">
<label for="token">Token in the headers of both</label>
<input id="token" name="callToken" type="text" value="${callToken}">
<div class="actions"><button type="submit">Restart Prosody</button><a class="button plain" href="/_console">Console of JaaS</a></div>
</form>
<p class="note">This is a simulator. ${world.state.rooms.length} rooms are open now.</p>`,
    })
  })
  app.post<{ Body: Record<string, string> }>('/_server', (request, reply) => {
    configure(world, request.body)
    return reply.redirect('/', 303)
  })
  app.get('/_console', (_request, reply) => {
    const { appId, keyId, privateKey, webhook } = world.state.jaas
    return sendPage(reply, {
      title: 'JaaS Console',
      body: html`<h1>JaaS Console</h1>
<h2>API Keys</h2>
<div class="row"><span>AppID</span><output>${appId}</output></div>
<div class="row"><span>Key ID</span><output>${keyId}</output></div>
<label for="key">Private key</label>
<textarea id="key" rows="8" readonly>${privateKey}</textarea>
<h2>Webhooks</h2>
<form method="post" action="/_console/webhooks">
<label for="url">URL of the endpoint</label>
<input id="url" name="url" type="url" required value="${webhook?.url ?? ''}">
<div class="actions"><button type="submit">Save</button><a class="button plain" href="/">Own server</a></div>
</form>
${webhook && html`<div class="row"><span>Secret</span><output>${webhook.secret}</output></div>`}`,
    })
  })
  app.post<{ Body: { url?: string } }>('/_console/webhooks', (request, reply) => {
    setWebhook(world, request.body.url ?? '')
    return reply.redirect('/_console', 303)
  })
}

/** Sets what calls go to; empty is nowhere. */
export function configure(world: World, settings: Readonly<Record<string, string | undefined>>): void {
  const settingOf = (name: string) => settings[name]?.trim().replace(/\/+$/, '') || undefined
  Object.assign(world.state.own, {
    reservationsPrefix: settingOf('reservationsPrefix'),
    eventsPrefix: settingOf('eventsPrefix'),
    callToken: settingOf('callToken'),
  })
  world.save()
}

/** @returns the secret with which its calls are signed */
export function setWebhook(world: World, url: string): string {
  const secret = world.state.jaas.webhook?.secret ?? `whsec_${world.newId(32)}`
  world.state.jaas.webhook = url === '' ? undefined : { url, secret }
  world.save()
  return secret
}
