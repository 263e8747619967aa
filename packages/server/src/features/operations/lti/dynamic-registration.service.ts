import { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError, UnauthenticatedError } from '../../../domain/errors.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { hashToken } from '../../../secrets/tokens.ts'
import { PLATFORM_CONFIGURATION, TOOL_CONFIGURATION } from './claims.ts'
import { insertLms } from './registrations.service.ts'
import * as registrationsStore from './registrations.store.ts'
import { registrationBody } from './tool-configuration.ts'

const address = z
  .string()
  .max(2000)
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''))

const Configuration = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  registration_endpoint: address,
  [PLATFORM_CONFIGURATION]: z.object({ product_family_code: z.string().catch('') }).optional(),
})
const Registered = z.object({
  client_id: z.coerce.string().min(1).max(300),
  [TOOL_CONFIGURATION]: z
    .object({ deployment_id: z.coerce.string().max(300).optional() })
    .optional()
    .catch(undefined),
})

/** A hosted LMS answers by one name for all its customers, at hosts of theirs. */
const HOSTED = [
  { issuers: /^canvas(\.beta|\.test)?\.instructure\.com$/, hosts: /\.(instructure|canvaslms)\.com$/ },
]

/**
 * Registers this platform at an LMS that was given a secret address, and the LMS here. Its one deployment is accepted,
 * where it names one: a superadmin has asked for it.
 *
 * @returns what the LMS is called here
 * @throws {UnauthenticatedError} `lms-invitation-ended`
 * @throws {InvalidInputError} `lms-registration-failed`, with what the LMS did
 */
export async function registerAt(
  ctx: Ctx,
  asked: { invitation: string; configurationUrl: string; token: string | undefined; origin: string },
): Promise<string> {
  const { id: platformId, name: toolName } = ctx.platform
  const tokenHash = hashToken(asked.invitation)
  const isGood = await registrationsStore.hasInvitation(ctx.db, platformId, tokenHash, ctx.now())
  if (!isGood) throw new UnauthenticatedError('lms-invitation-ended')
  const found = await ask(ctx, asked.configurationUrl, asked.token, Configuration)
  assertOwn(found.issuer, asked.configurationUrl)
  const platform = found[PLATFORM_CONFIGURATION] as { product_family_code: string } | undefined
  const family = platform?.product_family_code.toLowerCase() ?? ''
  const body = registrationBody(asked.origin, toolName, family)
  const made = await ask(ctx, found.registration_endpoint, asked.token, Registered, body)
  const tool = made[TOOL_CONFIGURATION] as { deployment_id?: string } | undefined
  const name = new URL(found.issuer).host.slice(0, 100)
  await withTransaction(ctx.db, async (trx) => {
    const by = await registrationsStore.useInvitation(trx, platformId, tokenHash, ctx.now())
    if (!by) throw new UnauthenticatedError('lms-invitation-ended')
    const addresses = {
      authUrl: found.authorization_endpoint,
      tokenUrl: found.token_endpoint,
      keysUrl: found.jwks_uri,
    }
    const own = {
      issuer: found.issuer,
      clientId: made.client_id,
      deploymentId: tool?.deployment_id || undefined,
    }
    const rest = { name, frameOrigins: [], instructorsStart: false, active: true }
    await insertLms(ctx, trx, { ...own, ...addresses, ...rest }, by)
  })
  return name
}

/** People are known by what an issuer calls them: nobody registers in the name of another one. */
function assertOwn(issuer: string, configurationUrl: string): void {
  const [of, at] = [new URL(issuer), URL.parse(configurationUrl)]
  const isHosted = HOSTED.some(
    ({ issuers, hosts }) => issuers.test(of.hostname) && hosts.test(at?.hostname ?? ''),
  )
  if (of.host === at?.host || (isHosted && at?.protocol === 'https:')) return
  throw failed(`the configuration stands at ${at?.host ?? '?'}, and says that it is of ${of.host}`)
}

async function ask<Shape extends z.ZodType>(
  ctx: Ctx,
  url: string,
  token: string | undefined,
  shape: Shape,
  body?: object,
): Promise<z.output<Shape>> {
  const headers = {
    accept: 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  const where = URL.parse(url)?.host ?? url.slice(0, 100)
  try {
    const init = { method: body ? 'POST' : 'GET', headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const answer = await ctx.outside.fetch(url, init)
    const text = await answer.text()
    if (!answer.ok) throw failed(`${where}: ${answer.status} ${outsideText(text, 300)}`)
    const { data, error } = shape.safeParse(withDigits(text))
    if (!data) throw failed(`${where}: ${error?.issues.map(({ path }) => path.join(' ')).join('; ')}`)
    return data
  } catch (error) {
    if (error instanceof OutsideError) throw failed(`${where}: ${error.message}`)
    throw error
  }
}

/** Clients of Canvas are numbers that no number of ours keeps: all of their digits count. */
function withDigits(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value, context?: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && context?.source ? context.source : value,
    )
  } catch {
    return undefined
  }
}

function failed(reason: string): InvalidInputError {
  return new InvalidInputError('lms-registration-failed', { reason })
}
