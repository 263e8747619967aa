import { NotFoundError } from '../domain/errors.ts'
import type { AppDescription } from './app-description.ts'
import type { ConferencingApp, ConferencingProvider } from './provider.ts'

/** The conferencing apps that this server knows. */
export interface ProviderRegistry {
  descriptions(): readonly AppDescription[]
  /** @throws {NotFoundError} `app-not-found` */
  app(appId: string): ConferencingApp
  /** The provider of a session type. @throws {NotFoundError} `app-not-found` */
  provider(appId: string, sessionType: string): ConferencingProvider
}

export function createRegistry(apps: readonly ConferencingApp[]): ProviderRegistry {
  const byId = new Map(apps.map((app) => [app.description.id, app]))
  const app = (appId: string): ConferencingApp => {
    const found = byId.get(appId)
    if (!found) throw new NotFoundError('app-not-found', { app: appId })
    return found
  }
  return {
    descriptions: () => apps.map((entry) => entry.description),
    app,
    provider(appId, sessionType) {
      const found = app(appId).sessionTypes.get(sessionType)
      if (!found) throw new NotFoundError('app-not-found', { app: `${appId}/${sessionType}` })
      return found
    },
  }
}
