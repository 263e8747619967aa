import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Html, html } from './kit/pages.ts'
import type { Client, ClientScope, User } from './model.ts'
import { sendPage } from './pages.ts'
import type { SignIns } from './sign-in.ts'
import type { World } from './world.ts'

interface DetailsForm {
  clientId?: string
  name?: string
  description?: string
  redirectUri?: string
  redirectUris?: string | string[]
  /** `add`, `next`, or `remove:<uri>`. */
  step?: string
}

interface ScopesForm extends DetailsForm {
  scopes?: string | string[]
}

const SCOPES: readonly { id: ClientScope; name: string }[] = [
  { id: 'meeting', name: 'GoToMeeting' },
  { id: 'webinar', name: 'GoToWebinar' },
  { id: 'training', name: 'GoToTraining' },
  { id: 'admin', name: 'Admin Center' },
]

type Draft = Pick<Client, 'name' | 'description' | 'redirectUris'> & { clientId: string }
type Handler = (user: User, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** GoTo's Developer Center, as far as OAuth clients go: list, details, scopes, credentials shown once. */
export function developerRoutes(app: FastifyInstance, world: World, signIns: SignIns): void {
  const signedIn = (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) => {
    const user = signIns.userOf(request)
    return user
      ? handler(user, request, reply)
      : reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303)
  }
  const ownClients = (user: User) =>
    world.state.clients.filter((client) => !client.ownerKey || client.ownerKey === user.key)
  const findOwn = (user: User, clientId: string | undefined) =>
    ownClients(user).find((client) => client.clientId === clientId)

  app.get('/', (_request, reply) => reply.redirect('/developer'))
  app.get('/developer', (_request, reply) => frontPage(reply))
  app.get(
    '/developer/clients',
    signedIn((user, _request, reply) => listPage(reply, user, ownClients(user))),
  )
  app.get(
    '/developer/clients/new',
    signedIn((_user, _request, reply) => detailsPage(reply, emptyDraft())),
  )
  app.get(
    '/developer/clients/:clientId',
    signedIn((user, request, reply) => {
      const client = findOwn(user, (request.params as { clientId: string }).clientId)
      return client ? detailsPage(reply, client) : reply.redirect('/developer/clients', 303)
    }),
  )

  app.post(
    '/developer/clients/details',
    signedIn((_user, request, reply) => {
      const form = (request.body ?? {}) as DetailsForm
      const draft = draftOf(form)
      if (form.step?.startsWith('remove:')) {
        const removed = form.step.slice('remove:'.length)
        return detailsPage(reply, {
          ...draft,
          redirectUris: draft.redirectUris.filter((uri) => uri !== removed),
        })
      }
      const typed = form.redirectUri?.trim() ?? ''
      const problem = typed ? problemWith(typed) : undefined
      const added = typed && !problem ? [...new Set([...draft.redirectUris, typed])] : draft.redirectUris
      const next = { ...draft, redirectUris: added }
      if (problem) return detailsPage(reply, next, problem, typed)
      if (form.step !== 'next') return detailsPage(reply, next)
      if (!next.name) return detailsPage(reply, next, 'Enter a client name.')
      if (next.redirectUris.length === 0)
        return detailsPage(reply, next, 'Add at least one redirect URI: type it and press + Add.')
      const known = world.state.clients.find((client) => client.clientId === next.clientId)
      return scopesPage(reply, next, known?.scopes ?? [])
    }),
  )

  app.post(
    '/developer/clients/scopes',
    signedIn((user, request, reply) => {
      const form = (request.body ?? {}) as ScopesForm
      const draft = draftOf(form)
      const ticked = [form.scopes ?? []].flat()
      const scopes = SCOPES.map((scope) => scope.id).filter((id) => ticked.includes(id))
      if (scopes.length === 0) return scopesPage(reply, draft, scopes, 'Choose at least one scope.')
      const known = findOwn(user, draft.clientId)
      if (known) {
        Object.assign(known, {
          name: draft.name,
          description: draft.description,
          redirectUris: draft.redirectUris,
          scopes,
        })
        world.save()
        return reply.redirect('/developer/clients', 303)
      }
      const client: Client = {
        ...draft,
        clientId: world.newClientId(),
        clientSecret: world.newSecret(),
        scopes,
        ownerKey: user.key,
      }
      world.state.clients.push(client)
      world.save()
      return credentialsPage(reply, client)
    }),
  )
}

function emptyDraft(): Draft {
  return { clientId: '', name: '', description: '', redirectUris: [] }
}

function draftOf(form: DetailsForm): Draft {
  return {
    clientId: form.clientId ?? '',
    name: form.name?.trim().slice(0, 200) ?? '',
    description: form.description?.trim().slice(0, 1000) ?? '',
    redirectUris: [form.redirectUris ?? []].flat(),
  }
}

function problemWith(uri: string): string | undefined {
  if (!URL.canParse(uri))
    return `“${uri}” is not a URL. Write it whole, such as https://training.example.com/learn/gotomeeting.`
  const { protocol } = new URL(uri)
  return protocol === 'https:' || protocol === 'http:' ? undefined : `“${uri}” must begin with https://.`
}

