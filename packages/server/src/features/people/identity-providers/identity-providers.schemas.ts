import { z } from 'zod'
import { IdentityProviderId, name, text, Version } from '../../../http/schemas.ts'
import { brand } from '../../platform/platforms/platform-settings.schemas.ts'

export const IdentityProvider = z
  .object({
    id: IdentityProviderId,
    name: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    createsPeople: z.boolean(),
    active: z.boolean(),
    people: z.int32().describe('who have signed in with it'),
    version: Version,
  })
  .meta({ id: 'IdentityProvider', description: 'The client secret never leaves the server.' })

const fields = {
  name: name(100).describe('on the button of the sign-in page'),
  issuer: text(500).describe('address of the OpenID provider, such as https://login.example.com'),
  clientId: name(300),
  createsPeople: z.boolean().describe('who is unknown here becomes a learner; else only known people get in'),
  active: z.boolean(),
}

export const NewIdentityProvider = z
  .object({ ...fields, clientSecret: text(1000).min(1) })
  .meta({ id: 'NewIdentityProvider' })

export const ChangeIdentityProvider = z
  .object({ ...fields, clientSecret: text(1000).describe('left out or empty = unchanged') })
  .partial()
  .meta({ id: 'ChangeIdentityProvider' })

export const IdentityProviders = z
  .object({
    redirectUri: z.string().describe('to register at the provider, on the host that this was asked from'),
    items: z.array(IdentityProvider),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'IdentityProviders' })

export const IdentityProviderParams = z.object({ providerId: IdentityProviderId })

export const PublicPlatform = z
  .object({
    ...brand,
    identityProviders: z
      .array(z.object({ name: z.string(), path: z.string() }))
      .describe('other ways to sign in, and where they begin'),
    redirectPaths: z
      .array(z.string())
      .describe(
        'addresses to which browsers come back from a provider: pages of the server, not of the web app',
      ),
  })
  .meta({ id: 'PublicPlatform' })
