import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { GroupId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enrollMany } from '../../training/enrollments/bulk.service.ts'
import { listEnrollments } from '../../training/enrollments/enrollments.service.ts'
import { mergePeople } from '../people/merge.service.ts'
import {
  addMembers,
  createGroup,
  deleteGroup,
  findMembers,
  getGroup,
  removeMember,
  renameGroup,
} from './groups.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('groups.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )
const membersOf = async (id: string) =>
  (await findMembers(platform.ctx, superadmin, id as GroupId, { limit: 100 })).items.map((row) => row.email)

it('has one group of a name, and renames and forgets it', async () => {
  const { ctx } = platform
  const group = await createGroup(ctx, superadmin, 'Nurses')
  expect(await codeOf(createGroup(ctx, superadmin, 'NURSES'))).toBe('group-name-taken')
  const other = await createGroup(ctx, superadmin, 'Doctors')
  const target = { groupId: other.id, expectedVersion: other.version }
  expect(await codeOf(renameGroup(ctx, superadmin, target, 'nurses'))).toBe('group-name-taken')
  expect(await renameGroup(ctx, superadmin, target, 'Surgeons')).toMatchObject({
    name: 'Surgeons',
    version: 2,
  })
  expect(await codeOf(renameGroup(ctx, superadmin, target, 'Others'))).toBe('changed-meanwhile')
  await deleteGroup(ctx, superadmin, group.id)
  expect(await codeOf(getGroup(ctx, superadmin, group.id))).toBe('group-not-found')
})

it('takes members by address after a look, and enrolls all of them', async () => {
  const { ctx } = platform
  const ann = await platform.addActor(['learner'], 'ann@groups.example')
  const bob = await platform.addActor(['learner'], 'bob@groups.example')
  const group = await createGroup(ctx, superadmin, 'Team')
  const id = group.id
  const text = 'Ann <ann@groups.example>; bob@groups.example\nnobody@groups.example'
  const preview = await addMembers(ctx, superadmin, id, { text, save: false })
  expect(preview).toMatchObject({ added: 2, refused: 1, saved: false })
  expect(await membersOf(id)).toEqual([])
  await addMembers(ctx, superadmin, id, { text, save: true })
  expect(await membersOf(id)).toEqual(['ann@groups.example', 'bob@groups.example'])
  expect(await addMembers(ctx, superadmin, id, { personIds: [ann.personId], save: true })).toMatchObject({
    added: 0,
    unchanged: 1,
  })
  const session = await buildSession(platform, superadmin, { maxEnrollment: 1 })
  const whole = { groupId: id, whenFull: 'refuse', save: false } as const
  const seen = await enrollMany(ctx, superadmin, session.id, whole)
  expect(seen).toMatchObject({ added: 1, refused: 1 })
  await enrollMany(ctx, superadmin, session.id, { ...whole, save: true })
  const { items } = await listEnrollments(ctx, superadmin, session.id)
  expect(items.map((entry) => entry.email)).toEqual(['ann@groups.example'])
  await removeMember(ctx, superadmin, id, bob.personId)
  expect(await codeOf(removeMember(ctx, superadmin, id, bob.personId))).toBe('person-not-found')
  expect(await membersOf(id)).toEqual(['ann@groups.example'])
})

it('keeps a member whose duplicate was merged', async () => {
  const { ctx } = platform
  const [stays, goes] = [await platform.addActor(['learner']), await platform.addActor(['learner'])]
  const group = await createGroup(ctx, superadmin, 'Merged')
  await addMembers(ctx, superadmin, group.id, { personIds: [goes.personId], save: true })
  const pair = { personId: stays.personId, duplicateId: goes.personId }
  await mergePeople(ctx, superadmin, pair)
  expect(await membersOf(group.id)).toEqual([stays.email])
})

it('takes nobody else than who is meant, and names what it cannot read', async () => {
  const { ctx } = platform
  await platform.addActor(['learner'], 'neil@meant.example')
  await platform.addActor(['learner'], "o'neil@meant.example")
  const group = await createGroup(ctx, superadmin, 'Meant')
  const paste = 'o"neil@meant.example; Sinéad O’Neil <mailto:o%27neil@meant.example>;'
  const added = await addMembers(ctx, superadmin, group.id, { text: paste, save: true })
  expect(added).toMatchObject({ added: 1, refused: 1 })
  expect(added.rows[0]).toMatchObject({ email: 'o"neil@meant.example', outcome: 'refuse' })
  expect(await membersOf(group.id)).toEqual(["o'neil@meant.example"])
})

it('is shown to planners and changed by superadmins', async () => {
  const instructor = await platform.addActor(['instructor'])
  const group = await createGroup(platform.ctx, superadmin, 'Seen')
  const id = group.id
  expect((await getGroup(platform.ctx, instructor, id)).may.edit).toBe(false)
  expect(await codeOf(addMembers(platform.ctx, instructor, id, { text: 'a@x.example', save: true }))).toBe(
    'role-superadmin-needed',
  )
})
