import '../ui/panel-styles.ts'
import { Stack, TextInput } from '@mantine/core'
import { useLocation } from 'wouter'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { useGroups } from '../features/people/groups/queries.ts'
import { PeopleTabs } from '../features/people/people/people-tabs.tsx'
import { lazily } from '../ui/lazily.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { PeoplePicture } from '../ui/pictures.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'
import { usePathPanel } from '../ui/use-panel.ts'

const GroupPanel = lazily(async () => (await import('../features/people/groups/group-panel.tsx')).GroupPanel)
const NewGroupPanel = lazily(
  async () => (await import('../features/people/groups/group-panel.tsx')).NewGroupPanel,
)

const USUAL = { query: '' }

/** @param params.groupId also `new` while its panel is open */
export function GroupsPage({ params: { groupId } }: { params: { groupId?: string } }) {
  const { t } = useTexts()
  const [, navigate] = useLocation()
  const [{ query }, setFilter] = useFilters(USUAL)
  const [typed, setTyped] = useTyped(query, (next) => setFilter({ query: next }))
  const groups = useGroups(query)
  const close = usePathPanel('/admin/groups')
  return (
    <AdminPage
      title={t('groups.title')}
      action={<NewButton label={t('groups.new')} onClick={() => navigate('/admin/groups/new')} />}
    >
      <PeopleTabs />
      <Stack>
        <TextInput
          type="search"
          label={t('groups.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maw={400}
        />
        <Loaded query={groups}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (items.length === 0 && query) return <p>{t('groups.none')}</p>
            if (items.length === 0)
              return (
                <Empty title={t('groups.empty')} picture={<PeoplePicture />} text={t('groups.emptyText')} />
              )
            return (
              <>
                <Rows label={t('groups.title')}>
                  {items.map((group) => (
                    <Row
                      key={group.id}
                      href={`/admin/groups/${group.id}`}
                      title={group.name}
                      facts={[t('enrolling.members', { count: group.memberCount })]}
                    />
                  ))}
                </Rows>
                <MoreButton query={groups} />
              </>
            )
          }}
        </Loaded>
      </Stack>
      {groupId === 'new' && (
        <NewGroupPanel
          onClose={close}
          onMade={(group) => navigate(`/admin/groups/${group.id}`, { replace: true })}
        />
      )}
      {groupId && groupId !== 'new' && <GroupPanel groupId={groupId} onClose={close} />}
    </AdminPage>
  )
}
