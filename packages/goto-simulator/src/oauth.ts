import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { scopesOf } from './gate.ts'
import { html } from './kit/pages.ts'
import type { Client, Code, Grant } from './model.ts'
import { sendPage } from './pages.ts'
import type { SignIns } from './sign-in.ts'
import { sendJson } from './wire.ts'
import type { World } from './world.ts'

interface AuthorizeRequest {
  client_id?: string
  redirect_uri?: string
  response_type?: string
  state?: string
  code_challenge?: string
  code_challenge_method?: string
}

interface TokenRequest {
  grant_type?: string
  code?: string
  redirect_uri?: string
  refresh_token?: string
  code_verifier?: string
  client_id?: string
  client_secret?: string
}

const SCOPE_NAMES = {
  meeting: 'GoToMeeting',
  webinar: 'GoToWebinar',
  training: 'GoToTraining',
  admin: 'Admin Center',
}
const MOVED = 'This endpoint is no longer valid, see the migration guide of the authorization server'

/** GoTo's authorization server: RFC 6749 with PKCE, as its metadata says (documented, captured 2026-08-13). */
export function oauthRoutes(
  app: FastifyInstance,
  world: World,
  signIns: SignIns,
  publicUrl: () => string,
): void {
  app.get('/.well-known/oauth-authorization-server', (_request, reply) =>
    sendJson(reply, 200, {
      issuer: publicUrl(),
      authorization_endpoint: `${publicUrl()}/oauth/authorize`,
      token_endpoint: `${publicUrl()}/oauth/token`,
      jwks_uri: `${publicUrl()}/oauth/jwks.json`,
      introspection_endpoint: `${publicUrl()}/oauth/introspect`,
      revocation_endpoint: `${publicUrl()}/oauth/revoke`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      code_challenge_methods_supported: ['S256'],
      client_id_metadata_document_supported: true,
    }),
  )
  // Ours: tokens only look as if they were signed.
  app.get('/oauth/jwks.json', (_request, reply) => sendJson(reply, 200, { keys: [] }))

  app.get<{ Querystring: AuthorizeRequest }>('/oauth/authorize', (request, reply) => {
    const asked = readAuthorize(world, request.query, reply)
    if (!asked) return reply
    const user = signIns.userOf(request)
    if (!user) return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`)
    return consentPage(reply, asked, request.query, user.email)
  })

  app.post<{ Body: AuthorizeRequest & { decision?: string } }>('/oauth/consent', (request, reply) => {
    const query = request.body ?? {}
    const asked = readAuthorize(world, query, reply)
    if (!asked) return reply
    const user = signIns.userOf(request)
    if (!user) return reply.redirect('/sign-in', 303)
    const answer = new URL(asked.redirectUri)
    if (query.decision === 'allow') {
      const code = issueCode(world, asked.client, user.key, asked.redirectUri, query.code_challenge)
      answer.searchParams.set('code', code.code)
    } else {
      answer.searchParams.set('error', 'access_denied')
      answer.searchParams.set('error_description', 'The user denied the request')
    }
    if (query.state) answer.searchParams.set('state', query.state)
    return reply.redirect(answer.href, 303)
  })

  app.post<{ Body: TokenRequest }>('/oauth/token', (request, reply) => answerToken(world, request, reply))
  app.post<{ Body: { token?: string } }>('/oauth/revoke', (request, reply) => {
    if (!authenticate(world, request)) return invalidClient(reply)
    const token = request.body?.token
    const grant = world.state.grants.find(
      (entry) => entry.refreshToken === token || entry.accessTokens.some((access) => access.token === token),
    )
    if (grant) grant.revoked = true
    world.save()
    return reply.status(200).send()
  })
  app.post<{ Body: { token?: string } }>('/oauth/introspect', (request, reply) => {
    if (!authenticate(world, request)) return invalidClient(reply)
    const token = request.body?.token
    const grant = world.state.grants.find((entry) =>
      entry.accessTokens.some((access) => access.token === token && access.expiresAt > world.now()),
    )
    return sendJson(reply, 200, { active: grant !== undefined && !grant.revoked })
  })

  app.all('/oauth/v2/*', (request, reply) => {
    if (world.behavior.legacyOauth === 'retired') return sendJson(reply, 410, { message: MOVED })
    const path = request.url.replace('/oauth/v2/', '/oauth/')
    return request.method === 'GET'
      ? reply.redirect(path)
      : answerToken(world, request as never, reply, 'legacy')
  })
}

/** A code as the consent page gives it; also for control. */
export function issueCode(
  world: World,
  client: Client,
  userKey: string,
  redirectUri: string,
  codeChallenge?: string,
): Code {
  const code: Code = {
    code: world.newToken(),
    clientId: client.clientId,
    userKey,
    redirectUri,
    ...(codeChallenge ? { codeChallenge } : {}),
    scopes: [...client.scopes],
    expiresAt: world.now() + world.behavior.codeSeconds * 1000,
    used: false,
  }
  world.state.codes.push(code)
  world.save()
  return code
}

/** Checks what may not lead back: an unknown client or redirect URI ends on an error page (assumed, RFC 6749). */
function readAuthorize(
  world: World,
  query: AuthorizeRequest,
  reply: FastifyReply,
): { client: Client; redirectUri: string } | undefined {
  const client = world.state.clients.find((candidate) => candidate.clientId === query.client_id)
  if (!client) {
    errorPage(
      reply,
      'The client is unknown',
      html`There is no OAuth client with the Client ID <output>${query.client_id ?? '(none)'}</output>.`,
    )
    return undefined
  }
  const redirectUri = query.redirect_uri ?? client.redirectUris[0]
  if (!redirectUri || !client.redirectUris.includes(redirectUri)) {
    errorPage(
      reply,
      'The redirect URI is not registered',
      html`The OAuth client <b>${client.name}</b> has no redirect URI <output>${redirectUri ?? '(none)'}</output>. URIs must match exactly.`,
    )
    return undefined
  }
  if (query.response_type !== 'code') {
    errorPage(reply, 'Unsupported response type', html`Expected <output>response_type=code</output>.`)
    return undefined
  }
  return { client, redirectUri }
}

function consentPage(
  reply: FastifyReply,
  asked: { client: Client },
  query: AuthorizeRequest,
  email: string,
): FastifyReply {
  const fields = Object.entries(query).filter(([, value]) => typeof value === 'string')
  return sendPage(reply, {
    title: 'Allow access',
    body: html`<h1>Allow “${asked.client.name}” to use your GoTo account?</h1>
<p>Signed in as ${email}. It asks for:</p>
<ul>${asked.client.scopes.map((scope) => html`<li>${SCOPE_NAMES[scope]}</li>`)}</ul>
<form method="post" action="/oauth/consent">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}
<div class="actions">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="plain">Deny</button>
</div>
</form>`,
  })
}

function errorPage(reply: FastifyReply, title: string, body: ReturnType<typeof html>): void {
  sendPage(reply, {
    title,
    status: 400,
    body: html`<h1>${title}</h1><p class="error" role="alert">${body}</p>`,
  })
}

function answerToken(
  world: World,
  request: FastifyRequest<{ Body: TokenRequest }>,
  reply: FastifyReply,
  answer = world.behavior.tokenAnswer,
): FastifyReply {
  const body = request.body ?? {}
  const client = authenticate(world, request)
  if (!client) return invalidClient(reply)
  if (body.grant_type === 'authorization_code') return exchange(world, client, body, reply, answer)
  if (body.grant_type === 'refresh_token') return refresh(world, client, body, reply, answer)
  // Observed: a client made now may not sign people in by password.
  if (body.grant_type === 'password') return invalidClient(reply)
  const status = body.grant_type === 'client_credentials' ? 401 : 400
  return sendJson(reply, status, {
    error: 'unauthorized_client',
    error_description: 'Unauthorized grant type',
  })
}

function exchange(
  world: World,
  client: Client,
  body: TokenRequest,
  reply: FastifyReply,
  answer: string,
): FastifyReply {
  const code = world.state.codes.find((entry) => entry.code === body.code)
  if (!code || code.used || code.clientId !== client.clientId || code.expiresAt <= world.now()) {
    return invalidGrant(reply, 'The code is unknown, used or expired')
  }
  if (body.redirect_uri !== undefined && body.redirect_uri !== code.redirectUri) {
    return invalidGrant(reply, 'The redirect URI is not the one of the authorization')
  }
  if (!provesPossession(code, body.code_verifier))
    return invalidGrant(reply, 'The code verifier does not match')
  code.used = true
  const grant: Grant = {
    clientId: client.clientId,
    userKey: code.userKey,
    ...(code.scopes ? { scopes: code.scopes } : {}),
    refreshToken: world.newToken(),
    refreshExpiresAt: world.now() + world.behavior.refreshTokenSeconds * 1000,
    accessTokens: [],
    revoked: false,
  }
  world.state.grants.push(grant)
  return sendTokens(world, grant, reply, answer, true)
}

function refresh(
  world: World,
  client: Client,
  body: TokenRequest,
  reply: FastifyReply,
  answer: string,
): FastifyReply {
  const grant = world.state.grants.find((entry) => entry.refreshToken === body.refresh_token)
  if (
    !grant ||
    grant.revoked ||
    grant.clientId !== client.clientId ||
    grant.refreshExpiresAt <= world.now()
  ) {
    return invalidGrant(reply, 'The refresh token is unknown, revoked or expired')
  }
  const { refreshRotation, rotationWindowSeconds, refreshTokenSeconds } = world.behavior
  const isNear = grant.refreshExpiresAt - world.now() < rotationWindowSeconds * 1000
  const rotates = refreshRotation === 'always' || (refreshRotation === 'near-expiry' && isNear)
  if (rotates) {
    grant.refreshToken = world.newToken()
    grant.refreshExpiresAt = world.now() + refreshTokenSeconds * 1000
  }
  return sendTokens(world, grant, reply, answer, rotates)
}

function sendTokens(
  world: World,
  grant: Grant,
  reply: FastifyReply,
  answer: string,
  withRefresh: boolean,
): FastifyReply {
  const { accessTokenSeconds } = world.behavior
  const now = world.now()
  const token = world.newToken()
  grant.accessTokens = grant.accessTokens.filter((access) => access.expiresAt > now)
  grant.accessTokens.push({ token, expiresAt: now + accessTokenSeconds * 1000 })
  world.save()
  const user = world.findUser(grant.userKey)
  const client = world.state.clients.find((entry) => entry.clientId === grant.clientId)
  // `collab:` is the one scope of all products: which of them may be used shows at their APIs alone.
  const allowed = client ? scopesOf(grant, client) : []
  const scopes = [
    allowed.some((scope) => scope !== 'admin') && 'collab:',
    'identity:scim.me',
    allowed.includes('admin') && 'identity:',
  ]
  reply.header('cache-control', 'no-store')
  return sendJson(reply, 200, {
    access_token: token,
    token_type: 'Bearer',
    ...(withRefresh ? { refresh_token: grant.refreshToken } : {}),
    expires_in: accessTokenSeconds,
    scope: scopes.filter(Boolean).join(' '),
    principal: user?.email,
    ...(answer === 'legacy' && user
      ? {
          organizer_key: user.key,
          account_key: user.accountKey,
          account_type: '',
          email: user.email,
          firstName: user.firstName,
          lastName: user.lastName,
          version: '3',
        }
      : {}),
  })
}

function authenticate(world: World, request: FastifyRequest): Client | undefined {
  const body = (request.body ?? {}) as TokenRequest
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (basic) {
    const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    return withSecret(world, id, secret.join(':'))
  }
  if (body.client_secret) return withSecret(world, body.client_id ?? '', body.client_secret)
  // A public client proves itself by PKCE; without a verifier there is no proof at all.
  return body.code_verifier
    ? world.state.clients.find((client) => client.clientId === body.client_id)
    : undefined
}

function withSecret(world: World, clientId: string, secret: string): Client | undefined {
  const client = world.state.clients.find((candidate) => candidate.clientId === clientId)
  return client && isSame(client.clientSecret, secret) ? client : undefined
}

function provesPossession(code: Code, verifier: string | undefined): boolean {
  if (!code.codeChallenge) return true
  return isSame(
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
    code.codeChallenge,
  )
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return one !== undefined && other !== undefined && timingSafeEqual(one, other)
}

function invalidClient(reply: FastifyReply): FastifyReply {
  return sendJson(reply, 401, { error: 'invalid_client', error_description: 'Client authentication failed.' })
}

function invalidGrant(reply: FastifyReply, description: string): FastifyReply {
  return sendJson(reply, 400, { error: 'invalid_grant', error_description: description })
}
