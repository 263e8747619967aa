import { X509Certificate } from 'node:crypto'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { toEmail } from '../../../domain/email.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { GroupId, IdentityProviderId } from '../../../domain/ids.ts'
import { inEachLanguage, type LocalizedText } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { type Reader, sentence, toMessage } from '../../../messages/messages.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { findGroupIds } from '../groups/groups.service.ts'
import { getProviderRow, secretOf } from './identity-providers.service.ts'
import * as providersStore from './identity-providers.store.ts'
import type { ChangeSamlProvider, NewSamlProvider, SamlProvider } from './saml.schemas.ts'
import * as samlStore from './saml.store.ts'
import { addressesOf, ourMetadata, type SamlClient } from './saml-client.ts'
import { fingerprintOf } from './saml-document.ts'
import { newSamlKey } from './saml-keys.ts'
import { type ProviderMetadata, readMetadata } from './saml-metadata.ts'
import { SamlProblem } from './saml-problem.ts'
import { providerSecretSlot } from './sealing.ts'

type View = z.output<typeof SamlProvider>
export type SamlRow = Awaited<ReturnType<typeof samlStore.listSamlProviders>>[number]

export async function listSamlProviders(ctx: Ctx, actor: Actor, origin: string): Promise<View[]> {
  assertSuperadmin(actor)
  const [rows, groups] = await Promise.all([
    samlStore.listSamlProviders(ctx.db, ctx.platform.id),
    samlStore.listSamlGroups(ctx.db, ctx.platform.id),
  ])
  return rows.map((row) => {
    const { providerId: id, name, issuer, createsPeople, active, version, ...saml } = row
    const ours = addressesOf(origin, id)
    const trouble = toMessage(saml.lastProblem, actor.reader)
    return {
      ...{ id, name, issuer, createsPeople, active, version, people: Number(saml.people) },
      ...{ entityId: ours.entityId, acsUrl: ours.acsUrl, ourLogoutUrl: ours.logoutUrl },
      ...{ signOnUrl: saml.signOnUrl, logoutUrl: saml.logoutUrl, vouchedDomains: saml.vouchedDomains },
      ...{ emailAttribute: saml.emailAttribute, groupsAttribute: saml.groupsAttribute },
      ...{ firstNameAttribute: saml.firstNameAttribute, lastNameAttribute: saml.lastNameAttribute },
      ...{ allowsUnasked: saml.allowsUnasked, clockMinutes: saml.clockMinutes },
      groups: groups
        .filter((one) => one.providerId === id)
        .map((one) => ({ value: one.value, group: one.name })),
      certificates: saml.certificates.map((pem) => {
        const certificate = new X509Certificate(pem)
        return { fingerprint: fingerprintOf(certificate), validUntil: certificate.validToDate.toISOString() }
      }),
      metadataUrl: saml.metadataUrl,
      metadataReadAt: saml.metadataReadAt?.toISOString() ?? null,
      lastTest: testOf(saml, actor.reader, ctx.now()),
      lastProblem: trouble && saml.lastProblem && { text: trouble.text, at: saml.lastProblem.at },
    }
  })
}

function testOf(
  { lastTest, lastTestUntil }: Pick<SamlRow, 'lastTest' | 'lastTestUntil'>,
  reader: Reader,
  now: Date,
): View['lastTest'] {
  if (!lastTest || !lastTestUntil || lastTestUntil <= now) return null
  const { problem, attributes, groups, ...test } = lastTest
  return {
    ...test,
    groups: [...groups],
    attributes: attributes.map((one) => ({ ...one, values: [...one.values] })),
    problem: toMessage(problem, reader)?.text ?? null,
  }
}

type Change = z.output<typeof ChangeSamlProvider>

/** Adds a provider with a key of ours. Its metadata may come later: it wants to know ours first. */
export async function addSamlProvider(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewSamlProvider>,
  origin: string,
): Promise<View> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const theirs = await askedMetadata(ctx, input)
  const { privateKey, certificate } = await newSamlKey(ctx.now())
  const id = ctx.newId<IdentityProviderId>()
  await withTransaction(ctx.db, async (trx) => {
    await providersStore.insertProvider(trx, {
      ...{ platformId, id, protocol: 'saml', issuer: theirs?.issuer ?? '', clientId: id, name: input.name },
      ...definedOnly({ createsPeople: input.createsPeople, active: input.active }),
      clientSecretSealed: ctx.vault.seal(privateKey, providerSecretSlot(platformId, id)),
    })
    const own = { platformId, providerId: id, ourCertificate: certificate }
    await samlStore.insertSamlProvider(trx, { ...own, ...columnsOf(ctx, input, theirs) })
    await keepGroups(ctx, trx, id, input.groups)
    const changes = toldOf(input, theirs)
    await happened(ctx, trx, { kind: 'identity-provider-created', id, by: actor.personId, changes })
  })
  return getView(ctx, actor, id, origin)
}

