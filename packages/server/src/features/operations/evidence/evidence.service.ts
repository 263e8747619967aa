import { buffer } from 'node:stream/consumers'
import { writePack } from '@lectern/evidence-pack'
import type { Ctx } from '../../../ctx.ts'
import type { SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import { getPeople, nameOf } from '../../people/people/people.service.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { findSigningKey, listPublicKeys } from '../../training/certificates/keys.service.ts'
import { tablesOf } from './evidence-tables.ts'
import { gather } from './gathering.service.ts'
import { drawRegister } from './register.ts'

/**
 * Everything that says who attended a session, in one signed file that anybody can check without us.
 *
 * @returns a ZIP file as `@lectern/evidence-pack` writes it
 * @throws {InvalidInputError} `evidence-too-many-events`
 */
export async function makePack(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<Uint8Array> {
  const gathered = await gather(ctx, actor, sessionId)
  const key = await findSigningKey(ctx)
  const { platform } = ctx
  const [maker] = await getPeople(ctx, ctx.db, [actor.personId])
  const about = {
    madeAt: ctx.now().toISOString(),
    madeBy: maker ? nameOf(maker) : '',
    platform: { name: platform.name, host: await findPrimaryHost(ctx) },
    session: { id: sessionId, name: gathered.session.name, course: gathered.session.courseName },
  }
  const register = await drawRegister(gathered, { ...about, reader: actor.reader })
  const contents = [
    {
      path: 'README.txt',
      data: `${phrase('evidence-readme', { host: about.platform.host }, actor.reader)}\n`,
    },
    { path: 'register.pdf', data: await buffer(register) },
    ...tablesOf(gathered),
  ]
  const { zip } = await writePack(about, contents, {
    sign: (payload) => key.sign({ ...payload }, { typ: 'lectern-evidence+jwt', kid: key.id }),
    keys: await listPublicKeys(ctx),
  })
  return zip
}