function frontPage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Developer Center',
    body: html`<div class="banner"><p>Get started: register the program that shall use GoTo’s APIs.</p>
<a class="button" href="/developer/clients">OAuth Clients</a></div>
<h1>Developer Center</h1>
<p>A simulator of GoTo’s hosts for tests and demos: sign-in and consent, OAuth clients, the product APIs, and rooms.
Nothing here reaches GoTo.</p>
<ul>
<li><a href="/developer/clients">OAuth Clients</a></li>
<li><a href="/.well-known/oauth-authorization-server">Authorization server metadata</a></li>
</ul>`,
  })
}

function listPage(reply: FastifyReply, user: User, clients: Client[]): FastifyReply {
  return sendPage(reply, {
    title: 'OAuth Clients',
    body: html`<div class="banner"><p>Signed in as ${user.email}</p>
<form method="post" action="/sign-out"><button class="plain" type="submit">Sign out</button></form></div>
<h1>OAuth Clients</h1>
<p><a class="button" href="/developer/clients/new">Create a new client</a></p>
${clients.length === 0 && html`<p class="note">There is no client yet.</p>`}
<ul class="plain">${clients.map(
      (
        client,
      ) => html`<li class="row"><div><b>${client.name}</b><br><output aria-label="Client ID of ${client.name}">${client.clientId}</output></div>
<div><button class="plain" type="button" data-copy="${client.clientId}" aria-label="Copy Client ID of ${client.name}">Copy Client ID</button>
<a class="button plain" href="/developer/clients/${client.clientId}" aria-label="Edit ${client.name}">Edit</a></div></li>`,
    )}</ul>`,
    script: COPY_SCRIPT,
  })
}

function steps(current: 'Details' | 'Scopes' | 'Credentials'): Html {
  const names = ['Details', 'Scopes', 'Credentials'] as const
  return html`<nav class="steps" aria-label="Steps"><ol>${names.map((name) =>
    name === current ? html`<li aria-current="step">${name}</li>` : html`<li>${name}</li>`,
  )}</ol></nav>`
}

function carried(draft: Draft): Html {
  return html`<input type="hidden" name="clientId" value="${draft.clientId}">
${draft.redirectUris.map((uri) => html`<input type="hidden" name="redirectUris" value="${uri}">`)}`
}

function detailsPage(reply: FastifyReply, draft: Draft, problem?: string, typed = ''): FastifyReply {
  return sendPage(reply, {
    title: 'OAuth client',
    body: html`<h1>${draft.clientId ? html`Edit “${draft.name}”` : 'Create a new client'}</h1>
${steps('Details')}
${problem && html`<p class="error" role="alert">${problem}</p>`}
<form method="post" action="/developer/clients/details">
${carried(draft)}
<label for="name">Client name</label><input id="name" name="name" type="text" maxlength="200" value="${draft.name}">
<label for="description">Description</label><textarea id="description" name="description" rows="2" maxlength="1000">${draft.description}</textarea>
<h2 id="uris">Redirect URIs</h2>
<ul class="plain" aria-labelledby="uris">${draft.redirectUris.map(
      (uri) =>
        html`<li class="row"><output>${uri}</output><button class="plain" type="submit" name="step" value="remove:${uri}" aria-label="Remove ${uri}">Remove</button></li>`,
    )}</ul>
<label for="redirectUri">Redirect URI</label><input id="redirectUri" name="redirectUri" type="text" inputmode="url" value="${typed}">
<div class="actions"><button class="plain" type="submit" name="step" value="add">+ Add</button>
<button type="submit" name="step" value="next">Next</button></div>
</form>`,
  })
}

function scopesPage(
  reply: FastifyReply,
  draft: Draft,
  ticked: readonly ClientScope[],
  problem?: string,
): FastifyReply {
  return sendPage(reply, {
    title: 'Scopes',
    body: html`<h1>${draft.name}</h1>
${steps('Scopes')}
${problem && html`<p class="error" role="alert">${problem}</p>`}
<form method="post" action="/developer/clients/scopes">
${carried(draft)}
<input type="hidden" name="name" value="${draft.name}"><input type="hidden" name="description" value="${draft.description}">
<fieldset><legend>What may this client use?</legend>${SCOPES.map(
      (scope) =>
        html`<label class="check"><input type="checkbox" name="scopes" value="${scope.id}"${new Html(ticked.includes(scope.id) ? ' checked' : '')}>${scope.name}</label>`,
    )}</fieldset>
<div class="actions"><button type="submit">Save</button></div>
</form>`,
  })
}

function credentialsPage(reply: FastifyReply, client: Client): FastifyReply {
  return sendPage(reply, {
    title: 'Credentials',
    body: html`<h1>${client.name}</h1>
${steps('Credentials')}
<p class="note">Store both now. The client secret is shown this once, and never again.</p>
<div class="row"><div><b>Client ID</b><br><output aria-label="Client ID">${client.clientId}</output></div>
<button class="plain" type="button" data-copy="${client.clientId}">Copy Client ID</button></div>
<div class="row"><div><b>Client Secret</b><br><output aria-label="Client Secret">${client.clientSecret}</output></div>
<button class="plain" type="button" data-copy="${client.clientSecret}">Copy Client Secret</button></div>
<form method="get" action="/developer/clients">
<label class="check"><input type="checkbox" id="stored">I have stored the client secret</label>
<div class="actions"><button type="submit" id="done" disabled>Done</button></div>
</form>`,
    script: `${COPY_SCRIPT}
const stored = document.getElementById('stored');
const update = () => { document.getElementById('done').disabled = !stored.checked };
stored.addEventListener('change', update);
update();`,
  })
}

const COPY_SCRIPT = `
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = words }, 1500);
  });
}`
