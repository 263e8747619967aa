import type { Schemas } from '@lectern/api-client'
import type { Language } from '@lectern/texts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type Notice = Schemas['Notification']
export type NotificationSettings = Schemas['NotificationSettings']
export type Template = Schemas['NotificationTemplate']
export type Preview = Schemas['NotificationPreview']

const noticesKey = ['notifications'] as const
const refreshed = changesOf(noticesKey)

export function useNotices(isUnread: boolean) {
  return useInfiniteQuery({
    queryKey: [...noticesKey, 'list', isUnread],
    queryFn: ({ pageParam }) => {
      const query = {
        unread: isUnread ? ('true' as const) : ('false' as const),
        ...(pageParam ? { cursor: pageParam } : {}),
      }
      return answered(api.GET('/api/v1/me/notifications', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export const markRead = (notificationId: string) =>
  refreshed(
    answered(
      api.POST('/api/v1/me/notifications/{notificationId}/read', { params: { path: { notificationId } } }),
    ),
  )

export const markAllRead = () => refreshed(answered(api.POST('/api/v1/me/notifications/read')))

export function usePreferences() {
  return useQuery({
    queryKey: [...noticesKey, 'preferences'],
    queryFn: () => answered(api.GET('/api/v1/me/notification-preferences')),
  })
}

type TopicChoice = Pick<Schemas['NotificationPreferences']['topics'][number], 'topic' | 'mail' | 'inApp'>

/** One way of one topic: the other stays as it is, whoever chooses it. */
export type PreferenceChange = Pick<TopicChoice, 'topic'> & Partial<TopicChoice>

export const changePreference = (choice: PreferenceChange) =>
  refreshed(answered(api.PATCH('/api/v1/me/notification-preferences', { body: { topics: [choice] } })))

/** The newest version, from the platform itself. */
export const rereadSettings = () => answered(api.GET('/api/v1/notification-settings'))

export function useNotificationSettings() {
  return useQuery({ queryKey: [...noticesKey, 'settings'], queryFn: rereadSettings })
}

type Kind = NotificationSettings['kinds'][number]
export interface SettingsChange {
  readonly kinds: Pick<Kind, 'kind' | 'mail' | 'inApp' | 'optOut'>[]
  readonly reminderMinutes: number[]
  readonly senderName: string
  readonly footer: NotificationSettings['footer']
}

export const changeSettings = (version: number, body: Partial<SettingsChange>) =>
  refreshed(
    answered(api.PATCH('/api/v1/notification-settings', { params: { header: ifMatch(version) }, body })),
  )

/** The newest version, from the platform itself. */
export const rereadTemplate = (kind: string) =>
  answered(api.GET('/api/v1/notification-templates/{kind}', { params: { path: { kind } } }))

export function useTemplate(kind: string) {
  return useQuery({
    queryKey: [...noticesKey, 'template', kind],
    queryFn: () => rereadTemplate(kind),
  })
}

export interface Draft {
  readonly subject: string
  readonly text: string
}

export const saveTemplate = (
  { kind, version }: Template,
  body: Record<Language, Draft | null>,
): Promise<Template> =>
  refreshed(
    answered(
      api.PUT('/api/v1/notification-templates/{kind}', {
        params: { path: { kind }, header: ifMatch(version) },
        body,
      }),
    ),
  )

/** The courses whose data a preview may show. */
export const useSampleCourses = () =>
  useQuery({
    queryKey: ['courses', 'for-samples'],
    queryFn: () => answered(api.GET('/api/v1/courses', { params: { query: { limit: 100 } } })),
  })

interface TryOut extends Draft {
  readonly language: Language
  readonly sessionId: string | null
}

export function usePreview(kind: string, draft: TryOut) {
  return useQuery({
    queryKey: [...noticesKey, 'preview', kind, draft],
    queryFn: () =>
      answered(
        api.POST('/api/v1/notification-templates/{kind}/preview', {
          params: { path: { kind } },
          body: draft,
        }),
      ),
    placeholderData: (before) => before,
    enabled: draft.subject.trim() !== '' && draft.text.trim() !== '',
  })
}

export const sendTest = (kind: string, draft: TryOut) =>
  answered(
    api.POST('/api/v1/notification-templates/{kind}/test', { params: { path: { kind } }, body: draft }),
  )
