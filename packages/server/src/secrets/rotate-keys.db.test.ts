import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pairedAccount } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { IdentityProviderId } from '../domain/ids.ts'
import { beginSecondFactor } from '../features/people/auth/second-factor.service.ts'
import { providerSecretSlot } from '../features/people/identity-providers/sealing.ts'
import { addWebhook, renewSecret } from '../features/platform/webhooks/webhooks.service.ts'
import { rotateKeys as rotateCertificateKeys } from '../features/training/certificates/keys.service.ts'
import { sealedColumns } from '../sealed-columns.ts'
import { rotateKeys } from './rotate-keys.ts'
import { newKeyRing, Vault } from './vault.ts'

let test: TestApp
let platform: TestPlatform
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('keys.example')
})
afterAll(() => test.close())

it('seals every secret that lives long anew, so that the old key can go', async () => {
  const superadmin = await platform.addActor(['superadmin'])
  const [older, newer] = [newKeyRing(new Date('2026-01-01')), newKeyRing(new Date('2026-02-02'))]
  const ctx = { ...platform.ctx, vault: new Vault(older) }
  await pairedAccount(test, { ...platform, ctx }, superadmin)
  await beginSecondFactor(ctx, superadmin)
  const { id: platformId } = ctx.platform
  const id = ctx.newId<IdentityProviderId>()
  const clientSecretSealed = ctx.vault.seal('s', providerSecretSlot(platformId, id))
  await ctx.db
    .insertInto('identityProviders')
    .values({ platformId, id, name: 'N', issuer: 'i', clientId: 'c', clientSecretSealed })
    .execute()
  const endpoint = { url: 'https://x.example/', description: '', eventTypes: null, active: true }
  const { webhook } = await addWebhook(ctx, superadmin, endpoint)
  await renewSecret(ctx, superadmin, webhook.id)
  await rotateCertificateKeys(ctx, superadmin)

  expect(await rotateKeys(ctx.db, platformId, new Vault(`${newer},${older}`), sealedColumns)).toBe(8)
  expect(await rotateKeys(ctx.db, platformId, new Vault(newer), sealedColumns)).toBe(0)

  // No column with sealed values was forgotten.
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where column_name like '%sealed' and table_schema = 'public' and table_name not in ('pairings', 'sign_in_walks')`.execute(
    ctx.db,
  )
  const named = rows.map(({ table, column }) => `${table}.${column}`).sort()
  expect(named).toEqual(sealedColumns.map(({ table, column }) => `${table}.${column}`).sort())
  for (const { table, column } of rows) {
    const values = await sql<{
      value: string | null
    }>`select ${sql.ref(column)} as value from ${sql.table(table)}`.execute(ctx.db)
    // Empty = there is no secret.
    for (const { value } of values.rows)
      if (value) expect([table, new Vault(newer).isStale(value)]).toEqual([table, false])
  }
})
