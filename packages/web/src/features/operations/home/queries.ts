import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'

export type Home = Schemas['Home']
export type HomeLearning = NonNullable<Home['learning']>
export type HomeTeaching = NonNullable<Home['teaching']>
export type HomePlanning = NonNullable<Home['planning']>
export type HomePlatform = NonNullable<HomePlanning['platform']>
export type HomeTodo = Schemas['HomeTodo']
export type HomeEvent = Schemas['HomeEvent']
export type HomeDay = Schemas['HomeDay']
export type HomeRooms = Schemas['HomeRooms']
export type HomeFigures = Schemas['HomeFigures']
export type FirstSteps = Schemas['FirstSteps']

const homeKey = ['home'] as const

/** What a person sees first, by all their roles. */
export function useHome() {
  return useQuery({
    queryKey: homeKey,
    queryFn: () => answered(api.GET('/api/v1/home')),
    // Join opens, events begin and end without anybody changing them.
    refetchInterval: 60_000,
  })
}

const changing = changesOf(homeKey)

export const hideFirstSteps = (hidden: boolean) =>
  changing(answered(api.PUT('/api/v1/home/first-steps', { body: { hidden } })))
