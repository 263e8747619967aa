import '../ui/panel-styles.ts'
import '@mantine/core/styles/Checkbox.layer.css'
import { Anchor, Button, Checkbox, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts, withTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { ImportProgress } from '../features/people/people/import-progress.tsx'
import { PeopleTabs } from '../features/people/people/people-tabs.tsx'
import { stateTones } from '../features/people/people/person-state.ts'
import {
  beginImport,
  exportPath,
  type PeopleFilter,
  personStates,
  roles,
  tryImport,
  usePeople,
} from '../features/people/people/queries.ts'
import { formatList } from '../ui/formats.ts'
import { lazily } from '../ui/lazily.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { SearchPicture } from '../ui/pictures.tsx'
import { Select } from '../ui/select.tsx'
import { SlideOver } from '../ui/slide-over.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { TableImport } from '../ui/table-import.tsx'
import { useFilters, useTyped } from '../ui/use-filters.ts'
import { usePathPanel } from '../ui/use-panel.ts'
import { formatDay } from '../ui/when.ts'

const PersonForm = lazily(async () => (await import('../features/people/people/person-form.tsx')).PersonForm)
const PersonArea = lazily(
  async () => (await withTexts(['duties'], import('../features/training/area/person-area.tsx'))).PersonArea,
)
const AreaPanel = lazily(
  async () => (await withTexts(['duties'], import('../features/training/area/area-panel.tsx'))).AreaPanel,
)
const PersonNoShows = lazily(
  async () =>
    (await withTexts(['noshows'], import('../features/training/no-shows/person-no-shows.tsx'))).PersonNoShows,
)
const PersonPanel = lazily(
  async () =>
    (await withTexts(['noshows'], import('../features/people/people/person-panel.tsx'))).PersonPanel,
)

/** @param params.personId also `new` and `import` while their panel is open */
export function PeoplePage({ params }: { params: { personId?: string } }) {
  const { t } = useTexts()
  const [, navigate] = useLocation()
  const close = usePathPanel('/admin/people')
  const opened = params.personId
  return (
    <AdminPage
      title={t('people.title')}
      action={
        <Group gap="xs">
          <Button variant="default" onClick={() => navigate('/admin/people/import')}>
            {t('people.import')}
          </Button>
          <NewButton label={t('people.new')} onClick={() => navigate('/admin/people/new')} />
        </Group>
      }
    >
      <PeopleTabs />
      <PeopleList />
      {opened === 'new' && (
        <SlideOver title={t('people.new')} onClose={close}>
          <PersonForm onClose={close} />
        </SlideOver>
      )}
      {opened === 'import' && <ImportPanel onClose={close} />}
      {opened && opened !== 'new' && opened !== 'import' && <OnePerson personId={opened} onClose={close} />}
    </AdminPage>
  )
}

/** A person, and the area of a power user in its place while that is given. */
function OnePerson({ personId, onClose }: { personId: string; onClose: () => void }) {
  const [search, setSearch] = useSearchParams()
  if (search.get('panel') === 'area')
    return <AreaPanel personId={personId} onClose={() => setSearch({}, { replace: true })} />
  return (
    <PersonPanel
      personId={personId}
      onClose={onClose}
      more={
        <>
          <PersonArea personId={personId} onOpen={() => setSearch({ panel: 'area' }, { replace: true })} />
          <PersonNoShows personId={personId} />
        </>
      }
    />
  )
}

const USUAL = { query: '', role: '', state: 'present' }

function PeopleList() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [filters, setFilter] = useFilters(USUAL, { role: roles, state: personStates })
  const filter = filters as PeopleFilter // of those choices
  const [typed, setTyped] = useTyped(filter.query, (query) => setFilter({ query }))
  const people = usePeople(filter)
  return (
    <Stack>
      <Group align="flex-end">
        <TextInput
          type="search"
          label={t('people.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flex: '1 1 220px' }}
        />
        <Select
          label={t('people.role')}
          data={[
            { value: '', label: t('people.anyRole') },
            ...roles.map((role) => ({ value: role, label: t('people.roleName', { role }) })),
          ]}
          value={filter.role}
          allowDeselect={false}
          onChange={(role) => setFilter({ role: role ?? '' })}
          w={170}
        />
        <Select
          label={t('people.state')}
          data={personStates.map((state) => ({
            value: state,
            label: t('people.stateName', { state }),
          }))}
          value={filter.state}
          allowDeselect={false}
          onChange={(state) => setFilter({ state: state ?? USUAL.state })}
          w={200}
        />
        <Button component="a" variant="default" href={exportPath(filter)} download>
          {t('people.export')}
        </Button>
      </Group>
      <Loaded query={people}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0)
            return <Empty title={t('people.none')} picture={<SearchPicture />} text={t('people.noneText')} />
          return (
            <>
              <Table stickyHeader highlightOnHover aria-label={t('people.title')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('accounts.name')}</Table.Th>
                    <Table.Th visibleFrom="md">{t('signIn.email')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('people.roles')}</Table.Th>
                    <Table.Th>{t('people.state')}</Table.Th>
                    <Table.Th visibleFrom="sm">{t('people.signedIn')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((person) => (
                    <Table.Tr key={person.id}>
                      <Table.Td style={{ overflowWrap: 'anywhere' }}>
                        <Anchor component={Link} href={`/admin/people/${person.id}`} fw={600}>
                          {`${person.lastName} ${person.firstName}`.trim()}
                        </Anchor>
                        <Text size="sm" c="dimmed" hiddenFrom="md">
                          {person.email}
                        </Text>
                      </Table.Td>
                      <Table.Td visibleFrom="md" style={{ overflowWrap: 'anywhere' }}>
                        {person.email}
                      </Table.Td>
                      <Table.Td visibleFrom="sm">
                        {formatList(
                          person.roles.map((role) => t('people.roleName', { role })),
                          language,
                        )}
                      </Table.Td>
                      <Table.Td>
                        <StateBadge tone={stateTones[person.state]}>
                          {t('people.stateName', { state: person.state })}
                        </StateBadge>
                      </Table.Td>
                      <Table.Td visibleFrom="sm">
                        {person.signedInAt ? formatDay(person.signedInAt, zone, language) : t('people.never')}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
              <MoreButton query={people} />
            </>
          )
        }}
      </Loaded>
    </Stack>
  )
}

function ImportPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const [invite, setInvite] = useState(true)
  const [search, setSearch] = useSearchParams()
  // In the address, so that it is found again after a reload.
  const importId = search.get('import')
  return (
    <SlideOver title={t('people.import')} onClose={onClose}>
      {importId ? (
        <ImportProgress importId={importId} />
      ) : (
        <Stack>
          <Text>{t('people.importText')}</Text>
          <TableImport
            label={t('people.importTable')}
            onImport={tryImport}
            onBegin={async (text) => {
              const begun = await beginImport({ text, invite })
              setSearch({ import: begun }, { replace: true })
            }}
            countsOf={({ added, changed, unchanged, refused }) =>
              t('people.importCounts', { added, changed, unchanged, refused })
            }
            nameOf={(row) => `${row.email}${row.name ? ` · ${row.name}` : ''}`}
          >
            <Checkbox
              label={t('people.importInvite')}
              checked={invite}
              onChange={(event) => setInvite(event.currentTarget.checked)}
            />
          </TableImport>
        </Stack>
      )}
    </SlideOver>
  )
}
