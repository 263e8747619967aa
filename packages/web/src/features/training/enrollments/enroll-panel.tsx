import { Stack, Tabs } from '@mantine/core'
import { useState } from 'react'
import type { Session } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { TableImport } from '../../../ui/table-import.tsx'
import { PersonSearch } from '../../people/people/person-search.tsx'
import { enroll, enrollMany, type WhenFull } from './queries.ts'
import { GroupEnroll, rowName, useCountsText, WhenFullChoice } from './who-choice.tsx'

/** Enrolls one person, many addresses or a group. */
export function EnrollPanel({ session, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTexts()
  const countsOf = useCountsText()
  const [waits, setWaits] = useState(false)
  const whenFull: WhenFull = waits ? 'wait' : 'refuse'
  return (
    <SlideOver title={t('enrolling.panel')} onClose={onClose}>
      <Stack>
        {session.waitingList !== 'off' && <WhenFullChoice waits={waits} onChange={setWaits} />}
        <Tabs defaultValue="one" keepMounted={false}>
          <Tabs.List mb="md" grow>
            <Tabs.Tab value="one">{t('enrolling.one')}</Tabs.Tab>
            <Tabs.Tab value="many">{t('enrolling.many')}</Tabs.Tab>
            <Tabs.Tab value="group">{t('enrolling.group')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="one">
            <PersonSearch
              label={t('enrolling.find')}
              action={t('enrolling.enroll')}
              actionNamed={(name) => t('enrolling.enrollNamed', { name })}
              onChoose={async (personId) => {
                const { name, position } = await enroll(session.id, { personId, whenFull })
                return position
                  ? t('enrolling.doneWaiting', { name, position })
                  : t('enrolling.done', { name })
              }}
            />
          </Tabs.Panel>
          <Tabs.Panel value="many">
            <TableImport
              label={t('enrolling.addresses')}
              onImport={(text, save) => enrollMany(session.id, { text, whenFull, save })}
              countsOf={countsOf}
              nameOf={rowName}
            />
          </Tabs.Panel>
          <Tabs.Panel value="group">
            <GroupEnroll onEnroll={(groupId, save) => enrollMany(session.id, { groupId, whenFull, save })} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </SlideOver>
  )
}
