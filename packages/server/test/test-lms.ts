import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import type { TestApp } from './test-app.ts'

/** A learning management system of our own, as `moodle` or `canvas` behave: it launches, knows who is there, and keeps scores. */

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/'
export const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'

export interface LmsMember {
  readonly user_id: string
  readonly roles: readonly string[]
  readonly status?: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly email?: string
}

export interface KeptScore {
  readonly lineItem: string
  readonly userId: string
  readonly scoreGiven: number
  readonly timestamp: string
  readonly [more: string]: unknown
}

export interface LaunchOptions {
  readonly claims?: JWTPayload
  readonly kid?: string
  readonly alg?: string
}

export interface TestLms {
  readonly issuer: string
  readonly clientId: string
  deploymentId: string
  /** What the next launch says; tests change it. */
  claims: JWTPayload
  readonly members: LmsMember[]
  readonly lineItems: Map<string, Record<string, unknown>>
  readonly scores: KeptScore[]
  /** Of services: an answer in place of the right one, for so many requests. */
  failNext: { status: number; times: number } | undefined
  /** What each page of the roster names as its next one; `same` = itself, for ever. */
  nextPage: string | undefined
  /** Members on a page of the roster, however many are asked for. */
  perPage: number
  /** Bodies that the tool sent to register itself. */
  readonly registrations: Record<string, unknown>[]
  readonly asked: { method: string; url: string; headers: Record<string, string> }[]
  grantedScopes: string[] | undefined
  rotate(): Promise<void>
  /** Signs a message as it likes. */
  sign(payload: JWTPayload, options?: LaunchOptions): Promise<string>
  /** A message for a tool that has begun: with what it was asked with. */
  message(nonce: string, more?: JWTPayload): JWTPayload
  answer(
    url: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ): Promise<Response>
  /** Checks what the tool signed. */
  verifyTool: (token: string) => Promise<JWTPayload>
}

