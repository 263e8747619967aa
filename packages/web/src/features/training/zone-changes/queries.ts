import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type ZoneChange = Schemas['ZoneChange']

/** Below events: what changes one of them changes this list. */
const zoneChangesKey = ['events', 'zone-changes'] as const
const refreshed = changesOf(['events'])

/** @param isAllowed only superadmins decide */
export function useZoneChanges(isAllowed = true) {
  return useQuery({
    queryKey: zoneChangesKey,
    enabled: isAllowed,
    queryFn: () => answered(api.GET('/api/v1/zone-changes')),
  })
}

export function settleZoneChange({ eventId, version }: ZoneChange, keep: 'wall-time' | 'instant') {
  const params = { path: { eventId }, header: ifMatch(version) }
  return refreshed(answered(api.POST('/api/v1/events/{eventId}/zone-change', { params, body: { keep } })))
}
