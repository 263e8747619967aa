import '../../../ui/panel-styles.ts'
import { Checkbox, Group, List, NumberInput, Radio, Select, Stack, Text, TextInput } from '@mantine/core'
import type { ChangeEvent } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import {
  type CompletionRules,
  makeCompletionRule,
  type NewCompletionRule,
  type Requirement,
  rereadRule,
  useCompletionRule,
} from './queries.ts'
import classes from './rule-panel.module.css'
import { useRuleText } from './rule-text.ts'

type Rule = Pick<NewCompletionRule, 'requirements' | 'validMonths' | 'validTo' | 'reminderDays'>

interface RuleValues {
  asksEvents: boolean
  events: 'all' | 'some'
  eventCount: number | string
  asksMinutes: boolean
  percent: number | string
  asksScore: boolean
  score: number | string
  asksByHand: boolean
  asksEvaluation: boolean
  validMonths: number | string
  validTo: Rule['validTo']
  reminders: string
}

interface Values extends Record<string, unknown>, RuleValues {
  sessions: 'all' | 'coming'
}

const find = <Type extends Requirement['type']>(requirements: readonly Requirement[], type: Type) =>
  requirements.find((one): one is Extract<Requirement, { type: Type }> => one.type === type)

function toRuleValues({ requirements, validMonths, validTo, reminderDays }: Rule): RuleValues {
  const events = find(requirements, 'events')
  const minutes = find(requirements, 'minutes')
  const score = find(requirements, 'score')
  return {
    asksEvents: events !== undefined,
    events: events && events.atLeast !== null ? 'some' : 'all',
    eventCount: events?.atLeast ?? '',
    asksMinutes: minutes !== undefined,
    percent: minutes?.percent ?? '',
    asksScore: score !== undefined,
    score: score?.atLeast ?? '',
    asksByHand: find(requirements, 'by-hand') !== undefined,
    asksEvaluation: find(requirements, 'evaluation') !== undefined,
    validMonths: validMonths ?? '',
    validTo,
    reminders: reminderDays.join(', '),
  }
}

const nothing: Rule = { requirements: [], validMonths: null, validTo: 'day', reminderDays: [] }
const toValues = (rules: CompletionRules | undefined): Values => ({
  ...toRuleValues(rules?.rule ?? nothing),
  sessions: 'all',
})

function toBody(values: Values): NewCompletionRule {
  const count = values.events === 'all' ? null : Number(values.eventCount)
  return {
    requirements: [
      ...(values.asksEvents ? [{ type: 'events' as const, atLeast: count }] : []),
      ...(values.asksMinutes ? [{ type: 'minutes' as const, percent: Number(values.percent) }] : []),
      ...(values.asksScore ? [{ type: 'score' as const, atLeast: Number(values.score) }] : []),
      ...(values.asksByHand ? [{ type: 'by-hand' as const }] : []),
      ...(values.asksEvaluation ? [{ type: 'evaluation' as const }] : []),
    ],
    validMonths: values.validMonths === '' ? null : Number(values.validMonths),
    validTo: values.validTo,
    reminderDays: daysIn(values.reminders),
    appliesToPast: values.sessions === 'all',
  }
}

/** Whole numbers, however they are listed. */
const daysIn = (text: string) => (text.match(/\d+/g) ?? []).map(Number)

/** By what learners complete the sessions of a course, what that means, and the rules before it. */
export function RulePanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t } = useTexts()
  const rules = useCompletionRule(courseId)
  return (
    <SlideOver title={t('completion.ruleTitle')} onClose={onClose}>
      <Loaded query={rules}>
        {(found) =>
          found.may.change ? (
            <RuleForm courseId={courseId} rules={found} onClose={onClose} />
          ) : (
            <Stack>
              <Text c="dimmed">{t('completion.ruleOfOthers')}</Text>
              <Earlier rules={found} />
            </Stack>
          )
        }
      </Loaded>
    </SlideOver>
  )
}

