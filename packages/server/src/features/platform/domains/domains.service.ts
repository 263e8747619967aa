import { randomBytes } from 'node:crypto'
import { domainToASCII } from 'node:url'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import type { Domain } from './domains.schemas.ts'
import * as domainsStore from './domains.store.ts'

/** Where the owner publishes the token: one of both is enough. */
const RECORD_PREFIX = '_lectern'
const FILE_PATH = '/.well-known/lectern-domain'
const FILE_MAX = 1000

type DomainView = z.output<typeof Domain>

/** All domains of the platform: those that the operator gave it, and those that were added. */
export async function listDomains(ctx: Ctx, actor: Actor): Promise<DomainView[]> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const hosts = await domainsStore.listHosts(ctx.db, platformId)
  const added = await domainsStore.listDomains(ctx.db, platformId)
  const accounts = await domainsStore.listPairedAccounts(ctx.db, platformId)
  const all = [
    ...hosts.filter((row) => !added.some((domain) => domain.host === row.host)),
    ...added.map(
      ({ host }) => hosts.find((row) => row.host === host) ?? { host, isPrimary: false, isDefault: false },
    ),
  ]
  return all.map(({ host, isPrimary, isDefault }) => {
    const domain = added.find((row) => row.host === host)
    const origin = ctx.site.originOf(host)
    return {
      host,
      url: origin,
      isPrimary,
      isDefault,
      state: domain?.state ?? 'proven',
      proof: domain
        ? {
            record: `${RECORD_PREFIX}.${host}`,
            url: `https://${host}${FILE_PATH}`,
            token: tokenLine(domain.token),
          }
        : null,
      finding: toMessage(domain?.finding ?? null, actor.reader),
      checkedAt: domain?.checkedAt?.toISOString() ?? null,
      redirectUris: redirectUrisOf(ctx, origin),
      accountsElsewhere: accounts
        .filter((account) => account.origin !== null && account.origin !== origin)
        .map(({ id, name, appId, origin: pairedOn }) => ({ id, name, appId, pairedOn: pairedOn ?? '' })),
    }
  })
}

/** Adds a domain; it answers once it is proven. @throws {InvalidInputError} `domain-invalid`; {ConflictError} `domain-taken` */
export async function addDomain(ctx: Ctx, actor: Actor, typed: string): Promise<DomainView> {
  assertSuperadmin(actor)
  const host = toHost(typed)
  await assertFree(ctx, host)
  await withTransaction(ctx.db, async (trx) => {
    await domainsStore.insertDomain(trx, {
      platformId: ctx.platform.id,
      host,
      token: randomBytes(20).toString('hex'),
      createdAt: ctx.now(),
    })
    await happened(ctx, trx, { kind: 'domain-added', id: host, by: actor.personId, changes: { name: host } })
  })
  return getDomain(ctx, actor, host)
}

/**
 * Looks for the token: in DNS, then at the well-known address. From then on the domain answers. What was found
 * instead stays written at the domain.
 *
 * @throws {ConflictError} `domain-taken` when another platform has proven it meanwhile
 */
export async function proveDomain(ctx: Ctx, actor: Actor, host: string): Promise<DomainView> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const domain = await domainsStore.findDomain(ctx.db, platformId, host)
  if (!domain) throw new NotFoundError('domain-not-found', { domain: host })
  if (domain.state === 'proven') return getDomain(ctx, actor, host)
  await assertFree(ctx, host)
  const finding = await lookForToken(ctx, host, tokenLine(domain.token))
  const checkedAt = ctx.now()
  if (finding) {
    await domainsStore.updateDomain(ctx.db, platformId, host, { finding: JSON.stringify(finding), checkedAt })
    return getDomain(ctx, actor, host)
  }
  await withTransaction(ctx.db, async (trx) => {
    const proven = { state: 'proven' as const, finding: null, checkedAt, provenAt: checkedAt }
    if (!(await domainsStore.updateDomain(trx, platformId, host, proven)))
      throw new NotFoundError('domain-not-found', { domain: host })
    if (!(await domainsStore.insertHost(trx, platformId, host)))
      throw new ConflictError('domain-taken', { domain: host })
    await happened(ctx, trx, { kind: 'domain-proven', id: host, by: actor.personId, changes: { name: host } })
  })
  return getDomain(ctx, actor, host)
}

