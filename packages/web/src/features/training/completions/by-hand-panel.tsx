import '../../../ui/panel-styles.ts'
import { Button, Group, List, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure } from '../../../ui/states.tsx'
import { completeByHand, type LearnerCompletion, type SessionCompletions } from './queries.ts'

interface ByHandProps {
  sessionId: string
  sheet: SessionCompletions
  people: readonly LearnerCompletion[]
  onDone: (answer: { changed: number; changeId: string | null }) => void
  onClose: () => void
}

const words = ['completed', 'confirmed', 'refused', 'rule'] as const
type Word = (typeof words)[number]

/** So many are named. */
const NAMED = 8

/** Says of people that they have completed a session or not, why, and takes it back. */
export function ByHandPanel({ sessionId, sheet, people, onDone, onClose }: ByHandProps) {
  const { t } = useTexts()
  const asksByHand = sheet.rule.requirements.some(({ type }) => type === 'by-hand')
  const [word, setWord] = useState<Word>(asksByHand ? 'confirmed' : 'completed')
  const [reason, setReason] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const say = useMutation({
    mutationFn: () =>
      completeByHand(sessionId, {
        personIds: people.map(({ personId }) => personId),
        kind: word === 'confirmed' ? 'confirmation' : 'decision',
        isCompleted: word === 'rule' ? null : word !== 'refused',
        reason: reason.trim(),
      }),
    onSuccess: (answer) => {
      onDone(answer)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const isNeeded = word !== 'rule' && reason.trim() === ''
    setIsMissing(isNeeded)
    if (!isNeeded) say.mutate()
  }
  return (
    <SlideOver
      title={t('completion.byHand')}
      onClose={onClose}
      isUnsaved={reason.trim() !== '' && !say.isSuccess}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text fw={600}>{t('completion.about', { count: people.length })}</Text>
          <List size="sm">
            {people.slice(0, NAMED).map(({ personId, name }) => (
              <List.Item key={personId}>{name}</List.Item>
            ))}
            {people.length > NAMED && (
              <List.Item>{t('completion.more', { count: people.length - NAMED })}</List.Item>
            )}
          </List>
          <Radio.Group
            label={t('completion.what')}
            value={word}
            onChange={(next) => setWord(words.find((one) => one === next) ?? word)}
          >
            <Stack gap="sm" mt={6}>
              {words
                .filter((one) => asksByHand || one !== 'confirmed')
                .map((one) => (
                  <Radio
                    key={one}
                    value={one}
                    label={t('completion.word', { word: one })}
                    description={t('completion.wordMeans', { word: one })}
                  />
                ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('completion.reason')}
            description={t('completion.reasonHelp')}
            rows={3}
            maxLength={500}
            value={reason}
            error={isMissing && t('completion.reasonMissing')}
            onChange={(event) => {
              setReason(event.currentTarget.value)
              setIsMissing(false)
            }}
          />
          {say.error && <Failure error={say.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('app.cancel')}
            </Button>
            <Button type="submit" loading={say.isPending}>
              {t('completion.say')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SlideOver>
  )
}
