import type { Ctx } from '../../../ctx.ts'
import { isCallable } from '../../../domain/hint.ts'
import type { LocalizedText } from '../../../domain/message.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import type { AccountRow } from '../accounts/accounts.service.ts'
import { secretsOf } from '../accounts/credentials.ts'
import * as inboundStore from './inbound.store.ts'

/** Where a tool calls an account, once a person has given it the address. */
export interface InboundAddress {
  readonly url: string
  readonly help: LocalizedText
  readonly state: 'no-https' | 'no-secret' | 'silent' | 'heard'
  /** Of the field without which nothing is believed. */
  readonly secretField: LocalizedText | null
  readonly heardAt: string | null
  readonly refusedAt: string | null
}

/** @returns null for a tool that no person has to give an address */
export async function inboundAddress(ctx: Ctx, account: AccountRow): Promise<InboundAddress | null> {
  const { calls, accountForm } = ctx.providers.app(account.appId).manifest
  if (!calls) return null
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  const seen = await inboundStore.findSeen(ctx.db, ctx.platform.id, account.id)
  const { heardAt = null, refusedAt = null } = seen ?? {}
  const field = accountForm.fields.find(({ name }) => name === calls.secretField)
  const hasSecret = !field || (secretsOf(ctx, account)[field.name] ?? '') !== ''
  const spoken = heardAt ? 'heard' : 'silent'
  return {
    url: `${origin}/inbound/accounts/${account.id}`,
    help: calls.help,
    state: isCallable(origin) ? (hasSecret ? spoken : 'no-secret') : 'no-https',
    secretField: field?.label ?? null,
    heardAt: heardAt?.toISOString() ?? null,
    // One that came before the last that was believed is of no interest any more.
    refusedAt: refusedAt && (!heardAt || refusedAt > heardAt) ? refusedAt.toISOString() : null,
  }
}
