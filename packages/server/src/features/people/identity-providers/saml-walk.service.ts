import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { AppError, ConflictError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { GroupId, IdentityProviderId, LoginId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { handOut, takeBack } from '../../../secrets/handed-out.ts'
import { hashToken, newToken } from '../../../secrets/tokens.ts'
import type { Slot } from '../../../secrets/vault.ts'
import { assertAppActive } from '../../platform/apps/apps.service.ts'
import { SAML_APP_ID } from '../../platform/apps/known-apps.ts'
import { type IssuedLogin, issueLogin } from '../auth/auth.service.ts'
import type { Caller } from '../auth/tries.service.ts'
import { lockGroup, setMembers } from '../groups/groups.service.ts'
import { getProviderRow, type ProviderRow } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'
import { findOrAddPerson, proveByProvider } from './known-person.ts'
import * as samlStore from './saml.store.ts'
import { readAnswer, saysTest, type TakenAnswer } from './saml-answer.ts'
import { newRequestId, SAML_PATH, signOnUrl } from './saml-client.ts'
import { type LogoutRequest, logoutAnswerUrl, readLogoutRequest } from './saml-logout.ts'
import { SamlProblem } from './saml-problem.ts'
import { getSamlRow, reasonOf, type SamlRow, samlClientOf } from './saml-providers.service.ts'
import { keepSamlTest } from './saml-test.service.ts'

/** How long a sign-in at the provider may take. */
const WALK_MINUTES = 15
/** A browser follows a redirect at once. */
const ANSWER_MINUTES = 1

/** What the browser keeps on its way to the provider and back, sealed. */
interface SamlWalk {
  readonly providerId: IdentityProviderId
  readonly requestId: string
  readonly nextPath: string
  readonly provesLoginId?: LoginId
  /** Of a superadmin who tries the provider: nobody is signed in. */
  readonly testsLoginId?: LoginId
}

export interface BeginSaml {
  readonly origin: string
  readonly nextPath: string
  readonly provesLoginId?: LoginId | undefined
  readonly testsLoginId?: LoginId | undefined
}

function walkSlot(ctx: Ctx): Slot {
  return { platformId: ctx.platform.id, table: 'identity_providers', column: 'saml_walk', rowId: 'browser' }
}

/** Asks a provider who sits before the browser. Nothing is written down for who only begins. */
export async function beginSamlWalk(
  ctx: Ctx,
  provider: ProviderRow,
  { origin, nextPath, provesLoginId, testsLoginId }: BeginSaml,
): Promise<{ url: string; kept: string }> {
  const row = await usableRow(ctx, provider.id)
  const requestId = newRequestId({ isTest: testsLoginId !== undefined })
  const client = await samlClientOf(ctx, row, origin)
  const url = await signOnUrl(client, { isProof: provesLoginId !== undefined, requestId })
  const walk: SamlWalk = {
    ...{ providerId: provider.id, requestId, nextPath },
    ...definedOnly({ provesLoginId, testsLoginId }),
  }
  return { url, kept: handOut(ctx, walkSlot(ctx), walk, WALK_MINUTES) }
}

/**
 * Takes what a browser posted from the provider's site, where it shows no cookie of ours: whether it is the browser that
 * asked is seen at the page to which it is sent.
 *
 * @returns the path of that page
 * @throws {ConflictError} `identity-provider-down` {UnauthenticatedError} `sign-in-refused`
 */
export async function takeSamlAnswer(
  ctx: Ctx,
  id: IdentityProviderId,
  encoded: string,
  origin: string,
): Promise<string> {
  const row = await usableRow(ctx, id)
  const handle = newToken()
  const work = told(ctx, row, async () => {
    const client = await samlClientOf(ctx, row, origin)
    const { vouchedDomains } = row
    const taken = await readAnswer(client, encoded, { names: row, vouchedDomains, now: ctx.now() })
    if (!taken.person.came) assertOffered(row)
    if (!taken.person.inResponseTo && !row.allowsUnasked) throw new SamlProblem('saml-unasked')
    await keepAnswer(ctx, row, taken, handle)
  })
  try {
    await work
  } catch (error) {
    if (error instanceof AppError && saysTest(encoded)) return testPath(id)
    throw error
  }
  return `${SAML_PATH}/answers/${handle}`
}

async function keepAnswer(ctx: Ctx, row: SamlRow, taken: TakenAnswer, handle: string): Promise<void> {
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await samlStore.deleteExpired(trx, platformId, ctx.now())
    const isFirst = await samlStore.insertAnswer(trx, {
      ...{ platformId, providerId: row.providerId, expiresAt: taken.expiresAt },
      ...{ assertionHash: hashToken(taken.assertionId), handleHash: hashToken(handle) },
      ...{ answer: JSON.stringify(taken.person), answerUntil: addMinutes(ctx.now(), ANSWER_MINUTES) },
    })
    if (!isFirst) throw new SamlProblem('saml-replayed')
    if (row.lastProblem) await samlStore.setTrouble(trx, platformId, row.providerId, null)
  })
}

