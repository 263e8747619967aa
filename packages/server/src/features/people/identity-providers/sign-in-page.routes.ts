import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { problems } from '../../../http/schemas.ts'
import { getBrand } from '../../platform/platforms/platform-settings.service.ts'
import { PublicPlatform } from './identity-providers.schemas.ts'
import { listSignInButtons } from './identity-providers.service.ts'

/** What everybody may know of a platform, before they sign in. */
export function signInPageRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  app.get(
    '/platform',
    {
      config: { access: 'anybody' },
      schema: { tags: ['platform'], response: { 200: PublicPlatform, ...problems } },
    },
    async ({ ctx }) => ({
      ...(await getBrand(ctx)),
      identityProviders: await listSignInButtons(ctx),
      redirectPaths: [...ctx.providers.redirectPaths()],
    }),
  )
}
