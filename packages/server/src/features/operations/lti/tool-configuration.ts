import { DEEP_LINKING, RESOURCE_LINK, scopes, TOOL_CONFIGURATION } from './claims.ts'
import { setupOf } from './paths.ts'

const CANVAS = 'https://canvas.instructure.com/lti/'

/** Where Canvas shows the tool: in the menu of a course, where links are chosen, and where assignments are. */
const choosingPlacements = ['link_selection', 'assignment_selection'] as const

/**
 * How this platform describes itself to an LMS that registers it by itself.
 *
 * @param family as the LMS calls its own kind, such as `moodle`; what one kind alone knows is said to that kind alone
 */
export function registrationBody(origin: string, name: string, family: string): object {
  const { loginUrl, redirectUrl, keysUrl, domain } = setupOf(origin)
  const isCanvas = family === 'canvas'
  const message = { target_link_uri: redirectUrl, label: name }
  return {
    application_type: 'web',
    response_types: ['id_token'],
    // Canvas takes no other order.
    grant_types: ['client_credentials', 'implicit'],
    initiate_login_uri: loginUrl,
    redirect_uris: [redirectUrl],
    client_name: name,
    jwks_uri: keysUrl,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: Object.values(scopes).join(' '),
    [TOOL_CONFIGURATION]: {
      domain,
      description: name,
      target_link_uri: redirectUrl,
      custom_parameters: {},
      // Moodle gives names and addresses to those alone that ask for them here.
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      messages: [
        { type: RESOURCE_LINK, ...message, ...(isCanvas ? { placements: ['course_navigation'] } : {}) },
        { type: DEEP_LINKING, ...message, ...(isCanvas ? { placements: [...choosingPlacements] } : {}) },
      ],
      ...(isCanvas ? { [`${CANVAS}privacy_level`]: 'public' } : {}),
    },
  }
}

/** The same for a person to paste into Canvas. */
export function canvasConfiguration(origin: string, name: string): object {
  const { loginUrl, redirectUrl, keysUrl, domain } = setupOf(origin)
  const placement = (where: string, type: string) => ({
    placement: where,
    message_type: type,
    target_link_uri: redirectUrl,
    text: name,
  })
  return {
    title: name,
    description: name,
    oidc_initiation_url: loginUrl,
    target_link_uri: redirectUrl,
    public_jwk_url: keysUrl,
    scopes: Object.values(scopes),
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain,
        privacy_level: 'public',
        settings: {
          placements: [
            placement('course_navigation', RESOURCE_LINK),
            ...choosingPlacements.map((where) => placement(where, DEEP_LINKING)),
          ],
        },
      },
    ],
  }
}
