import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from './model.ts'
import { admit } from './tokens.ts'
import type { World } from './world.ts'

const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"

/** What browsers read of a server, and how they sign in: BOSH, as far as the sign-in goes. */
export function signInRoutes(app: FastifyInstance, world: World): void {
  const sessions = new Map<string, { site: Site; token: string | undefined }>()
  app.get('/config.js', (_request, reply) =>
    reply.type('application/javascript').send(configOf(world, 'own')),
  )
  app.get<{ Params: { tenant: string } }>('/:tenant/config.js', (request, reply) =>
    reply.type('application/javascript').send(configOf(world, siteOf(world, request.params.tenant))),
  )
  const bind = async (request: FastifyRequest, reply: FastifyReply, site: Site) => {
    if (!world.behavior.bosh) return reply.status(404).type('text/plain').send('not found')
    const { token } = request.query as { token?: string }
    const text = typeof request.body === 'string' ? request.body : ''
    reply.type('text/xml; charset=utf-8')
    const [, sid] = /\bsid='([^']*)'/.exec(text) ?? []
    if (sid === undefined) {
      const [, to] = /\bto='([^']*)'/.exec(text) ?? []
      if (to !== domainOf(world, site)) return reply.send(bodyOf("type='terminate' condition='host-unknown'"))
      const opened = world.newId(32)
      sessions.set(opened, { site, token })
      return reply.send(
        bodyOf(
          `sid='${opened}' wait='10'`,
          `<stream:features><mechanisms ${SASL}><mechanism>ANONYMOUS</mechanism></mechanisms></stream:features>`,
        ),
      )
    }
    const session = sessions.get(sid)
    if (!session) return reply.send(bodyOf("type='terminate' condition='item-not-found'"))
    if (text.includes("type='terminate'")) {
      sessions.delete(sid)
      return reply.send(bodyOf("type='terminate'"))
    }
    if (!text.includes('<auth')) return reply.send(bodyOf(''))
    try {
      await admit(world, session.site, session.token, undefined)
      return reply.send(bodyOf('', `<success ${SASL}/>`))
    } catch (error) {
      const words = (error as Error).message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
      return reply.send(bodyOf('', `<failure ${SASL}><not-allowed/><text>${words}</text></failure>`))
    }
  }
  app.post('/http-bind', (request, reply) => bind(request, reply, 'own'))
  app.post<{ Params: { tenant: string } }>('/:tenant/http-bind', (request, reply) =>
    bind(request, reply, siteOf(world, request.params.tenant)),
  )
}

/** Whose a path is: JaaS is told by its AppID. */
export function siteOf({ state }: World, tenant: string): Site {
  return tenant === state.jaas.appId ? 'jaas' : 'own'
}

/** JaaS's is the host of its address. */
function domainOf(world: World, site: Site): string {
  return site === 'own' ? world.behavior.domain : new URL(world.publicUrl()).hostname
}

function configOf(world: World, site: Site): string {
  const domain = domainOf(world, site)
  return `var config = {};
config.hosts = {};
config.hosts.domain = '${domain}';
config.hosts.muc = 'conference.${domain}';
config.bosh = '${world.publicUrl()}/http-bind';
`
}

function bodyOf(attributes: string, inner = ''): string {
  return `<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams' ${attributes}>${inner}</body>`
}
