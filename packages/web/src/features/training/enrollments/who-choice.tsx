import { Checkbox, Select, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { ImportResult } from '../../../ui/table-import.tsx'
import { useUnsaved } from '../../../ui/unsaved.tsx'
import { LookAndSave } from './look-and-save.tsx'
import { useGroupChoices } from './queries.ts'

export interface Counts {
  readonly added: number
  readonly waiting: number
  readonly unchanged: number
  readonly refused: number
}

interface Row {
  readonly line: number
  readonly email: string
  readonly name: string
  readonly outcome: 'add' | 'known' | 'refuse'
  readonly reason: string | null
}

export type Enrolled = Counts & { readonly rows: readonly Row[]; readonly saved: boolean }

export function useCountsText(): (counts: Counts) => string {
  const { t } = useTexts()
  return ({ added, waiting, unchanged, refused }) =>
    t('enrolling.counts', { added, waiting, unchanged, refused })
}

export const rowName = ({ name, email }: Row) => (name ? `${name} · ${email}` : email)

export function WhenFullChoice({ waits, onChange }: { waits: boolean; onChange: (waits: boolean) => void }) {
  const { t } = useTexts()
  return (
    <Checkbox
      label={t('enrolling.whenFull')}
      description={t('enrolling.whenFullHelp')}
      checked={waits}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

interface GroupSelectProps {
  value: string | null
  onChange: (groupId: string | null) => void
}

export function GroupSelect({ value, onChange }: GroupSelectProps) {
  const { t } = useTexts()
  const groups = useGroupChoices()
  return (
    <Loaded query={groups}>
      {({ items }) =>
        items.length === 0 ? (
          <Text>{t('enrolling.noGroups')}</Text>
        ) : (
          <Select
            label={t('enrolling.chooseGroup')}
            searchable
            data={items.map((group) => ({
              value: group.id,
              label: t('enrolling.groupChoice', { name: group.name, count: group.memberCount }),
            }))}
            value={value}
            allowDeselect={false}
            onChange={onChange}
          />
        )
      }
    </Loaded>
  )
}

/** Enrolls a whole group, after a look at what would happen. */
export function GroupEnroll({
  onEnroll,
}: {
  onEnroll: (groupId: string, save: boolean) => Promise<Enrolled>
}) {
  const countsOf = useCountsText()
  const [groupId, setGroupId] = useState<string | null>(null)
  const work = useMutation({ mutationFn: (save: boolean) => onEnroll(groupId ?? '', save) })
  useUnsaved(groupId !== null && !work.data?.saved)
  const choose = (next: string | null) => {
    setGroupId(next)
    work.reset()
  }
  return (
    <Stack>
      <GroupSelect value={groupId} onChange={choose} />
      <LookAndSave work={work} isReady={groupId !== null}>
        {(result) => <ImportResult result={result} countsOf={countsOf} nameOf={rowName} />}
      </LookAndSave>
    </Stack>
  )
}
