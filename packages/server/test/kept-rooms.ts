import type { ConferencingProvider, KeptRooms } from '../src/providers/provider.ts'

/** The rooms of a provider that keeps them. @throws where it makes them at the click */
export function keptRoomsOf(provider: ConferencingProvider): KeptRooms {
  if (provider.rooms.life === 'kept') return provider.rooms
  throw new Error(`${provider.appId} makes its rooms at the click`)
}
