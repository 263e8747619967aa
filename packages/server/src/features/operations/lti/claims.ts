import { z } from 'zod'
import { outsideText } from '../../../domain/outside-text.ts'
import { isStorable } from '../../../domain/words.ts'

/** Names of what an LMS says, as LTI 1.3 has them. */
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/'
export const DEEP_LINKING_CLAIM = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
const ENDPOINT = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'
const ROSTER = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'
export const ltiClaim = (name: string): string => `${CLAIM}${name}`
export const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration'
export const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration'

export const RESOURCE_LINK = 'LtiResourceLinkRequest'
export const DEEP_LINKING = 'LtiDeepLinkingRequest'

/** What we ask an LMS to let us do. */
export const scopes = {
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  lineItems: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  scores: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
} as const

/** The parameter of a link that was made by choosing here: copied courses keep it. */
export const LINK_PARAMETER = 'lectern_link'

/** What counts of somebody's roles: what they are in this one course. */
export type ContextRole = 'instructor' | 'learner'

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership#'
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'

/**
 * The roles within the course alone: an administrator of the institution teaches nothing by that. The student that an
 * LMS invents for a preview is nobody.
 */
export function rolesIn(uris: readonly string[]): ContextRole[] {
  if (uris.includes(TEST_USER)) return []
  const has = (name: string) => uris.includes(`${MEMBERSHIP}${name}`) || uris.includes(name)
  return [
    ...(has('Instructor') ? ['instructor' as const] : []),
    ...(has('Learner') ? ['learner' as const] : []),
  ]
}

const text = z.string().catch('')
const short = (max: number) => text.transform((value) => outsideText(value, max))
/** A key of theirs is never cut into somebody else's. */
const key = z.string().max(300).refine(isStorable)
const url = z
  .string()
  .max(2000)
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''))

const Context = z.object({ id: key, title: short(300), label: short(100) })
export const Choosing = z.object({
  deep_link_return_url: url,
  accept_types: z.array(z.string()).catch([]),
  accept_multiple: z.union([z.boolean(), z.literal('true').transform(() => true)]).catch(false),
  accept_lineitem: z.union([z.boolean(), z.literal('true').transform(() => true)]).catch(false),
  data: z.string().max(20_000).optional(),
})

/** A message of an LMS whose signature holds; everything in it is still what somebody outside says. */
export const Message = z
  .object({
    sub: key.min(1).optional().catch(undefined),
    name: short(200),
    given_name: short(100),
    family_name: short(100),
    email: short(320),
    locale: short(35),
    [`${CLAIM}version`]: z.literal('1.3.0'),
    [`${CLAIM}message_type`]: z.enum([RESOURCE_LINK, DEEP_LINKING]),
    [`${CLAIM}deployment_id`]: key.min(1),
    [`${CLAIM}target_link_uri`]: text,
    [`${CLAIM}resource_link`]: z.object({ id: key, title: short(300) }).optional(),
    [`${CLAIM}context`]: Context.optional(),
    [`${CLAIM}roles`]: z.array(z.string()).catch([]),
    [`${CLAIM}custom`]: z.record(z.string(), z.unknown()).catch({}),
    [`${CLAIM}launch_presentation`]: z.object({ locale: short(35) }).catch({ locale: '' }),
    [ENDPOINT]: z
      .object({
        scope: z.array(z.string().max(300)).catch([]),
        lineitems: url.optional().catch(undefined),
        lineitem: url.optional().catch(undefined),
      })
      .optional(),
    [ROSTER]: z.object({ context_memberships_url: url.optional().catch(undefined) }).optional(),
    [`${DEEP_LINKING_CLAIM}deep_linking_settings`]: Choosing.optional(),
  })
  .transform((claims) => {
    const endpoint = claims[ENDPOINT] as
      | { scope: string[]; lineitems?: string; lineitem?: string }
      | undefined
    const roster = claims[ROSTER] as { context_memberships_url?: string } | undefined
    const context = claims[`${CLAIM}context`] as z.output<typeof Context> | undefined
    const link = claims[`${CLAIM}resource_link`] as { id: string; title: string } | undefined
    const custom = claims[`${CLAIM}custom`] as Record<string, unknown>
    const presentation = claims[`${CLAIM}launch_presentation`] as { locale: string }
    const linkKey = custom[LINK_PARAMETER]
    return {
      subject: claims.sub,
      name: claims.name,
      firstName: claims.given_name,
      lastName: claims.family_name,
      email: claims.email,
      locale: presentation.locale || claims.locale,
      type: claims[`${CLAIM}message_type`] as typeof RESOURCE_LINK | typeof DEEP_LINKING,
      deploymentId: claims[`${CLAIM}deployment_id`] as string,
      targetLinkUri: claims[`${CLAIM}target_link_uri`] as string,
      roles: rolesIn(claims[`${CLAIM}roles`] as string[]),
      // A link that stands in no course is a course of its own.
      contextId: context?.id ?? (link ? `link ${link.id}`.slice(0, 300) : ''),
      contextTitle: context?.title || context?.label || '',
      title: link?.title ?? '',
      linkKey: typeof linkKey === 'string' ? linkKey : '',
      scopes: endpoint?.scope ?? [],
      lineItemsUrl: endpoint?.lineitems ?? null,
      lineItemUrl: endpoint?.lineitem ?? null,
      membershipsUrl: roster?.context_memberships_url ?? null,
      choosing: claims[`${DEEP_LINKING_CLAIM}deep_linking_settings`] as z.output<typeof Choosing> | undefined,
    }
  })

export type LaunchMessage = z.output<typeof Message>