export async function changeSamlProvider(
  ctx: Ctx,
  actor: Actor,
  target: { id: IdentityProviderId; expectedVersion: number },
  change: Change,
  origin: string,
): Promise<View> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const { clientSecretSealed: _, ourCertificate: __, ...before } = await getSamlRow(ctx, target.id)
  const theirs = await askedMetadata(ctx, change)
  if (theirs && Number(before.people) > 0 && theirs.issuer !== before.issuer)
    throw InvalidInputError.at(change.metadata ? '/metadata' : '/metadataUrl', 'saml-metadata-other', {
      ...{ found: theirs.issuer, expected: before.issuer },
    })
  await withTransaction(ctx.db, async (trx) => {
    const row = await providersStore.updateProvider(trx, platformId, target, {
      ...definedOnly({ name: change.name, createsPeople: change.createsPeople, active: change.active }),
      issuer: theirs?.issuer ?? before.issuer,
    })
    assertUpdated(row)
    const columns = columnsOf(ctx, change, theirs)
    if (Object.keys(columns).length > 0)
      await samlStore.updateSamlProvider(trx, platformId, target.id, columns)
    await keepGroups(ctx, trx, target.id, change.groups)
    const done = { id: target.id, by: actor.personId, changes: toldOf(change, theirs), was: before }
    await happened(ctx, trx, { kind: 'identity-provider-changed', ...done })
  })
  return getView(ctx, actor, target.id, origin)
}

/** @throws {NotFoundError} `identity-provider-not-found` */
export async function getSamlRow(ctx: Ctx, id: IdentityProviderId): Promise<SamlRow> {
  const rows = await samlStore.listSamlProviders(ctx.db, ctx.platform.id)
  const row = rows.find(({ providerId }) => providerId === id)
  if (!row) throw new NotFoundError('identity-provider-not-found')
  return row
}

export async function samlClientOf(ctx: Ctx, row: SamlRow, origin: string): Promise<SamlClient> {
  const provider = await getProviderRow(ctx, row.providerId)
  return { ...row, addresses: addressesOf(origin, row.providerId), privateKey: secretOf(ctx, provider) }
}

/** Our metadata for a provider, for everybody: it is no secret. */
export async function describeUs(ctx: Ctx, id: IdentityProviderId, origin: string): Promise<string> {
  return ourMetadata(await samlClientOf(ctx, await getSamlRow(ctx, id), origin))
}

async function getView(ctx: Ctx, actor: Actor, id: IdentityProviderId, origin: string): Promise<View> {
  const view = (await listSamlProviders(ctx, actor, origin)).find((one) => one.id === id)
  if (!view) throw new NotFoundError('identity-provider-not-found')
  return view
}

/** What a provider says of itself, pasted or at an address. @throws {InvalidInputError} `saml-metadata-not-read` */
async function askedMetadata(
  ctx: Ctx,
  { metadata, metadataUrl }: Change,
): Promise<ProviderMetadata | undefined> {
  if (metadata) return readAt('/metadata', () => readMetadata(metadata))
  if (!metadataUrl) return undefined
  return readAt('/metadataUrl', async () => {
    const answer = await ctx.outside.fetch(metadataUrl)
    if (!answer.ok) throw new OutsideError(`HTTP ${answer.status}`)
    return readMetadata(await answer.text())
  })

  async function readAt(pointer: string, work: () => Promise<ProviderMetadata>): Promise<ProviderMetadata> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof SamlProblem || error instanceof OutsideError)) throw error
      const reason = error instanceof SamlProblem ? reasonOf(ctx, error) : error.message
      throw InvalidInputError.at(pointer, 'saml-metadata-not-read', { reason })
    }
  }
}

function columnsOf(ctx: Ctx, change: Change, theirs: ProviderMetadata | undefined) {
  const { emailAttribute, firstNameAttribute, lastNameAttribute, groupsAttribute } = change
  const { allowsUnasked, clockMinutes, metadataUrl, vouchedDomains } = change
  const domains = vouchedDomains?.map((one) => toDomain(one))
  return {
    ...definedOnly({ emailAttribute, firstNameAttribute, lastNameAttribute, groupsAttribute }),
    ...definedOnly({ allowsUnasked, clockMinutes, metadataUrl }),
    ...(domains ? { vouchedDomains: [...new Set(domains)].sort() } : {}),
    ...(theirs
      ? {
          ...{ signOnUrl: theirs.signOnUrl, logoutUrl: theirs.logoutUrl, certificates: theirs.certificates },
          ...{ metadataReadAt: ctx.now(), lastProblem: null },
        }
      : {}),
  }
}

/** What the audit log shows: no certificates. */
function toldOf({ metadata: _, ...change }: Change, theirs: ProviderMetadata | undefined) {
  return { ...change, ...(theirs ? { issuer: theirs.issuer, signOnUrl: theirs.signOnUrl } : {}) }
}

async function keepGroups(
  ctx: Ctx,
  trx: Trx,
  id: IdentityProviderId,
  wanted: Change['groups'],
): Promise<void> {
  if (!wanted) return
  const known = await findGroupIds(
    ctx,
    trx,
    wanted.map(({ group }) => group),
  )
  const groups = wanted.map(({ value, group }) => {
    const groupId: GroupId | undefined = known.get(group.trim().toLowerCase())
    if (!groupId) throw InvalidInputError.at('/groups', 'saml-group-unknown', { group })
    return { value: value.trim(), groupId }
  })
  await samlStore.replaceSamlGroups(trx, ctx.platform.id, id, groups)
}

/** @throws {InvalidInputError} `saml-domain` */
function toDomain(text: string): string {
  const email = toEmail(`a@${text.trim().replace(/^@/, '')}`)
  if (!email) throw InvalidInputError.at('/vouchedDomains', 'saml-domain', { found: text })
  return email.slice(2)
}

/** What is wrong with what a provider sent, in every language. */
export function reasonOf(ctx: Ctx, { code, params }: SamlProblem): LocalizedText {
  const { timeZone } = ctx.platform
  return inEachLanguage((language) => sentence(code, params, { language, timeZone }))
}
