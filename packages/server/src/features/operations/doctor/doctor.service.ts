import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Db } from '../../../db/database.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import { checks, type Look } from './doctor.checks.ts'
import type { Examination, Finding } from './doctor.schemas.ts'
import { type Found, look } from './doctor.store.ts'

/** A page waits no longer for one check. */
const PAGE_SECONDS = 20
/** A command may take its time. */
const COMMAND_SECONDS = 300

/** Looks for what should not be in the data of the platform. Changes nothing. @throws {ForbiddenError} */
export async function examine(
  ctx: Ctx,
  actor: Actor,
  sealedColumns: readonly SealedColumn[],
): Promise<z.output<typeof Examination>> {
  assertSuperadmin(actor)
  const { platform, vault, site } = ctx
  const now = ctx.now()
  const with_ = {
    platformId: platform.id,
    now,
    keyIds: vault.keyIds,
    sealedColumns,
    sendsMails: site.sendsMails,
  }
  const found = await look(ctx.db, checks, with_, PAGE_SECONDS)
  return {
    examinedAt: now.toISOString(),
    checks: checks.length,
    findings: found.map((one) => toFinding(one, actor.reader)),
  }
}

/** The same for the command, which says whose platform it is itself. */
export async function examinePlatform(db: Db, with_: Look, reader: Reader) {
  const found = await look(db, checks, with_, COMMAND_SECONDS)
  return found.map((one) => toFinding(one, reader))
}

function toFinding({ check, count, first }: Found, reader: Reader): z.output<typeof Finding> {
  return {
    code: check.code,
    level: check.level,
    count,
    what: phrase(check.what, { count }, reader),
    advice: phrase(check.advice, {}, reader),
    first: [...first],
  }
}
