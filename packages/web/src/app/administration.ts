/** The administration in groups, each page with its address and its name. Active apps join *Rooms & tools*; people are at the side already. */
export const adminGroups = [
  {
    id: 'people',
    text: 'nav.group.people',
    pages: [
      ['people', 'nav.people'],
      ['groups', 'nav.groups'],
    ],
  },
  {
    id: 'rooms',
    text: 'nav.group.rooms',
    pages: [
      ['apps', 'nav.apps'],
      ['capacity', 'nav.capacity'],
    ],
  },
  {
    id: 'training',
    text: 'nav.group.training',
    pages: [
      ['session-fields', 'nav.sessionFields'],
      ['zone-changes', 'nav.zone-changes'],
      ['certificates', 'nav.certificates'],
    ],
  },
  {
    id: 'messages',
    text: 'nav.group.messages',
    pages: [
      ['notifications', 'nav.notifications'],
      ['mails', 'nav.mails'],
    ],
  },
  {
    id: 'platform',
    text: 'nav.group.platform',
    pages: [
      ['platform', 'nav.platform'],
      ['data', 'nav.data'],
      ['domains', 'nav.domains'],
      ['api-keys', 'nav.apiKeys'],
      ['directories', 'nav.directories'],
      ['lms', 'nav.lms'],
      ['webhooks', 'nav.webhooks'],
      ['audit', 'nav.audit'],
      ['data-check', 'nav.dataCheck'],
    ],
  },
] as const

/** The group that a page of the administration stands in. */
export function adminGroupOf(path: string) {
  return adminGroups.find(({ pages }) =>
    pages.some(([page]) => path === `/admin/${page}` || path.startsWith(`/admin/${page}/`)),
  )
}
