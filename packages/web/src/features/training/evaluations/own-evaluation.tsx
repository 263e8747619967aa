import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Button, Checkbox, Group, Radio, Stack, Text, Textarea, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { useUnsaved } from '../../../ui/unsaved.tsx'
import { answerEvaluation, type EvaluationQuestion, type OwnEvaluation, useOwnEvaluation } from './queries.ts'

type Answer = number | string | string[]

/** The survey of an event that is over, for learners who were there; nothing where nothing is asked. */
export function EventEvaluation({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const { data: now, refetch } = useOwnEvaluation(eventId)
  // Whoever has begun goes on, also when it closes or is asked otherwise meanwhile: that is said when it is sent.
  const [begun, setBegun] = useState<OwnEvaluation>()
  const own = now?.state === 'answered' ? now : (begun ?? now)
  if (!own || own.state === 'none' || own.state === 'closed' || own.state === 'not-over') return null
  return (
    <Stack gap="sm" component="section" aria-labelledby="own-evaluation">
      <Title order={3} size="h5" id="own-evaluation">
        {t('evaluation.title')}
      </Title>
      {own.state === 'open' ? (
        <Questions
          eventId={eventId}
          own={own}
          onBegin={() => setBegun(own)}
          onOutdated={async () => setBegun((await refetch()).data)}
        />
      ) : (
        <Text role="status">{t('evaluation.state', { state: own.state })}</Text>
      )}
    </Stack>
  )
}

interface QuestionsProps {
  eventId: string
  own: OwnEvaluation
  onBegin: () => void
  /** Other questions are asked now. */
  onOutdated: () => Promise<unknown>
}

function Questions({ eventId, own, onBegin, onOutdated }: QuestionsProps) {
  const { t } = useTexts()
  const [answers, setAnswers] = useState<Readonly<Record<string, Answer>>>({})
  const send = useMutation({
    mutationFn: () => {
      const asked = Object.entries(answers).filter(([id]) => own.questions.some((one) => one.id === id))
      return answerEvaluation(eventId, { version: own.version ?? 0, answers: Object.fromEntries(asked) })
    },
    onError: (error) =>
      error instanceof Problem && error.code === 'evaluation-form-changed' ? onOutdated() : undefined,
  })
  const isBegun = Object.values(answers).some((answer) => typeof answer === 'number' || answer.length > 0)
  useUnsaved(isBegun && !send.isSuccess, send.isPending)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <Stack gap="md" align="flex-start">
        <Text c="dimmed">{t('evaluation.promise', { isAnonymous: own.isAnonymous ? 'yes' : 'no' })}</Text>
        {own.questions.map((question) => (
          <Question
            key={question.id}
            question={question}
            answer={answers[question.id]}
            onAnswer={(answer) => {
              onBegin()
              setAnswers({ ...answers, [question.id]: answer })
            }}
          />
        ))}
        {send.error && <Failure error={send.error} />}
        <Button type="submit" loading={send.isPending}>
          {t('evaluation.send')}
        </Button>
      </Stack>
    </form>
  )
}

function Question({
  question,
  answer,
  onAnswer,
}: {
  question: EvaluationQuestion
  answer: Answer | undefined
  onAnswer: (answer: Answer) => void
}) {
  const { t } = useTexts()
  const { text, isOptional } = question
  const label = isOptional ? t('evaluation.optional', { question: text }) : text
  if (question.type === 'text')
    return (
      <Textarea
        label={label}
        autosize
        minRows={2}
        w="100%"
        maxLength={4000}
        required={!isOptional}
        withAsterisk={false}
        value={typeof answer === 'string' ? answer : ''}
        onChange={({ currentTarget }) => onAnswer(currentTarget.value)}
      />
    )
  if (question.type !== 'choice')
    return (
      <Radio.Group
        label={label}
        description={t('evaluation.scale')}
        required={!isOptional}
        withAsterisk={false}
        value={answer === undefined ? '' : String(answer)}
        onChange={(step) => onAnswer(Number(step))}
      >
        <Group gap="md" mt={6}>
          {['1', '2', '3', '4', '5'].map((step) => (
            <Radio key={step} value={step} label={step} />
          ))}
        </Group>
      </Radio.Group>
    )
  const chosen = Array.isArray(answer) ? answer : []
  if (!question.isMany)
    return (
      <Radio.Group
        label={label}
        required={!isOptional}
        withAsterisk={false}
        value={chosen[0] ?? ''}
        onChange={(option) => onAnswer([option])}
      >
        <Stack gap="xs" mt={6}>
          {question.options.map((option) => (
            <Radio key={option} value={option} label={option} />
          ))}
        </Stack>
      </Radio.Group>
    )
  return (
    <Checkbox.Group label={label} value={chosen} onChange={onAnswer}>
      <Stack gap="xs" mt={6}>
        {question.options.map((option) => (
          <Checkbox key={option} value={option} label={option} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