/**
 * Ends a sign-in: the answer counts once, in the browser that asked for it.
 *
 * @throws {UnauthenticatedError} `sign-in-walk-unknown`; {ForbiddenError} for a person who has no place here
 */
export async function finishSamlWalk(
  ctx: Ctx,
  given: { handle: string; kept: string | undefined; caller: Caller; actor: Actor | undefined },
): Promise<{ login: IssuedLogin | undefined; nextPath: string }> {
  const { id: platformId } = ctx.platform
  const back = takeBack<SamlWalk>(ctx, walkSlot(ctx), given.kept ?? '')
  // Emptied also where what follows fails: whoever comes a second time begins anew.
  const row = await withTransaction(ctx.db, async (trx) => {
    const found = await samlStore.lockAnswer(trx, platformId, hashToken(given.handle))
    if (found?.answer) await samlStore.emptyAnswer(trx, platformId, found.handleHash)
    return found
  })
  if (!row?.answer || !row.answerUntil || row.answerUntil <= ctx.now())
    throw new UnauthenticatedError('sign-in-walk-unknown')
  const { inResponseTo, provedAt, groups, came: _, ...said } = row.answer
  const walk = back?.value
  const isOwn = walk?.providerId === row.providerId && walk.requestId === inResponseTo
  if (inResponseTo && !isOwn) throw new UnauthenticatedError('sign-in-walk-unknown')
  const saml = await usableRow(ctx, row.providerId)
  if (row.answer.came) {
    if (!given.actor?.loginId || given.actor.loginId !== walk?.testsLoginId)
      throw new UnauthenticatedError('sign-in-walk-unknown')
    await keepSamlTest(ctx, given.actor, saml, row.answer)
    return { login: undefined, nextPath: testPath(row.providerId) }
  }
  assertOffered(saml)
  const provider = await getProviderRow(ctx, row.providerId)
  // Without a time nothing is proven.
  const person = { ...said, provedAt: new Date(provedAt ?? 0) }
  if (isOwn && walk.provesLoginId) {
    await proveByProvider(ctx, {
      provider,
      walk,
      person,
      actor: given.actor,
      begunAt: back?.issuedAt ?? ctx.now(),
    })
    return { login: undefined, nextPath: walk.nextPath }
  }
  const login = await withTransaction(ctx.db, async (trx) => {
    const personId = await findOrAddPerson(ctx, trx, provider, person)
    await keepGroups(ctx, trx, row.providerId, { personId, groups })
    const by = { providerId: row.providerId, caller: given.caller }
    return issueLogin(ctx, trx, { personId, way: 'provider', twoFactors: true, ...by })
  })
  return { login, nextPath: isOwn ? walk.nextPath : '/' }
}

