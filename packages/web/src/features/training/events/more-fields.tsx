import { Button, NativeSelect, NumberInput, Text, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Folded } from '../../../ui/folded.tsx'
import { inheritedChoices } from '../../../ui/inherited.ts'
import { TimeField } from '../../../ui/time-field.tsx'
import type { DetailValues } from './event-details.ts'
import classes from './more-fields.module.css'

type Values = DetailValues & { description: string }
const MAX_BREAKS = 20

/** What is rarely said about an event: breaks, when Join opens, the recording, a description. */
export function MoreFields<V extends Values>({
  form,
  isOpen = false,
  children,
}: {
  form: UseFormReturnType<V>
  isOpen?: boolean
  /** What stands first. */
  children?: ReactNode
}) {
  const { t } = useTexts()
  const { breaks, description } = form.values
  const hasError = Object.keys(form.errors).some((name) => /^(breaks|joinOpens|description)/.test(name))
  return (
    <Folded
      title={t('events.more')}
      hasError={hasError || isOpen}
      isOpen={breaks.length > 0 || description !== ''}
    >
      {children}
      <Breaks form={form} />
      <NumberInput
        label={t('events.joinOpens')}
        description={t('events.joinOpensHelp')}
        min={0}
        max={240}
        allowDecimal={false}
        allowNegative={false}
        {...form.getInputProps('joinOpensMinutes')}
      />
      <NativeSelect
        label={t('events.showsRecording')}
        data={inheritedChoices.map((value) => ({
          value,
          label: t('events.showsRecordingChoice', { value }),
        }))}
        {...form.getInputProps('showsRecording')}
      />
      <Textarea
        label={t('course.description')}
        autosize
        minRows={2}
        maxLength={10_000}
        {...form.getInputProps('description')}
      />
    </Folded>
  )
}

function Breaks<V extends Values>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTexts()
  const { breaks } = form.values
  // The paths of a form that is not known whole can't be checked: they are those of DetailValues.
  const set = (next: DetailValues['breaks']) => form.setValues({ breaks: next } as Partial<V>)
  const change = (index: number, part: Partial<DetailValues['breaks'][number]>) =>
    set(breaks.map((pause, at) => (at === index ? { ...pause, ...part } : pause)))
  return (
    <fieldset className={classes.breaks}>
      <legend className={classes.legend}>{t('events.breaks')}</legend>
      {breaks.map((pause, index) => {
        const number = index + 1
        const [startError, endError] = ['startsWall', 'endsWall'].map(
          (name) => form.errors[`breaks.${index}.${name}`],
        )
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a break is its place in the list
          <div key={index}>
            <div className={classes.row}>
              <TimeField
                aria-label={t('events.breakStart', { number })}
                value={pause.startTime}
                onChange={(startTime) => change(index, { startTime })}
                error={Boolean(startError)}
              />
              <span aria-hidden>–</span>
              <TimeField
                aria-label={t('events.breakEnd', { number })}
                value={pause.endTime}
                onChange={(endTime) => change(index, { endTime })}
                error={Boolean(endError)}
              />
              <Button
                variant="default"
                aria-label={t('events.removeBreak', { number })}
                onClick={() => set(breaks.filter((_, at) => at !== index))}
              >
                ✕
              </Button>
            </div>
            {(startError ?? endError) && (
              <Text size="sm" c="red" role="alert">
                {startError ?? endError}
              </Text>
            )}
          </div>
        )
      })}
      {breaks.length < MAX_BREAKS && (
        <Button
          variant="default"
          size="xs"
          className={classes.add}
          onClick={() => set([...breaks, { startTime: '', endTime: '' }])}
        >
          {t('events.addBreak')}
        </Button>
      )}
    </fieldset>
  )
}
