import type { Ctx } from '../../../ctx.ts'
import type { Sweeping } from '../../../db/database.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import { XAPI_VERSION } from '../../../domain/statement.ts'
import { webhookRetryMs } from '../../../domain/webhook-event.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { storeSecretSlot } from './sealing.ts'
import * as statementsStore from './statements.store.ts'

const BATCH = 50
const ROUND_MS = 30_000
const LEASE_MS = 120_000
/** The longest of the delays of webhooks: a store that is down for a week is told all the same. */
const LAST_TRY = 9
const SHOWN = 300

type Access = Pick<statementsStore.StoreRow, 'url' | 'username'> & { readonly secret: string }

/** Platforms on which {@link sendStatements} finds something. */
export function findWaiting(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return statementsStore.listPlatformsWaiting(db, now)
}

/** How a request ended that the store did not take. */
interface Refusal {
  readonly status: number | null
  readonly error: string
}

/**
 * Sends what waits, in the order in which it happened, so that nothing is voided before it is said. After a crash it is sent
 * again under the same ids, by which a store knows that it has it. A store that does not answer is asked later; of a batch
 * that it refuses each statement is sent alone, and the one that is wrong is left behind with what the store said.
 */
export async function sendStatements(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const leaseUntil = new Date(now.getTime() + LEASE_MS)
  const store = await statementsStore.takeStore(ctx.db, platformId, { now, leaseUntil })
  if (!store) return
  const access = accessOf(ctx, store)
  const until = performance.now() + ROUND_MS
  let refusal: Refusal | undefined
  while (!refusal && performance.now() < until) {
    const waiting = await statementsStore.listWaiting(ctx.db, platformId, BATCH)
    if (waiting.length === 0) break
    refusal = await sendBatch(ctx, access, waiting)
  }
  const tries = refusal ? store.tries + 1 : 0
  const delayMs = webhookRetryMs(Math.min(tries, LAST_TRY), ctx.random()) ?? 0
  await statementsStore.endRound(ctx.db, platformId, {
    ...{ now, leaseUntil, tries, error: refusal?.error ?? '' },
    nextTryAt: refusal ? new Date(ctx.now().getTime() + delayMs) : null,
  })
}

/** @returns why the store is to be asked later; undefined = all of the batch is done with */
async function sendBatch(
  ctx: Ctx,
  access: Access,
  batch: readonly statementsStore.WaitingRow[],
): Promise<Refusal | undefined> {
  const { id: platformId } = ctx.platform
  const refusal = await post(
    ctx,
    access,
    batch.map(({ body }) => body),
  )
  if (!refusal) {
    await statementsStore.setSent(
      ctx.db,
      platformId,
      batch.map(({ id }) => id),
      ctx.now(),
    )
    return undefined
  }
  if (!isOfStatement(refusal)) return refusal
  const [only] = batch
  if (batch.length === 1 && only) {
    await statementsStore.setRefused(ctx.db, platformId, only.id, refusal.error)
    return undefined
  }
  for (const one of batch) {
    const later = await sendBatch(ctx, access, [one])
    if (later) return later
  }
  return undefined
}

/** 400: it does not understand it. 409: it has another one under this id. 413: it is too much. All else is about us or the store. */
const isOfStatement = ({ status }: Refusal) => status === 400 || status === 409 || status === 413

async function post(ctx: Ctx, access: Access, statements: readonly object[]): Promise<Refusal | undefined> {
  const body = JSON.stringify(statements)
  try {
    const answer = await ask(ctx, access, 'statements', { method: 'POST', body })
    if (answer.ok) {
      await answer.body?.cancel()
      return undefined
    }
    return { status: answer.status, error: `${answer.status} ${await startOf(answer)}`.trim() }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { status: null, error: error.message.slice(0, SHOWN) }
  }
}

/** Asks a store for one statement at most: what shows that the address, the name and the secret are right. */
export async function tryStore(ctx: Ctx, access: Access) {
  try {
    const answer = await ask(ctx, access, 'statements?limit=1', {})
    const text = await startOf(answer)
    const isXapi = answer.ok && /"statements"\s*:/.test(text)
    return { status: answer.status, isGood: isXapi, text: isXapi ? '' : text }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { status: null, isGood: false, text: error.message.slice(0, SHOWN) }
  }
}

function ask(
  ctx: Ctx,
  { url, username, secret }: Access,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const credentials = Buffer.from(`${username}:${secret}`).toString('base64')
  return ctx.outside.fetch(`${url.replace(/\/+$/, '')}/${path}`, {
    ...init,
    redirect: 'manual',
    headers: {
      authorization: `Basic ${credentials}`,
      'content-type': 'application/json',
      'x-experience-api-version': XAPI_VERSION,
      'user-agent': 'Lectern',
    },
  })
}

export function accessOf(ctx: Ctx, { url, username, secretSealed }: statementsStore.StoreRow): Access {
  const { id } = ctx.platform
  return { url, username, secret: ctx.vault.open(secretSealed, storeSecretSlot(id, id)) }
}

/** The first words of an answer, in one line. */
async function startOf(answer: Response): Promise<string> {
  try {
    const text = await answer.text()
    return text.replaceAll('\0', '').replace(/\s+/g, ' ').trim().slice(0, SHOWN)
  } catch {
    return '' // the status has come
  }
}
