import '../../../ui/panel-styles.ts'
import { Button, Group, List, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { formatUnit } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { useUnsaved } from '../../../ui/unsaved.tsx'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { CompletionBadge, RequirementList } from './completion-bar.tsx'
import {
  enterScores,
  type LearnerCompletion,
  type SessionCompletions,
  usePersonCompletions,
} from './queries.ts'

interface CompletionPanelProps {
  sessionId: string
  sheet: SessionCompletions
  learner: LearnerCompletion
  onDone: (answer: { changed: number; changeId: string | null }) => void
  onClose: () => void
}

/** One learner: each requirement, what was counted, what people said, and every completion before this one. */
export function CompletionPanel({ sessionId, sheet, learner, onDone, onClose }: CompletionPanelProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const history = usePersonCompletions(sessionId, learner.personId)
  const asksScore = sheet.rule.requirements.some(({ type }) => type === 'score')
  const moment = (at: string) => formatMoment(at, zone, language)
  return (
    <SlideOver title={learner.name} onClose={onClose}>
      <Stack>
        <Group gap="xs">
          <CompletionBadge state={learner.state} />
          {learner.validUntil && (
            <Text size="sm" c="dimmed">
              {t('completion.validUntil', { until: formatDay(learner.validUntil, zone, language) })}
            </Text>
          )}
        </Group>
        <Text>{learner.text}</Text>
        <RequirementList requirements={learner.requirements} />
        {asksScore && <ScoreForm sessionId={sessionId} learner={learner} onDone={onDone} />}
        <Loaded query={history}>
          {({ versions, entries }) => (
            <>
              <Title order={3} size="h5">
                {t('completion.counted')}
              </Title>
              {versions[0] ? (
                <List size="sm">
                  {versions[0].events.map((event) => (
                    <List.Item key={event.eventId}>
                      {[
                        `${event.name}, ${formatDay(event.startsAt, zone, language)}`,
                        t('completion.attendance', { status: event.status }),
                        event.minutes === null
                          ? formatUnit(event.plannedMinutes, 'minute', language)
                          : t('completion.minutesOf', { minutes: event.minutes, of: event.plannedMinutes }),
                      ].join(' · ')}
                    </List.Item>
                  ))}
                </List>
              ) : (
                <Text size="sm" c="dimmed">
                  {t('completion.nothingCounted')}
                </Text>
              )}
              {entries.length > 0 && (
                <>
                  <Title order={3} size="h5">
                    {t('completion.entries')}
                  </Title>
                  <List size="sm">
                    {entries.map((entry, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: they are only ever added, and have no id
                      <List.Item key={index}>
                        {[
                          t('completion.entry', {
                            what: entry.kind === 'score' ? 'score' : wordOf(entry),
                            score: entry.score ?? 0,
                          }),
                          entry.reason,
                          entry.by
                            ? t('completion.saidBy', { by: entry.by, when: moment(entry.enteredAt) })
                            : moment(entry.enteredAt),
                        ]
                          .filter(Boolean)
                          .join(' · ')}
                      </List.Item>
                    ))}
                  </List>
                </>
              )}
              {versions.length > 1 && (
                <details>
                  <summary>{t('completion.earlier', { count: versions.length - 1 })}</summary>
                  <List size="sm">
                    {versions.slice(1).map((version) => (
                      <List.Item key={version.version}>
                        {[
                          t('completion.state', { state: version.state }),
                          version.text,
                          t('completion.versionOf', {
                            rule: version.ruleVersion,
                            when: moment(version.madeAt),
                          }),
                        ].join(' · ')}
                      </List.Item>
                    ))}
                  </List>
                </details>
              )}
            </>
          )}
        </Loaded>
      </Stack>
    </SlideOver>
  )
}

function wordOf({ kind, isTrue }: { kind: string; isTrue: boolean | null }) {
  if (isTrue === null) return 'rule'
  if (!isTrue) return 'refused'
  return kind === 'confirmation' ? 'confirmed' : 'completed'
}

type ScoreProps = Pick<CompletionPanelProps, 'sessionId' | 'learner' | 'onDone'>

/** The newest score counts; an empty one takes it back. */
function ScoreForm({ sessionId, learner, onDone }: ScoreProps) {
  const { t } = useTexts()
  const known = learner.said.find(({ kind }) => kind === 'score')?.score ?? ''
  const [score, setScore] = useState<string | number>(known)
  const [reason, setReason] = useState('')
  const save = useMutation({
    mutationFn: () =>
      enterScores(sessionId, {
        scores: [{ personId: learner.personId, score: score === '' ? null : Number(score), reason }],
      }),
    onSuccess: (answer) => {
      onDone(answer)
      setReason('')
    },
  })
  const isSame = String(score) === String(known) && reason === ''
  useUnsaved(!isSame)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label={t('completion.scoreField')}
          min={0}
          max={100}
          decimalScale={2}
          allowNegative={false}
          value={score}
          onChange={setScore}
          w={120}
        />
        <TextInput
          label={t('completion.note')}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          style={{ flex: '1 1 140px' }}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={isSame}>
          {t('app.save')}
        </Button>
      </Group>
      {save.error && <Failure error={save.error} />}
    </form>
  )
}