interface RuleFormProps {
  courseId: string
  rules: CompletionRules
  onClose: () => void
}

function RuleForm({ courseId, rules, onClose }: RuleFormProps) {
  const { t } = useTexts()
  const textOf = useRuleText()
  const { form, meanwhile, save } = useEditForm<CompletionRules, Values, NewCompletionRule>({
    thing: rules,
    toValues,
    toBody,
    parts: {
      asksEvents: { label: t('completion.asksEvents') },
      events: { label: t('completion.asksEvents') },
      eventCount: { label: t('completion.eventCount') },
      asksMinutes: { label: t('completion.asksMinutes') },
      percent: { label: t('completion.percentField') },
      asksScore: { label: t('completion.asksScore') },
      score: { label: t('completion.scoreField') },
      asksByHand: { label: t('completion.asksByHand') },
      asksEvaluation: { label: t('completion.asksEvaluation') },
      validMonths: { label: t('completion.validMonths') },
      validTo: {
        label: t('completion.validTo'),
        show: ({ validTo }) => t('completion.validToName', { end: validTo }),
      },
      reminders: { label: t('completion.reminders') },
      sessions: {
        label: t('completion.sessions'),
        show: ({ sessions }) => t('completion.sessionsName', { which: sessions }),
      },
    },
    reread: () => rereadRule(courseId),
    // A rule is made whole: those before it stay as they were.
    change: ({ version }, _touched, whole) => makeCompletionRule(courseId, version, whole),
    onDone: onClose,
    validate: (values) => {
      const { asksEvents, asksMinutes, asksScore, asksByHand, asksEvaluation } = values
      const asked = [asksEvents, asksMinutes, asksScore, asksByHand, asksEvaluation]
      const isIn = (value: number | string, least: number) => value !== '' && Number(value) >= least
      return {
        asksEvents: asked.some(Boolean) ? null : t('completion.asksNothing'),
        eventCount:
          values.asksEvents && values.events === 'some' && !isIn(values.eventCount, 1)
            ? t('completion.numberMissing')
            : null,
        percent: values.asksMinutes && !isIn(values.percent, 1) ? t('completion.numberMissing') : null,
        score: values.asksScore && !isIn(values.score, 0) ? t('completion.numberMissing') : null,
      }
    },
  })
  const { values } = form
  const number = (name: 'eventCount' | 'percent' | 'score' | 'validMonths', max: number) => ({
    min: name === 'score' ? 0 : 1,
    max,
    allowNegative: false,
    allowDecimal: name === 'score',
    ...form.getInputProps(name),
  })
  const checkbox = (name: 'asksEvents' | 'asksMinutes' | 'asksScore' | 'asksByHand' | 'asksEvaluation') => {
    const { onChange, ...others } = form.getInputProps(name, { type: 'checkbox' })
    return {
      ...others,
      onChange: (event: ChangeEvent<HTMLInputElement>) => {
        onChange(event)
        // It says that nothing is asked for, whichever of them that is.
        form.clearFieldError('asksEvents')
      },
    }
  }
  const body = toBody(values)
  return (
    <Stack>
      {rules.toLookAt > 0 && <Text role="status">{t('completion.looking', { count: rules.toLookAt })}</Text>}
      <PanelForm
        form={form}
        submitLabel={t('completion.saveRule')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <Select
          label={t('completion.preset')}
          placeholder={t('completion.presetNone')}
          data={rules.presets.map(({ name }) => ({
            value: name,
            label: t('completion.presetName', { name }),
          }))}
          value={null}
          onChange={(name) => {
            const preset = rules.presets.find((one) => one.name === name)
            if (preset) form.setValues({ ...toRuleValues(preset.rule) })
          }}
        />
        <fieldset className={classes.part}>
          <legend>{t('completion.requirements')}</legend>
          <Checkbox label={t('completion.asksEvents')} {...checkbox('asksEvents')} />
          {values.asksEvents && (
            <div className={classes.more}>
              <Radio.Group aria-label={t('completion.howMany')} {...form.getInputProps('events')}>
                <Group gap="md">
                  <Radio value="all" label={t('completion.allEvents')} />
                  <Radio value="some" label={t('completion.atLeast')} />
                </Group>
              </Radio.Group>
              {values.events === 'some' && (
                <NumberInput label={t('completion.eventCount')} {...number('eventCount', 500)} />
              )}
            </div>
          )}
          <Checkbox label={t('completion.asksMinutes')} {...checkbox('asksMinutes')} />
          {values.asksMinutes && (
            <div className={classes.more}>
              <NumberInput label={t('completion.percentField')} suffix=" %" {...number('percent', 100)} />
            </div>
          )}
          <Checkbox label={t('completion.asksScore')} {...checkbox('asksScore')} />
          {values.asksScore && (
            <div className={classes.more}>
              <NumberInput label={t('completion.scoreLeast')} {...number('score', 100)} />
            </div>
          )}
          <Checkbox label={t('completion.asksByHand')} {...checkbox('asksByHand')} />
          <Checkbox label={t('completion.asksEvaluation')} {...checkbox('asksEvaluation')} />
        </fieldset>
        <NumberInput
          label={t('completion.validMonths')}
          description={t('completion.validMonthsHelp')}
          {...number('validMonths', 1200)}
        />
        {values.validMonths !== '' && (
          <>
            <Radio.Group label={t('completion.validTo')} {...form.getInputProps('validTo')}>
              <Stack gap="sm" mt={6}>
                <Radio value="day" label={t('completion.validToName', { end: 'day' })} />
                <Radio value="end-of-month" label={t('completion.validToName', { end: 'end-of-month' })} />
              </Stack>
            </Radio.Group>
            <Reminders form={form} />
          </>
        )}
        <Radio.Group label={t('completion.sessions')} {...form.getInputProps('sessions')}>
          <Stack gap="sm" mt={6}>
            <Radio value="all" label={t('completion.sessionsName', { which: 'all' })} />
            <Radio value="coming" label={t('completion.sessionsName', { which: 'coming' })} />
          </Stack>
        </Radio.Group>
        {body.requirements.length > 0 && <Text className={classes.meaning}>{textOf(body)}</Text>}
      </PanelForm>
      <Earlier rules={rules} />
    </Stack>
  )
}

function Reminders({
  form,
}: {
  form: ReturnType<typeof useEditForm<CompletionRules, Values, NewCompletionRule>>['form']
}) {
  const { t } = useTexts()
  return (
    <TextInput
      label={t('completion.reminders')}
      description={t('completion.remindersHelp')}
      inputMode="numeric"
      {...form.getInputProps('reminders')}
      error={form.errors.reminders ?? form.errors.reminderDays}
    />
  )
}

function Earlier({ rules }: { rules: CompletionRules }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const textOf = useRuleText()
  const say = (rule: CompletionRules['rule']) =>
    [
      textOf(rule),
      rule.madeAt
        ? rule.madeBy
          ? t('completion.madeBy', { by: rule.madeBy, when: formatMoment(rule.madeAt, zone, language) })
          : formatMoment(rule.madeAt, zone, language)
        : t('completion.ownRule'),
      rule.appliesFrom ? t('completion.from', { when: formatMoment(rule.appliesFrom, zone, language) }) : '',
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <>
      <Text size="sm">{t('completion.now', { rule: say(rules.rule) })}</Text>
      {rules.earlier.length > 0 && (
        <details>
          <summary>{t('completion.earlierRules', { count: rules.earlier.length })}</summary>
          <List size="sm">
            {rules.earlier.map((rule) => (
              <List.Item key={rule.version}>{say(rule)}</List.Item>
            ))}
          </List>
        </details>
      )}
    </>
  )
}