export async function createLms(options: {
  issuer: string
  clientId: string
  /** The tool's keys, as it publishes them. */
  toolKeys: () => Promise<JSONWebKeySet>
  /** Where launches go. */
  toolUrl?: string
  kind?: 'moodle' | 'canvas'
  now?: () => Date
}): Promise<TestLms> {
  const {
    issuer,
    clientId,
    toolKeys,
    toolUrl = 'http://lti.example/lti/launch',
    kind = 'moodle',
    now: clock = () => new Date(),
  } = options
  let number = 0
  const newKey = async () => ({ kid: `key-${++number}`, ...(await generateKeyPair('RS256')) })
  let keys = [await newKey()]
  const verifyTool = async (token: string) =>
    (
      await jwtVerify(token, createLocalJWKSet(await toolKeys()), {
        algorithms: ['RS256'],
        currentDate: clock(),
      })
    ).payload
  // Moodle's addresses carry what is needed in a query.
  const itemsUrl =
    kind === 'moodle' ? `${issuer}/services/2/lineitems?type_id=3` : `${issuer}/api/lti/courses/2/line_items`
  const itemUrl = (id: string) =>
    kind === 'moodle'
      ? `${issuer}/services/2/lineitems/${id}/lineitem?type_id=3`
      : `${issuer}/api/lti/courses/2/line_items/${id}`
  const membersUrl = `${issuer}/members`
  const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
    Response.json(body, { status, headers })

  const lms: TestLms = {
    ...{ issuer, clientId, deploymentId: '1', claims: {}, members: [], lineItems: new Map(), scores: [] },
    ...{
      failNext: undefined,
      nextPage: undefined,
      perPage: 2,
      registrations: [],
      asked: [],
      grantedScopes: undefined,
      verifyTool,
    },
    async rotate() {
      keys = [await newKey(), ...keys]
    },
    async sign(payload, { kid } = {}) {
      const [key] = keys
      if (!key) throw new Error('no key')
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: kid ?? key.kid, typ: 'JWT' })
        .sign(key.privateKey)
    },
    message(nonce, more = {}) {
      const now = Math.floor(clock().getTime() / 1000)
      return {
        ...{ iss: issuer, aud: clientId, sub: 'user-1', iat: now, exp: now + 300, nonce },
        ...{ name: 'Lea Learner', given_name: 'Lea', family_name: 'Learner' },
        [`${CLAIM}version`]: '1.3.0',
        [`${CLAIM}message_type`]: 'LtiResourceLinkRequest',
        [`${CLAIM}deployment_id`]: lms.deploymentId,
        [`${CLAIM}target_link_uri`]: toolUrl,
        [`${CLAIM}roles`]: [`${MEMBERSHIP}Learner`],
        [`${CLAIM}context`]: { id: '2', title: 'Working at heights' },
        [`${CLAIM}resource_link`]: { id: '7', title: 'Live class' },
        'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
          scope: [
            'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
            'https://purl.imsglobal.org/spec/lti-ags/scope/score',
          ],
          lineitems: itemsUrl,
        },
        'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
          context_memberships_url: membersUrl,
          service_versions: ['2.0'],
        },
        ...lms.claims,
        ...more,
      }
    },
    async answer(url, { method, headers, body }) {
      lms.asked.push({ method, url, headers })
      const { pathname, searchParams } = new URL(url)
      if (pathname === '/keys') {
        const all = await Promise.all(
          keys.map(async ({ kid, publicKey }) => ({
            ...(await exportJWK(publicKey)),
            kid,
            alg: 'RS256',
            use: 'sig',
          })),
        )
        return json({ keys: all })
      }
      if (pathname === '/openid-configuration')
        return json({
          ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
          ...{ jwks_uri: `${issuer}/keys`, registration_endpoint: `${issuer}/register` },
          'https://purl.imsglobal.org/spec/lti-platform-configuration': {
            product_family_code: kind,
            version: '1',
          },
        })
      if (pathname === '/register') {
        const wish = JSON.parse(body)
        lms.registrations.push(wish)
        if (headers.authorization !== 'Bearer registration-token')
          return json({ error: 'token_already_used' }, 401)
        const tool = wish['https://purl.imsglobal.org/spec/lti-tool-configuration']
        if (tool?.domain !== new URL(tool?.target_link_uri).host)
          return json({ error: 'missing_domain' }, 400)
        // A number with more digits than a number of JavaScript keeps, written as one.
        const deployment = kind === 'moodle' ? { deployment_id: '3' } : {}
        const answer = JSON.stringify({
          ...wish,
          'https://purl.imsglobal.org/spec/lti-tool-configuration': { ...tool, ...deployment },
        })
        return new Response(answer.replace(/^\{/, '{"client_id":10000000000000099,'), {
          headers: { 'content-type': 'application/json' },
        })
      }
      if (pathname === '/token') {
        const asked = new URLSearchParams(body)
        const assertion = await verifyTool(asked.get('client_assertion') ?? '')
        if (
          assertion.iss !== clientId ||
          assertion.sub !== clientId ||
          ![assertion.aud].flat().includes(`${issuer}/token`)
        )
          return json({ error: 'invalid_client' }, 401)
        const wished = (asked.get('scope') ?? '').split(' ')
        const granted = lms.grantedScopes ? wished.filter((one) => lms.grantedScopes?.includes(one)) : wished
        const isOurs = wished.every((one) =>
          /^https:\/\/purl\.imsglobal\.org\/spec\/lti-(ags|nrps)\/scope\/[a-z.]+$/.test(one),
        )
        if (granted.length === 0 || !isOurs) return json({ error: 'invalid_scope' }, 400)
        return json({
          access_token: 'service-token',
          token_type: 'Bearer',
          expires_in: 3600,
          scope: granted.join(' '),
        })
      }
      if (headers.authorization !== 'Bearer service-token') return json({ error: 'unauthorized' }, 401)
      if (lms.failNext && lms.failNext.times > 0) {
        lms.failNext.times--
        return json({ error: 'on purpose' }, lms.failNext.status)
      }
      if (pathname === '/members') {
        const from = Number(searchParams.get('from') ?? 0)
        const page = lms.members.slice(from, from + lms.perPage)
        const forged = lms.nextPage === 'same' ? membersUrl : lms.nextPage
        const next: Record<string, string> = forged
          ? { link: `<${forged}>; rel="next"` }
          : from + lms.perPage < lms.members.length
            ? { link: `<${membersUrl}?from=${from + lms.perPage}>; rel="next"` }
            : {}
        return json({ id: membersUrl, context: { id: '2' }, members: page }, 200, next)
      }
      if (url === itemsUrl && method === 'POST') {
        const id = itemUrl(String(lms.lineItems.size + 1))
        const item = { ...JSON.parse(body), id }
        lms.lineItems.set(id, item)
        return json(item, 201)
      }
      if (url.startsWith(itemsUrl)) return json([...lms.lineItems.values()])
      // Scores stand below the path of the item, before its query.
      const of = [...lms.lineItems.keys()].find((id) => {
        const [path = '', query = ''] = id.split('?')
        return url === `${path}/scores${query ? `?${query}` : ''}`
      })
      if (of && method === 'POST') {
        const score = JSON.parse(body)
        const before = lms.scores.filter(({ lineItem, userId }) => lineItem === of && userId === score.userId)
        if (kind === 'canvas' && !lms.members.some(({ user_id }) => user_id === score.userId))
          return json({ errors: 'User not found in course or is not a student' }, 422)
        if (before.some(({ timestamp }) => timestamp >= score.timestamp))
          return json({ errors: 'before last updated timestamp' }, 400)
        lms.scores.push({ lineItem: of, ...score })
        return json({}, 200)
      }
      return json({ error: 'not found' }, 404)
    },
  }
  return lms
}

/** Lets a test app reach an LMS at its addresses. */
export function connectLms(test: TestApp, lms: TestLms, paths: readonly string[]): void {
  for (const path of paths)
    test.outside.answers.set(`${lms.issuer}${path}`, (init, url) => {
      const headers = Object.fromEntries(new Headers(init?.headers).entries())
      return lms.answer(url, { method: init?.method ?? 'GET', headers, body: String(init?.body ?? '') })
    })
}
