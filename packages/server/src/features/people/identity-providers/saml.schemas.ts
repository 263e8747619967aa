import { z } from 'zod'
import { IdentityProviderId, Instant, name, text, Version } from '../../../http/schemas.ts'

const MINUTES = z.int().min(0).max(10).describe('by how many minutes its clock may differ')

const settings = {
  name: name(100).describe('on the button of the sign-in page'),
  createsPeople: z.boolean().describe('who is unknown here becomes a learner; else only known people get in'),
  active: z.boolean(),
  vouchedDomains: z
    .array(text(253).min(1))
    .max(100)
    .describe('of e-mail addresses: of these alone the provider may say whose they are'),
  emailAttribute: text(300).describe('empty = one of the well-known names, or the NameID'),
  firstNameAttribute: text(300),
  lastNameAttribute: text(300),
  groupsAttribute: text(300),
  groups: z
    .array(z.object({ value: text(300).min(1), group: text(100).min(1).describe('name of a group here') }))
    .max(200)
    .describe('whoever it says is in the one is in the other, and out of it else'),
  allowsUnasked: z.boolean().describe('also begun at the provider (IdP-initiated)'),
  clockMinutes: MINUTES,
  metadataUrl: text(500).describe('where its metadata is; each time that it is sent it is read anew'),
}

export const SamlProvider = z
  .object({
    id: IdentityProviderId,
    ...settings,
    clockMinutes: z.int(),
    issuer: z.string().describe('its entity id; empty = it has no metadata yet, and no button'),
    signOnUrl: z.string(),
    logoutUrl: z.string(),
    certificates: z.array(z.object({ fingerprint: z.string(), validUntil: Instant })),
    metadataReadAt: Instant.nullable(),
    lastTest: z
      .object({
        at: Instant,
        subject: z.string().describe('the NameID, by which the person is known again'),
        nameIdFormat: z.string(),
        isSealed: z.boolean().describe('the assertion came encrypted'),
        email: z.string().nullable(),
        firstName: z.string(),
        lastName: z.string(),
        attributes: z.array(
          z.object({
            name: z.string(),
            values: z.array(z.string()),
            use: z.enum(['email', 'firstName', 'lastName', 'groups']).nullable(),
          }),
        ),
        groups: z.array(z.string()).describe('of ours, into which the person would come'),
        person: z
          .enum(['known', 'joined', 'new'])
          .nullable()
          .describe('whom it would sign in; null = nobody, as `problem` says'),
        problem: z.string().nullable(),
      })
      .nullable()
      .describe('what came when a superadmin tried it in the last hour (`/sign-in/with/{providerId}?test`)'),
    lastProblem: z.object({ text: z.string(), at: Instant }).nullable(),
    entityId: z.string().describe('ours, and the address of our metadata'),
    acsUrl: z.string().describe('ours: where answers come'),
    ourLogoutUrl: z.string(),
    people: z.int32().describe('who have signed in with it'),
    version: Version,
  })
  .meta({ id: 'SamlProvider', description: 'Our private key never leaves the server.' })

const metadata = text(500_000).describe('of the provider, as XML; left out or empty = unchanged')

export const SamlProviderParams = z.object({ samlProviderId: IdentityProviderId })

export const NewSamlProvider = z
  .object({ ...settings, metadata })
  .partial()
  .required({ name: true })
  .meta({ id: 'NewSamlProvider' })

export const ChangeSamlProvider = z
  .object({ ...settings, metadata })
  .partial()
  .meta({ id: 'ChangeSamlProvider' })

export const SamlProviders = z
  .object({ items: z.array(SamlProvider), nextCursor: z.string().nullable() })
  .meta({ id: 'SamlProviders' })
