/** Where an LMS and its frames ask, on every host of a platform. */
export const LTI_PATH = '/lti'

/** What an LMS is told of a platform. */
export function setupOf(origin: string) {
  return {
    loginUrl: `${origin}${LTI_PATH}/login`,
    redirectUrl: `${origin}${LTI_PATH}/launch`,
    keysUrl: `${origin}${LTI_PATH}/jwks`,
    configurationUrl: `${origin}${LTI_PATH}/config.json`,
    domain: URL.parse(origin)?.host ?? '',
  }
}
