import type { FastifyInstance } from 'fastify'

/** Accents that have a name. Any other one is a color itself. */
const NAMED_ACCENTS: Readonly<Record<string, string>> = { teal: '#0b5c63' }
const BACKGROUND = '#ffffff'

/** What a phone needs to install a platform: its name, its accent, its icons. */
export function manifestRoutes(app: FastifyInstance): void {
  app.get(
    '/manifest.webmanifest',
    { schema: { hide: true }, config: { access: 'page' } },
    (request, reply) => {
      const { name, accentColor, defaultLanguage } = request.ctx.platform
      const color = NAMED_ACCENTS[accentColor] ?? accentColor
      return reply
        .type('application/manifest+json; charset=utf-8')
        .header('cache-control', 'no-cache')
        .serializer((body: string) => body)
        .send(
          JSON.stringify({
            id: '/',
            name,
            short_name: name,
            lang: defaultLanguage,
            start_url: '/learn',
            scope: '/',
            display: 'standalone',
            background_color: BACKGROUND,
            theme_color: /^#[0-9a-f]{6}$/i.test(color) ? color : NAMED_ACCENTS.teal,
            icons: [
              { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
              ...[192, 512].map((size) => iconOf(size, 'any')),
              ...[192, 512].map((size) => iconOf(size, 'maskable')),
            ],
          }),
        )
    },
  )
}

function iconOf(size: number, purpose: 'any' | 'maskable') {
  const name = purpose === 'any' ? `icon-${size}` : `icon-maskable-${size}`
  return { src: `/${name}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose }
}