/** Into the groups that the provider's stand for, and out of the others; nothing where it says nothing of groups. */
async function keepGroups(
  ctx: Ctx,
  trx: Trx,
  providerId: IdentityProviderId,
  { personId, groups }: { personId: PersonId; groups: readonly string[] | undefined },
): Promise<void> {
  if (!groups) return
  const mapped = await samlStore.listSamlGroups(trx, ctx.platform.id, providerId)
  const isIn = new Map<GroupId, boolean>()
  for (const { groupId, value } of mapped) isIn.set(groupId, isIn.get(groupId) || groups.includes(value))
  for (const [groupId, belongs] of [...isIn].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await lockGroup(ctx, trx, groupId)
    const change = belongs ? { add: [personId], remove: [] } : { add: [], remove: [personId] }
    await setMembers(ctx, trx, groupId, change)
  }
}

/**
 * Ends the logins of a person that the provider made, on its signed word alone.
 *
 * @returns where the browser goes to say so; undefined = the provider has no address for that
 */
export async function signOutBySaml(
  ctx: Ctx,
  id: IdentityProviderId,
  given: { form: URLSearchParams } | { query: string },
  origin: string,
): Promise<string | undefined> {
  const row = await usableRow(ctx, id)
  assertOffered(row)
  const client = await samlClientOf(ctx, row, origin)
  const request = await told(ctx, row, async () => {
    const read = await readLogoutRequest(client, given, ctx.now())
    await withTransaction(ctx.db, (trx) => endLogins(ctx, trx, id, read))
    return read
  })
  if (!client.logoutUrl) return undefined
  const params = 'form' in given ? given.form : new URLSearchParams(given.query)
  return logoutAnswerUrl(client, request, params.get('RelayState') ?? '')
}

/** All of it or nothing: a request that was cut off may come again, one that was carried out may not. */
async function endLogins(
  ctx: Ctx,
  trx: Trx,
  providerId: IdentityProviderId,
  { id, subject, expiresAt }: LogoutRequest,
): Promise<void> {
  const { id: platformId } = ctx.platform
  const isFirst = await samlStore.insertAnswer(trx, {
    ...{ platformId, providerId, expiresAt },
    ...{ assertionHash: hashToken(`logout ${id}`), handleHash: hashToken(newToken()) },
  })
  if (!isFirst) throw new SamlProblem('saml-replayed')
  const person = await providersStore.findIdentity(trx, platformId, providerId, subject)
  if (!person) return
  const ended = await samlStore.deleteLoginsByProvider(trx, platformId, providerId, person.id)
  if (ended.length === 0) return
  await happened(ctx, trx, { kind: 'logins-ended', id: person.id })
  await happened(ctx, trx, { kind: 'person-signed-out', id: person.id })
}

/** Where superadmins see what came of their test. */
function testPath(id: IdentityProviderId): string {
  return `/admin/apps/${SAML_APP_ID}?panel=test-${id}`
}

/** One with metadata, of an active app: superadmins try it before it is offered to all. */
async function usableRow(ctx: Ctx, id: IdentityProviderId): Promise<SamlRow> {
  const row = await getSamlRow(ctx, id)
  await assertAppActive(ctx, ctx.db, SAML_APP_ID, ctx.platform.defaultLanguage)
  if (row.issuer === '') throw new ConflictError('identity-provider-off', { provider: row.name })
  return row
}

function assertOffered(row: SamlRow): void {
  if (!row.active) throw new ConflictError('identity-provider-off', { provider: row.name })
}

export function findExpired(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return samlStore.listWithExpired(db, now)
}

/** Every half hour: forgets what counts no more. */
export async function forgetExpired(ctx: Ctx): Promise<void> {
  await samlStore.deleteExpired(ctx.db, ctx.platform.id, ctx.now())
}

/** Who signs in hears what is wrong; superadmins find it beside the provider. */
async function told<T>(ctx: Ctx, row: SamlRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SamlProblem)) throw error
    const { code, params, isRefusal } = error
    const at = ctx.now().toISOString()
    await samlStore.setTrouble(ctx.db, ctx.platform.id, row.providerId, { code, params, at })
    ctx.log.warn(
      { err: error, code, params, cause: String(error.cause) },
      'an answer of a SAML provider was not taken',
    )
    const told = { provider: row.name, reason: reasonOf(ctx, error) }
    if (isRefusal) throw new UnauthenticatedError('sign-in-refused', told, { cause: error })
    throw new ConflictError('identity-provider-down', told, { cause: error })
  }
}
