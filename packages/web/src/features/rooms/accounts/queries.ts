import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type Account, answered, api, ifMatch } from '../../../api/client.ts'

export const accountsKey = ['accounts'] as const

export function useAccounts(appId: string) {
  return useQuery({
    queryKey: [...accountsKey, appId],
    queryFn: () => answered(api.GET('/api/v1/apps/{appId}/accounts', { params: { path: { appId } } })),
  })
}

/** The events to come that an account has, with their sessions; asked for each time, as what they say decides. */
export function useAccountEvents(appId: string, accountId: string) {
  const params = { path: { appId }, query: { accountId } }
  return useQuery({
    queryKey: [...accountsKey, appId, 'coming', accountId],
    queryFn: () => answered(api.GET('/api/v1/apps/{appId}/coming-events', { params })),
    staleTime: 0,
    gcTime: 0,
  })
}

export type AccountEvents = NonNullable<ReturnType<typeof useAccountEvents>['data']>

/** The newest version, from the platform itself; undefined when it is gone. */
export async function rereadAccount(appId: string, accountId: string): Promise<Account | undefined> {
  const { items } = await answered(api.GET('/api/v1/apps/{appId}/accounts', { params: { path: { appId } } }))
  return items.find(({ id }) => id === accountId)
}

export interface AccountFields {
  name: string
  description: string
  /** By the names of the app's form; a secret that is not entered anew is left out. */
  fields: Record<string, string>
  sessionType: string
  limits: Account['limits']
  rooms: Account['rooms']
  roomOptions: Account['roomOptions']
}

export const createAccount = (appId: string, body: AccountFields) =>
  answered(api.POST('/api/v1/apps/{appId}/accounts', { params: { path: { appId } }, body }))

export function changeAccount(account: Account, { sessionType: _, ...body }: Partial<AccountFields>) {
  const params = { path: { accountId: account.id }, header: ifMatch(account.version) }
  return answered(api.PATCH('/api/v1/accounts/{accountId}', { params, body }))
}

export const deleteAccount = (accountId: string) =>
  answered(api.DELETE('/api/v1/accounts/{accountId}', { params: { path: { accountId } } }))

/** Leaves for the provider's consent page; the browser comes back to the account. */
export async function pairAccount(accountId: string): Promise<void> {
  const { authorizeUrl } = await answered(
    api.POST('/api/v1/accounts/{accountId}/pairings', { params: { path: { accountId } } }),
  )
  window.location.assign(authorizeUrl)
}

/** Asks the provider whether the account is let in by now. */
export const recheckAccount = (accountId: string) =>
  answered(api.POST('/api/v1/accounts/{accountId}/checks', { params: { path: { accountId } } }))

const path = (accountId: string) => ({ params: { path: { accountId } } })

export const removeOrganizer = (accountId: string, organizerId: string) =>
  answered(
    api.DELETE('/api/v1/accounts/{accountId}/organizers/{organizerId}', {
      params: { path: { accountId, organizerId } },
    }),
  )

/** A user of the tool's directory hosts from now on. */
export const addHost = (accountId: string, userKey: string) =>
  answered(api.POST('/api/v1/accounts/{accountId}/organizers', { ...path(accountId), body: { userKey } }))

/** The tool's directory, page by page; asked each time, as licences change there. */
export function useDirectory(accountId: string, search: string) {
  return useInfiniteQuery({
    queryKey: [...accountsKey, 'directory', accountId, search],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/accounts/{accountId}/directory', {
          params: { path: { accountId }, query: { search, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    gcTime: 0,
  })
}

/** Whether the tool tells of changes, by organizer. */
export function useProviderCalls(accountId: string, isWanted: boolean) {
  return useQuery({
    queryKey: [...accountsKey, 'calls', accountId],
    queryFn: () => answered(api.GET('/api/v1/accounts/{accountId}/calls', path(accountId))),
    enabled: isWanted,
  })
}

/** Asks the provider each time: what was found a minute ago may be mended. */
export function useAccountCheck(accountId: string) {
  return useQuery({
    queryKey: ['account-check', accountId],
    queryFn: () => answered(api.GET('/api/v1/accounts/{accountId}/check', path(accountId))),
    staleTime: 0,
    gcTime: 0,
  })
}

export function useUnknownRooms(accountId: string) {
  return useQuery({
    queryKey: ['unknown-rooms', accountId],
    queryFn: () => answered(api.GET('/api/v1/accounts/{accountId}/unknown-rooms', path(accountId))),
    staleTime: 0,
    gcTime: 0,
  })
}
