import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from './kit/pages.ts'
import type { User } from './model.ts'
import { sendPage } from './pages.ts'
import type { World } from './world.ts'

export const DEMO_USER = { email: 'organizer@goto.example', password: 'goto-demo-1' }
const COOKIE = 'goto_simulator'

/** Signed-in browsers of the simulator's own pages. They end with the process. */
export class SignIns {
  readonly #byToken = new Map<string, string>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  userOf(request: FastifyRequest): User | undefined {
    const key = this.#byToken.get(request.cookies[COOKIE] ?? '')
    return key ? this.#world.findUser(key) : undefined
  }

  begin(reply: FastifyReply, user: User): void {
    const token = randomBytes(24).toString('base64url')
    this.#byToken.set(token, user.key)
    reply.setCookie(COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax' })
  }

  end(request: FastifyRequest, reply: FastifyReply): void {
    this.#byToken.delete(request.cookies[COOKIE] ?? '')
    reply.clearCookie(COOKIE, { path: '/' })
  }
}

/** GoTo's sign-in page; `next` is an address of the simulator. */
export function signInRoutes(app: FastifyInstance, world: World, signIns: SignIns): void {
  app.get<{ Querystring: { next?: string } }>('/sign-in', (request, reply) =>
    signInPage(reply, world, localPath(request.query.next)),
  )

  app.post<{ Body: { email?: string; password?: string; next?: string } }>('/sign-in', (request, reply) => {
    const { email = '', password = '' } = request.body ?? {}
    const next = localPath(request.body?.next)
    const user = world.state.users.find(
      (candidate) => candidate.email.toLowerCase() === email.trim().toLowerCase(),
    )
    if (!user || user.password !== password) return signInPage(reply, world, next, email)
    signIns.begin(reply, user)
    return reply.redirect(next, 303)
  })

  app.post('/sign-out', (request, reply) => {
    signIns.end(request, reply)
    return reply.redirect('/developer', 303)
  })
}

function signInPage(reply: FastifyReply, world: World, next: string, failedEmail?: string): FastifyReply {
  const hasDemo = world.state.users.some((user) => user.email === DEMO_USER.email)
  return sendPage(reply, {
    title: 'Sign in',
    status: failedEmail === undefined ? 200 : 401,
    body: html`<h1>Sign in to GoTo</h1>
${failedEmail !== undefined && html`<p class="error" role="alert">There is no user with this e-mail address and password. Check both.</p>`}
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${failedEmail ?? ''}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="actions"><button type="submit">Sign in</button></div>
</form>
${hasDemo && html`<p class="note">This is a simulator. Its demo user is <output>${DEMO_USER.email}</output> with the password <output>${DEMO_USER.password}</output>.</p>`}`,
  })
}

/** Only addresses of this server: a foreign one would make the sign-in lead anywhere. */
function localPath(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/developer'
}
