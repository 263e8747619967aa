import { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import type { Outside } from '../../../outside/outside.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { findSigner } from './keys.service.ts'
import type { RegistrationRow } from './registrations.store.ts'

/** An LMS did not do what it was asked. */
export class LmsCallError extends Error {
  override readonly name = 'LmsCallError'
  /** Undefined = it did not answer at all. */
  readonly status: number | undefined

  constructor(status: number | undefined, message: string) {
    super(message)
    this.status = status
  }
}

const ASSERTION_SECONDS = 120
/** Before its end a token is asked for anew. */
const MARGIN_MS = 60_000
const MOST_KNOWN = 500
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const Token = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().catch(3600),
})

interface Known {
  readonly token: string
  readonly until: number
}
/** Tokens in this process: an LMS gives one for an hour. */
const known = new WeakMap<Outside, Map<string, Known>>()

type Lms = Pick<RegistrationRow, 'id' | 'clientId' | 'tokenUrl'>

async function tokenFor(ctx: Ctx, lms: Lms, scope: string): Promise<{ token: string; forget: () => void }> {
  const tokens = known.get(ctx.outside) ?? new Map<string, Known>()
  known.set(ctx.outside, tokens)
  const key = `${ctx.platform.id} ${lms.id} ${lms.clientId} ${lms.tokenUrl} ${scope}`
  const forget = () => void tokens.delete(key)
  const now = ctx.now().getTime()
  const found = tokens.get(key)
  if (found && found.until > now) return { token: found.token, forget }
  const sign = await findSigner(ctx)
  const seconds = Math.floor(now / 1000)
  const assertion = await sign({
    ...{ iss: lms.clientId, sub: lms.clientId, aud: lms.tokenUrl, jti: ctx.newId<string>() },
    ...{ iat: seconds, exp: seconds + ASSERTION_SECONDS },
  })
  const form = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE },
    ...{ client_assertion: assertion, scope },
  })
  const answer = await fetchOf(ctx, lms.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
  })
  const { data } = Token.safeParse(await answer.json().catch(() => undefined))
  if (!data) throw new LmsCallError(answer.status, 'the access token URL answers without a token')
  if (tokens.size > MOST_KNOWN) tokens.clear()
  tokens.set(key, { token: data.access_token, until: now + data.expires_in * 1000 - MARGIN_MS })
  return { token: data.access_token, forget }
}

/** What a service of an LMS is asked. */
export interface LmsCall {
  readonly url: string
  readonly scope: string
  readonly accept?: string
  /** Sent as JSON of this media type. */
  readonly body?: { readonly type: string; readonly json: object }
}

/**
 * Asks a service of an LMS, with a token that is asked for anew once when it does not hold any more.
 *
 * @throws {LmsCallError}
 */
export async function askLms(ctx: Ctx, lms: Lms, call: LmsCall): Promise<Response> {
  const once = async () => {
    const { token, forget } = await tokenFor(ctx, lms, call.scope)
    try {
      return await fetchOf(ctx, call.url, {
        method: call.body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${token}`,
          ...(call.accept ? { accept: call.accept } : {}),
          ...(call.body ? { 'content-type': call.body.type } : {}),
        },
        ...(call.body ? { body: JSON.stringify(call.body.json) } : {}),
      })
    } catch (error) {
      if (error instanceof LmsCallError && error.status === 401) forget()
      throw error
    }
  }
  return once().catch((error) => {
    if (error instanceof LmsCallError && error.status === 401) return once()
    throw error
  })
}

async function fetchOf(ctx: Ctx, url: string, init: RequestInit): Promise<Response> {
  const where = URL.parse(url)?.host ?? ''
  try {
    const answer = await ctx.outside.fetch(url, init)
    if (answer.ok) return answer
    throw new LmsCallError(
      answer.status,
      `${where}: ${answer.status} ${outsideText(await answer.text(), 300)}`,
    )
  } catch (error) {
    if (error instanceof OutsideError) throw new LmsCallError(undefined, `${where}: ${error.message}`)
    throw error
  }
}
