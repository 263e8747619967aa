import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../access/actor.ts'
import { type Door, doors, refusalAt } from '../access/doors.ts'
import type { ApiScope } from '../domain/api-scope.ts'
import { duties } from '../domain/duty.ts'
import type { ApiKeyId, PersonId } from '../domain/ids.ts'
import { guardDoors, registerDoors } from './doors.ts'

const as = (role: Actor['roles'][number], scopes?: readonly ApiScope[]): Actor => ({
  personId: 'p' as PersonId,
  loginId: undefined,
  roles: [role],
  reader: { language: 'en', timeZone: 'UTC' },
  ...(scopes && { apiKey: { id: 'k' as ApiKeyId, scopes } }),
})
const codeAt = (door: Door, actor: Actor | undefined, scope?: ApiScope) =>
  refusalAt(door, actor, scope)?.code ?? 'in'
const dutyOf = (door: Door) => duties.find((duty) => duty === doors[door].needs)
const all = Object.keys(doors) as Door[]

describe('a door', () => {
  it('asks nobody to sign in who needs no rights there, and everybody else', () => {
    const free: Door[] = ['machine', 'page', 'anybody', 'way-in', 'link-holder', 'directory', 'lms', 'saml']
    for (const door of all)
      expect([door, codeAt(door, undefined)]).toEqual([door, free.includes(door) ? 'in' : 'not-signed-in'])
  })

  it('asks for roles before the thing itself is looked at, where they alone decide', () => {
    for (const door of all) {
      const found = (['learner', 'instructor', 'superadmin'] as const).map((role) => codeAt(door, as(role)))
      const duty = dutyOf(door)
      const refused = `role-${duty}-needed`
      const wanted = duty
        ? [refused, refused, refused]
        : door === 'superadmin'
          ? ['role-superadmin-needed', 'role-superadmin-needed', 'in']
          : door === 'planner'
            ? ['role-planner-needed', 'in', 'in']
            : ['in', 'in', 'in']
      expect([door, found]).toEqual([door, wanted])
      if (duty) expect([door, codeAt(door, { ...as('learner'), duties: [duty] })]).toEqual([door, 'in'])
    }
  })

  it('lets keys in with their scope, everywhere or nowhere', () => {
    const key = as('superadmin', ['people:read'])
    for (const door of all) {
      const found = [undefined, 'people:read', 'people:write'].map((scope) =>
        codeAt(door, key, scope as ApiScope | undefined),
      )
      const closed = 'api-key-not-allowed'
      const wanted =
        door === 'anybody'
          ? ['in', 'in', 'in']
          : ['machine', 'page', 'way-in', 'link-holder', 'directory', 'lms', 'saml'].includes(door) ||
              dutyOf(door)
            ? [closed, closed, closed]
            : [closed, 'in', 'api-key-scope-missing']
      expect([door, found]).toEqual([door, wanted])
    }
    expect(codeAt('superadmin', as('instructor', ['people:read']), 'people:read')).toBe(
      'role-superadmin-needed',
    )
  })

  it('says in one sentence for whom it is', () => {
    for (const { means } of Object.values(doors)) expect(means).toMatch(/^For \p{L}.*\.$/u)
  })
})

describe('an app', () => {
  async function start(register: (app: FastifyInstance) => void) {
    const app = Fastify()
    registerDoors(app)
    register(app)
    guardDoors(app)
    try {
      await app.ready()
      return app.listDoors()
    } catch (error) {
      return (error as Error).message
    } finally {
      await app.close()
    }
  }
  const answer = () => 'ok'

  it('does not start with routes without a door, and names each of them', async () => {
    const said = await start((app) => {
      app.get('/api/v1/one', answer)
      app.post('/api/v1/two', { config: {} }, answer)
      app.register(async (part) => part.put('/three', { config: { access: 'nobody' as Door } }, answer), {
        prefix: '/api/v1',
      })
      app.delete('/api/v1/four', { config: { access: 'toString' as Door } }, answer)
      app.get('/api/v1/five', { config: { access: 'superadmin' } }, answer)
    })
    expect(said).toMatch(
      /^Who may ask is not said of: GET \/api\/v1\/one; HEAD \/api\/v1\/one; POST \/api\/v1\/two; DELETE \/api\/v1\/four; PUT \/api\/v1\/three\. Give each route `config: \{ access: … \}`, one of machine, page, /,
    )
  })

  it('lists what stands behind which door, HEAD as GET', async () => {
    const listed = await start((app) => {
      app.get('/api/v1/one', { config: { access: 'planner' } }, answer)
      app.route({ method: ['PUT', 'POST'], url: '/two', config: { access: 'page' }, handler: answer })
    })
    const [head, get, put, post] = [
      { method: 'HEAD', url: '/api/v1/one', door: 'planner' },
      { method: 'GET', url: '/api/v1/one', door: 'planner' },
      { method: 'PUT', url: '/two', door: 'page' },
      { method: 'POST', url: '/two', door: 'page' },
    ]
    expect(listed).toEqual(expect.arrayContaining([head, get, put, post]))
    expect(listed).toHaveLength(4)
  })
})
