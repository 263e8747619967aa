import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantFor } from '../test/grant.ts'
import { type Simulator, startSimulator, type User } from './index.ts'

let simulator: Simulator
let admin: User
let stranger: User
let token: string

beforeAll(async () => {
  simulator = await startSimulator({
    port: 0,
    control: true,
    behavior: { requestsPerSecond: 1000 },
  })
  admin = simulator.addUser({ email: 'olga@goto.example', password: 'p', firstName: 'Olga', lastName: 'O' })
  for (const name of ['Carl', 'Dora', 'Emil']) {
    const user = simulator.addUser({
      email: `${name.toLowerCase()}@goto.example`,
      password: 'p',
      firstName: name,
      products: ['meeting', 'webinar'],
      licence: name === 'Emil' ? 'expired' : 'active',
    })
    simulator.putInAccount(user.key, admin.accountKey)
  }
  stranger = simulator.addUser({ email: 'stan@other.example', password: 'p' })
  token = (await grantFor(simulator, admin)).accessToken
})
afterAll(() => simulator.close())

async function get(path: string, { accountKey = admin.accountKey, bearer = token } = {}) {
  const response = await fetch(`${simulator.url}/admin/rest/v1/accounts/${accountKey}${path}`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}

const emailsOf = ({ body }: { body: { results: { email: string }[] } }) =>
  body.results.map(({ email }) => email)
const usersLike = (filter: string) => get(`/users?filter=${encodeURIComponent(filter)}`)

describe('the users of an account', () => {
  it('are those of the account, with all digits of their keys', async () => {
    const answer = await get('/users')
    expect(answer).toMatchObject({ status: 200, body: { fromIndex: 0, toIndex: 3, total: 4 } })
    expect(emailsOf(answer)).toEqual([
      'olga@goto.example',
      'carl@goto.example',
      'dora@goto.example',
      'emil@goto.example',
    ])
    expect(answer.body.results[0].key).toBe(admin.key)
  })

  it('come in pages', async () => {
    const first = await get('/users?offset=0&pageSize=3')
    expect(first.body).toMatchObject({ toIndex: 2, total: 4 })
    expect(first.body.results).toHaveLength(3)
    const second = await get(`/users?offset=${first.body.toIndex + 1}&pageSize=3`)
    expect(emailsOf(second)).toEqual(['emil@goto.example'])
    expect(second.body).toMatchObject({ fromIndex: 3, toIndex: 3, total: 4 })
    expect((await get('/users?offset=9&pageSize=many')).body).toMatchObject({ results: [], total: 4 })
  })

  it('are filtered as programs do', async () => {
    expect(emailsOf(await usersLike('(email="(?i)CARL@goto.example")'))).toEqual(['carl@goto.example'])
    expect(emailsOf(await usersLike('email eq "dora@goto.example"'))).toEqual(['dora@goto.example'])
    expect(emailsOf(await usersLike(`(key="(?i)${admin.key}")`))).toEqual(['olga@goto.example'])
    expect(emailsOf(await usersLike('(email="CARL@goto.example")'))).toEqual([])
    const both = '(firstName="Carl") & (email="(?i)dora@goto.example")'
    expect((await usersLike(both)).body).toMatchObject({ results: [], total: 0 })
    expect(await usersLike('email like carl')).toMatchObject({ status: 400 })
    expect(await usersLike('(email="carl@goto.example") & nonsense')).toMatchObject({ status: 400 })
  })
})

describe('the licences of an account', () => {
  it('are those that its users hold', async () => {
    const { body, text } = await get('/licenses')
    expect(body).toMatchObject({
      total: 3,
      results: [
        { products: ['G2M'], userCount: 3 },
        { products: ['G2M', 'G2W'], userCount: 3 },
        { products: ['G2M', 'G2T'], userCount: 1 },
      ],
    })
    const keys = [...text.matchAll(/"key":"(\d+)"/g)].map(([, key]) => key)
    const carl = await usersLike('email eq "carl@goto.example"')
    expect(carl.text).toContain(`"licenseKeys":["${keys[0]}","${keys[1]}"]`)
    const expired = await usersLike('email eq "emil@goto.example"')
    expect(expired.body.results[0].licenseKeys).toEqual([])
  })
})

describe.each(['/users', '/licenses'])('%s are refused', (path) => {
  it('to a dead token and to a client without the Admin scope', async () => {
    const refusal = { status: 401, body: { code: 'not.authenticated' } }
    expect(await get(path, { bearer: 'nonsense' })).toMatchObject(refusal)
    const { accessToken } = await grantFor(simulator, admin, ['meeting', 'webinar', 'training'])
    expect(await get(path, { bearer: accessToken })).toMatchObject(refusal)
  })

  it('for other accounts', async () => {
    expect((await get(path, { accountKey: stranger.accountKey })).status).toBe(403)
    expect((await get(path, { accountKey: '42' })).status).toBe(404)
  })
})
