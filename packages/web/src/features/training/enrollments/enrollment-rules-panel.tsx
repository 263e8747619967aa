import { Button, Divider, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { useMe } from '../../people/auth/queries.ts'
import { LookAndSave } from './look-and-save.tsx'
import { makeEnrollmentRule, removeEnrollmentRule, useEnrollmentRules, useGroupChoices } from './queries.ts'
import { GroupSelect, WhenFullChoice } from './who-choice.tsx'

/** The groups that get places in a course by themselves. */
export function EnrollmentRulesPanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t } = useTexts()
  const rules = useEnrollmentRules(courseId)
  const groups = useGroupChoices()
  const removal = useMutation({ mutationFn: (ruleId: string) => removeEnrollmentRule(courseId, ruleId) })
  const [isTyped, setTyped] = useState(false)
  return (
    <SlideOver title={t('enrolling.rules')} onClose={onClose} isUnsaved={isTyped}>
      <Stack>
        <Text>{t('enrolling.rulesHelp')}</Text>
        <Loaded query={rules}>
          {({ items, may }) => (
            <>
              {items.length === 0 && <Text c="dimmed">{t('enrolling.rulesNone')}</Text>}
              <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
                {items.map((rule) => (
                  <Group component="li" key={rule.id} justify="space-between" wrap="nowrap">
                    <div style={{ overflowWrap: 'anywhere' }}>
                      <Text fw={600}>{rule.groupName}</Text>
                      <Text size="sm">
                        {[
                          t('enrolling.ruleMembers', { count: rule.memberCount }),
                          t('enrolling.ruleWithout', { count: rule.without }),
                          ...(rule.whenFull === 'wait' ? [t('enrolling.ruleWaits')] : []),
                        ].join(' · ')}
                      </Text>
                    </div>
                    {may.change && (
                      <Button
                        variant="subtle"
                        aria-label={t('enrolling.ruleRemove', { name: rule.groupName })}
                        loading={removal.isPending && removal.variables === rule.id}
                        onClick={() => removal.mutate(rule.id)}
                      >
                        {t('app.remove')}
                      </Button>
                    )}
                  </Group>
                ))}
              </Stack>
              {removal.error && <Failure error={removal.error} />}
              {may.change && (
                <>
                  <Divider />
                  <Loaded query={groups}>
                    {(found) =>
                      found.items.length === 0 ? (
                        <NoGroups />
                      ) : (
                        <NewRule courseId={courseId} onTyped={setTyped} />
                      )
                    }
                  </Loaded>
                </>
              )}
            </>
          )}
        </Loaded>
      </Stack>
    </SlideOver>
  )
}

/** Without a group there is nothing to choose: what to do first. */
function NoGroups() {
  const { t } = useTexts()
  const isSuperadmin = useMe().data?.roles.includes('superadmin') ?? false
  return (
    <Stack gap="xs" align="flex-start">
      <Text>{t('enrolling.rulesNoGroups')}</Text>
      {isSuperadmin && (
        <Button component={Link} href="/admin/groups/new" variant="default">
          {t('enrolling.rulesMakeGroup')}
        </Button>
      )}
    </Stack>
  )
}

/** A group is added after a look at what would happen at once. */
function NewRule({ courseId, onTyped }: { courseId: string; onTyped: (isTyped: boolean) => void }) {
  const { t } = useTexts()
  const [groupId, setGroupId] = useState<string | null>(null)
  const [waits, setWaits] = useState(false)
  const work = useMutation({
    mutationFn: (save: boolean) =>
      makeEnrollmentRule(courseId, { groupId: groupId ?? '', whenFull: waits ? 'wait' : 'refuse', save }),
    onSuccess: ({ saved }) => {
      if (saved) onTyped(false)
    },
  })
  return (
    <>
      <Title order={3} size="h4">
        {t('enrolling.ruleAdd')}
      </Title>
      <GroupSelect
        value={groupId}
        onChange={(next) => {
          setGroupId(next)
          onTyped(next !== null || waits)
          work.reset()
        }}
      />
      <WhenFullChoice
        waits={waits}
        onChange={(next) => {
          setWaits(next)
          onTyped(next || groupId !== null)
          work.reset()
        }}
      />
      <LookAndSave work={work} isReady={groupId !== null} saveLabel={t('enrolling.ruleSave')}>
        {({ sessions, without }) => (
          <Stack gap={4}>
            {sessions.map(({ sessionId, sessionName, added, waiting }) => (
              <Text key={sessionId}>
                {t('enrolling.ruleSession', { session: sessionName, added, waiting })}
              </Text>
            ))}
            {sessions.length === 0 && without === 0 && <Text>{t('enrolling.ruleNobody')}</Text>}
            {without > 0 && <Text>{t('enrolling.ruleWithout', { count: without })}</Text>}
          </Stack>
        )}
      </LookAndSave>
    </>
  )
}
