import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, ifMatch, queryClient } from '../../../api/client.ts'
import { putImage } from '../../../api/images.ts'

export type PlatformSettings = Schemas['PlatformSettings']
export type PlatformChange = Schemas['ChangePlatformSettings']
export type ImageKind = 'logo' | 'logo-dark' | 'icon' | 'sign-in'

const settingsKey = ['platform-settings'] as const

/** The newest version, from the platform itself. */
export const rereadPlatformSettings = () => answered(api.GET('/api/v1/platform/settings'))

export function usePlatformSettings() {
  return useQuery({ queryKey: settingsKey, queryFn: rereadPlatformSettings })
}

export async function changePlatformSettings(
  version: number,
  body: PlatformChange,
): Promise<PlatformSettings> {
  return show(
    await answered(api.PATCH('/api/v1/platform/settings', { params: { header: ifMatch(version) }, body })),
  )
}

/** Gives the platform another picture, or none. */
export async function changePlatformImage(
  kind: ImageKind,
  version: number,
  image: File | undefined,
): Promise<PlatformSettings> {
  await putImage(`/api/v1/platform/images/${kind}`, version, image)
  return show(await rereadPlatformSettings())
}

/** Every page wears it from now on. */
async function show(settings: PlatformSettings): Promise<PlatformSettings> {
  queryClient.setQueryData(settingsKey, settings)
  await queryClient.invalidateQueries({ queryKey: ['platform'] })
  return settings
}
