import createClient, { type Client, type Middleware } from 'openapi-fetch'
import type { components, paths } from './schema.ts'

/** The shapes of the API, by their names in openapi.json. */
export type Schemas = components['schemas']
export type ApiClient = Client<paths>

export interface ApiClientOptions {
  /** Origin of the platform; default the page's own. */
  baseUrl?: string
  /** Called when a request is answered with 401, except the sign-in itself. The answer can be read once. */
  onUnauthenticated?: (answer: Response) => void
  fetch?: typeof fetch
}

/** A client of the platform's API, typed by its openapi.json. Logs in by the browser's cookie. */
export function createApiClient(options: ApiClientOptions = {}): ApiClient {
  const client = createClient<paths>({
    baseUrl: options.baseUrl ?? '',
    credentials: 'same-origin',
    ...(options.fetch ? { fetch: options.fetch } : {}),
  })
  const { onUnauthenticated } = options
  if (onUnauthenticated) client.use(watchLogin(onUnauthenticated))
  return client
}

function watchLogin(onUnauthenticated: (answer: Response) => void): Middleware {
  return {
    onResponse({ request, response }) {
      if (response.status === 401 && !request.url.endsWith('/logins')) onUnauthenticated(response.clone())
    },
  }
}
