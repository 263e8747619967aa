import { STANDARD_ACCENT } from '@lectern/brand'
import type { FastifyInstance } from 'fastify'
import type { Platform } from '../ctx.ts'
import { findIcon, toShownImage } from '../domain/platform.ts'

const BACKGROUND = '#ffffff'

/** What a phone needs to install a platform: its name, its accent, its icons. */
export function manifestRoutes(app: FastifyInstance): void {
  app.get(
    '/manifest.webmanifest',
    { schema: { hide: true }, config: { access: 'page' } },
    (request, reply) => {
      const { platform } = request.ctx
      const { name, accentColor, defaultLanguage } = platform
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
            theme_color: accentColor ?? STANDARD_ACCENT,
            icons: iconsOf(platform),
          }),
        )
    },
  )
}

/** The platform's own ones, or the product's. */
function iconsOf(platform: Platform) {
  const own = (['192', '512', 'maskable'] as const).flatMap((size) => {
    const icon = toShownImage(findIcon(platform, size))
    return icon ? [{ icon, purpose: size === 'maskable' ? 'maskable' : 'any' }] : []
  })
  if (own.length > 0)
    return own.map(({ icon: { url, width, height }, purpose }) => ({
      ...{ src: url, sizes: `${width}x${height}`, type: 'image/png', purpose },
    }))
  return [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ...[192, 512].map((size) => iconOf(size, 'any')),
    ...[192, 512].map((size) => iconOf(size, 'maskable')),
  ]
}

function iconOf(size: number, purpose: 'any' | 'maskable') {
  const name = purpose === 'any' ? `icon-${size}` : `icon-maskable-${size}`
  return { src: `/${name}.png`, sizes: `${size}x${size}`, type: 'image/png', purpose }
}
