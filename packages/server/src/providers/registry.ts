import { NotFoundError } from '../domain/errors.ts'
import type { AppManifest } from './manifest.ts'
import type { ConferencingApp, ConferencingProvider } from './provider.ts'

/** The conferencing apps that this server knows. */
export interface ProviderRegistry {
  manifests(): readonly AppManifest[]
  /** Paths on a platform's host to which browsers come back from a consent, each once; the plain host is the empty one. */
  redirectPaths(): readonly string[]
  /** @throws {NotFoundError} `app-not-found` */
  app(appId: string): ConferencingApp
  /** The provider of a session type. @throws {NotFoundError} `app-not-found` */
  provider(appId: string, sessionType: string): ConferencingProvider
}

export function createRegistry(apps: readonly ConferencingApp[]): ProviderRegistry {
  const byId = new Map(apps.map((app) => [app.manifest.id, app]))
  const app = (appId: string): ConferencingApp => {
    const found = byId.get(appId)
    if (!found) throw new NotFoundError('app-not-found', { app: appId })
    return found
  }
  return {
    manifests: () => apps.map((entry) => entry.manifest),
    redirectPaths: () => [...new Set(apps.flatMap(({ manifest }) => manifest.redirectPaths ?? []))],
    app,
    provider(appId, sessionType) {
      const found = app(appId).sessionTypes.get(sessionType)
      if (!found) throw new NotFoundError('app-not-found', { app: `${appId}/${sessionType}` })
      return found
    },
  }
}
