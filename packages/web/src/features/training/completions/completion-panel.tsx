import '../../../ui/panel-styles.ts'
import { Group, List, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { Problem } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatUnit } from '../../../ui/formats.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatDay, formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { CompletionBadge, RequirementList } from './completion-bar.tsx'
import {
  enterScores,
  type LearnerCompletion,
  rereadCompletions,
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

interface Score extends Record<string, unknown> {
  score: number | string
  reason: string
}

/** The score as it stands; its time tells one from the next. */
function scoreOf({ said }: Pick<LearnerCompletion, 'said'>) {
  const entry = said.find(({ kind }) => kind === 'score')
  return { version: entry ? Date.parse(entry.enteredAt) : 0, score: entry?.score ?? '' }
}

/** The newest score counts; an empty one takes it back. */
function ScoreForm({ sessionId, learner, onDone }: ScoreProps) {
  const { t } = useTexts()
  const { personId } = learner
  const reread = async () => {
    const { learners } = await rereadCompletions(sessionId)
    const newest = learners.find((one) => one.personId === personId)
    return newest && scoreOf(newest)
  }
  const { form, meanwhile, save } = useEditForm<ReturnType<typeof scoreOf>, Score, Score>({
    thing: scoreOf(learner),
    toValues: (known) => ({ score: known?.score ?? '', reason: '' }),
    toBody: (values) => values,
    parts: { score: { label: t('completion.scoreField') }, reason: { label: t('completion.note') } },
    reread,
    change: async ({ version }, _, { score, reason }) => {
      // The platform takes whatever is newest: that somebody was faster is seen here.
      if ((await reread())?.version !== version) throw new Problem(412, { code: 'changed-meanwhile' })
      onDone(
        await enterScores(sessionId, {
          scores: [{ personId, score: score === '' ? null : Number(score), reason }],
        }),
      )
      return reread()
    },
  })
  return (
    <PanelForm form={form} submitLabel={t('app.save')} onSubmit={save} meanwhile={meanwhile}>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label={t('completion.scoreField')}
          min={0}
          max={100}
          decimalScale={2}
          allowNegative={false}
          w={120}
          {...form.getInputProps('score')}
        />
        <TextInput
          label={t('completion.note')}
          maxLength={500}
          style={{ flex: '1 1 140px' }}
          {...form.getInputProps('reason')}
        />
      </Group>
    </PanelForm>
  )
}