/** Links in mails carry this domain from now on. @throws {ConflictError} `domain-not-proven` */
export async function makePrimary(ctx: Ctx, actor: Actor, host: string): Promise<DomainView> {
  assertSuperadmin(actor)
  const domain = await getDomain(ctx, actor, host)
  if (domain.state !== 'proven') throw new ConflictError('domain-not-proven', { domain: host })
  await withTransaction(ctx.db, async (trx) => {
    const hosts = await domainsStore.lockHosts(trx, ctx.platform.id)
    if (!hosts.some((row) => row.host === host)) throw new NotFoundError('domain-not-found', { domain: host })
    await domainsStore.setPrimary(trx, ctx.platform.id, host)
    await happened(ctx, trx, {
      kind: 'domain-made-primary',
      id: host,
      by: actor.personId,
      changes: { name: host },
    })
  })
  return getDomain(ctx, actor, host)
}

/** Nobody is answered there any more. @throws {ConflictError} `domain-is-primary`, `domain-is-default`, `domain-in-use` */
export async function removeDomain(
  ctx: Ctx,
  actor: Actor,
  { host, askedOn }: { host: string; askedOn: string },
): Promise<void> {
  assertSuperadmin(actor)
  const domain = await getDomain(ctx, actor, host)
  if (domain.isDefault) throw new ConflictError('domain-is-default', { domain: host })
  if (host === askedOn) throw new ConflictError('domain-in-use', { domain: host })
  await withTransaction(ctx.db, async (trx) => {
    const hosts = await domainsStore.lockHosts(trx, ctx.platform.id)
    if (hosts.some((row) => row.host === host && row.isPrimary))
      throw new ConflictError('domain-is-primary', { domain: host })
    await domainsStore.deleteDomain(trx, ctx.platform.id, host)
    await happened(ctx, trx, {
      kind: 'domain-removed',
      id: host,
      by: actor.personId,
      changes: { name: host },
    })
  })
}

async function getDomain(ctx: Ctx, actor: Actor, host: string): Promise<DomainView> {
  const domain = (await listDomains(ctx, actor)).find((row) => row.host === host)
  if (!domain) throw new NotFoundError('domain-not-found', { domain: host })
  return domain
}

/** @returns what was found instead; undefined when the token is there */
async function lookForToken(ctx: Ctx, host: string, token: string): Promise<StoredMessage | undefined> {
  const told = (work: Promise<string>) =>
    work.catch((error: unknown) => {
      if (!(error instanceof OutsideError)) throw error
      return error.message
    })
  const records = await told(
    ctx.outside.textRecords(`${RECORD_PREFIX}.${host}`).then((texts) => texts.join(' | ')),
  )
  if (records.split(' | ').some((text) => text.trim() === token)) return undefined
  const file = await told(readFile(ctx, host))
  if (file.trim() === token) return undefined
  const params = { domain: host, record: shortened(records), file: shortened(file), token }
  return { code: 'domain-token-not-found', params }
}

async function readFile(ctx: Ctx, host: string): Promise<string> {
  // A page behind another domain proves nothing about this one.
  const answer = await ctx.outside.fetch(`https://${host}${FILE_PATH}`, { redirect: 'manual' })
  if (!answer.ok) return `HTTP ${answer.status}`
  return (await answer.text()).slice(0, FILE_MAX)
}

function shortened(text: string): string {
  return text.trim().slice(0, 80) || '–'
}

/** @throws {InvalidInputError} `domain-invalid` */
function toHost(typed: string): string {
  const plain = typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.$/, '')
  const host = domainToASCII(plain)
  const isName = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(
    host,
  )
  if (!isName) throw InvalidInputError.at('/host', 'domain-invalid', { found: typed })
  return host
}

async function assertFree(ctx: Ctx, host: string): Promise<void> {
  const owner = await domainsStore.findOwner(ctx.db, host)
  if (!owner) return
  const params = { domain: host }
  throw new ConflictError(owner.platformId === ctx.platform.id ? 'domain-known' : 'domain-taken', params, {
    fields: [{ pointer: '/host', code: 'domain-taken', params }],
  })
}

function tokenLine(token: string): string {
  return `lectern-domain=${token}`
}

function redirectUrisOf(ctx: Ctx, origin: string): string[] {
  return ctx.providers.redirectPaths().map((path) => `${origin}${path}`)
}
