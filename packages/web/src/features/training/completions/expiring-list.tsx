import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { lazily } from '../../../ui/lazily.tsx'
import { MoreButton } from '../../../ui/more-button.tsx'
import { DonePicture } from '../../../ui/pictures.tsx'
import { Select } from '../../../ui/select.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { useHeld } from '../../../ui/use-opened.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type ExpiringCompletion, expiringPath, useExpiring } from './queries.ts'

const RenewPanel = lazily(async () => (await import('./renew-panel.tsx')).RenewPanel)

const spans = ['30', '60', '90', '180', '365'] as const
const USUAL = { days: '60', course: '' }

/** A list within the page’s landmarks, wherever it opens. */
const inPlace = { withinPortal: false } as const

interface Row extends ExpiringCompletion {
  readonly id: string
}

/** Whose completions end before long, by course and days; who is chosen is enrolled into a coming session. */
export function ExpiringList({ courses }: { courses: readonly { id: string; name: string }[] }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [{ days, course }, choose] = useFilters(USUAL, { days: spans })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const which = { days: Number(days), courseId: course }
  const expiring = useExpiring(which)
  const items = expiring.data?.pages.flatMap((page) => page.items) ?? []
  const rows = items.map((item): Row => ({ ...item, id: `${item.sessionId} ${item.personId}` }))
  const people = rows.filter(({ id }) => selected.has(id))
  const courseIds = new Set(people.map(({ courseId }) => courseId))
  const asked = useHeld(courseIds.size === 1 ? people : [], panel === 'renew')
  const [first] = asked
  const toggle = (id: string) =>
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const change = (changed: Partial<typeof USUAL>) => {
    choose(changed)
    setSelected(new Set())
  }
  return (
    <Stack>
      <Group align="flex-end">
        <Select
          label={t('completion.course')}
          data={[
            { value: '', label: t('completion.allCourses') },
            ...courses.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={course}
          searchable
          comboboxProps={inPlace}
          allowDeselect={false}
          onChange={(next) => change({ course: next ?? '' })}
        />
        <Select
          label={t('completion.within')}
          data={spans.map((value) => ({ value, label: t('completion.days', { count: Number(value) }) }))}
          value={days}
          allowDeselect={false}
          onChange={(next) => change({ days: next ?? USUAL.days })}
        />
        <Button component="a" variant="default" href={expiringPath(which)} download>
          {t('completion.csv')}
        </Button>
      </Group>
      <Loaded query={expiring}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title={t('completion.noneExpire')}
              picture={<DonePicture />}
              text={t('completion.noneExpireText')}
            />
          ) : (
            <>
              <Group gap="sm">
                <Checkbox
                  label={t('completion.selectShown')}
                  checked={people.length === rows.length}
                  indeterminate={people.length > 0 && people.length < rows.length}
                  onChange={() =>
                    setSelected(people.length === rows.length ? new Set() : new Set(rows.map(({ id }) => id)))
                  }
                />
                <Button size="xs" disabled={courseIds.size !== 1} onClick={() => open('renew')}>
                  {t('completion.renewCount', { count: people.length })}
                </Button>
                {courseIds.size > 1 && <Text size="sm">{t('completion.oneCourse')}</Text>}
              </Group>
              <CardTable
                label={t('completion.expiring')}
                rows={rows}
                columns={[
                  {
                    label: t('completion.person'),
                    show: (row) => (
                      <Group gap="sm" wrap="nowrap">
                        <Checkbox
                          aria-label={t('completion.select', { name: row.name })}
                          checked={selected.has(row.id)}
                          onChange={() => toggle(row.id)}
                        />
                        <span>
                          {row.name}
                          <Text span display="block" size="sm" c="dimmed">
                            {row.email}
                          </Text>
                        </span>
                      </Group>
                    ),
                  },
                  {
                    label: t('completion.course'),
                    show: (row) => (
                      <Anchor component={Link} href={`/sessions/${row.sessionId}?tab=completion`} size="sm">
                        {row.courseName} · {row.sessionName}
                      </Anchor>
                    ),
                  },
                  {
                    label: t('completion.validity'),
                    show: (row) => (
                      <StateBadge tone={row.isExpired ? 'bad' : 'warning'}>
                        {t(row.isExpired ? 'completion.expired' : 'completion.validUntil', {
                          until: formatDay(row.validUntil, zone, language),
                        })}
                      </StateBadge>
                    ),
                  },
                  {
                    label: t('completion.again'),
                    show: (row) =>
                      t(row.isEnrolledAgain ? 'completion.enrolledAgain' : 'completion.notAgain'),
                  },
                ]}
              />
              <MoreButton query={expiring} />
            </>
          )
        }
      </Loaded>
      {panel === 'renew' && first && (
        <RenewPanel
          courseId={first.courseId}
          courseName={first.courseName}
          personIds={[...new Set(asked.map(({ personId }) => personId))]}
          onDone={() => expiring.refetch()}
          onClose={() => {
            setSelected(new Set())
            close()
          }}
        />
      )}
    </Stack>
  )
}
