import '../../../ui/panel-styles.ts'
import '@mantine/core/styles/List.layer.css'
import { Button, Checkbox, Group, List, NumberInput, Radio, Stack, Text } from '@mantine/core'
import type { AttendanceRules } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import type { CourseAttendanceRules, NewAttendanceRule } from './queries.ts'
import classes from './rule-card.module.css'

/** Of the platform, or of a course. */
type Rules = AttendanceRules | CourseAttendanceRules
type Rule = AttendanceRules['rule']
type Window = Rule['window']

interface Values extends Record<string, unknown> {
  thresholdPercent: number | string
  partlyFromPercent: number | string
  window: Window
  gapSeconds: number | string
  graceMinutes: number | string
  checksPercent: number | string
  checksPerHour: number | string
  signsHalfDays: boolean
  makeUpDays: number | string
  events: 'all' | 'coming'
}

const toValues = (rules: Rules | undefined): Values => ({
  thresholdPercent: rules?.rule.thresholdPercent ?? '',
  partlyFromPercent: rules?.rule.partlyFromPercent ?? '',
  window: rules?.rule.window ?? 'planned',
  gapSeconds: rules?.rule.gapSeconds ?? '',
  graceMinutes: rules?.rule.graceMinutes ?? '',
  checksPercent: rules?.rule.checksPercent ?? 0,
  checksPerHour: rules?.rule.checksPerHour ?? 0,
  signsHalfDays: rules?.rule.signsHalfDays ?? false,
  makeUpDays: rules?.rule.makeUpDays ?? 0,
  events: 'all',
})

const toBody = ({ window, events, signsHalfDays, ...numbers }: Values): NewAttendanceRule => ({
  ...{ window, signsHalfDays },
  thresholdPercent: Number(numbers.thresholdPercent),
  partlyFromPercent: Number(numbers.partlyFromPercent),
  gapSeconds: Number(numbers.gapSeconds),
  graceMinutes: Number(numbers.graceMinutes),
  checksPercent: Number(numbers.checksPercent),
  checksPerHour: Number(numbers.checksPerHour),
  makeUpDays: Number(numbers.makeUpDays),
  appliesToPast: events === 'all',
})

/** What other places ask for. The sentences say whose rule it is; whether it is enough, a lawyer says. */
const timeAlone = { partlyFromPercent: 10, checksPercent: 0, checksPerHour: 0, signsHalfDays: false } as const
const presets = {
  usual: { ...timeAlone, thresholdPercent: 80, window: 'planned' },
  italy: { ...timeAlone, thresholdPercent: 90, window: 'planned' },
  whole: { ...timeAlone, thresholdPercent: 100, window: 'class' },
  // Three in a credit, which is 50 minutes.
  cpe: { ...timeAlone, thresholdPercent: 100, window: 'class', checksPercent: 100, checksPerHour: 4 },
  france: { ...timeAlone, thresholdPercent: 80, window: 'planned', signsHalfDays: true },
} as const
const presetNames = ['usual', 'italy', 'whole', 'cpe', 'france'] as const

interface RuleFormProps {
  rules: Rules
  reread: () => Promise<Rules | undefined>
  /** Makes a rule on a version. @throws {Problem} 412 when somebody else has made one meanwhile */
  make: (version: number, rule: NewAttendanceRule) => Promise<unknown>
}

/** A rule with what it means in a sentence, and those before it. */
export function RuleForm({ rules, reread, make }: RuleFormProps) {
  const { t } = useTexts()
  const { toJudge } = rules
  const { form, meanwhile, save } = useEditForm<Rules, Values, NewAttendanceRule>({
    thing: rules,
    toValues,
    toBody,
    parts: {
      thresholdPercent: { label: t('rule.present') },
      partlyFromPercent: { label: t('rule.partly') },
      gapSeconds: { label: t('rule.gap') },
      graceMinutes: { label: t('rule.grace') },
      checksPercent: { label: t('rule.checks') },
      checksPerHour: { label: t('rule.perHour') },
      signsHalfDays: { label: t('rule.signs') },
      makeUpDays: { label: t('rule.makeUp') },
      window: {
        label: t('rule.window'),
        show: (values) => t(values.window === 'class' ? 'rule.class' : 'rule.planned'),
      },
      events: {
        label: t('rule.events'),
        show: (values) => t(values.events === 'all' ? 'rule.all' : 'rule.coming'),
      },
    },
    reread,
    // A rule is made whole: those before it stay as they were.
    change: ({ version }, _touched, whole) => make(version, whole),
  })
  const number = (
    name:
      | 'thresholdPercent'
      | 'partlyFromPercent'
      | 'gapSeconds'
      | 'graceMinutes'
      | 'checksPercent'
      | 'checksPerHour'
      | 'makeUpDays',
  ) => ({
    allowDecimal: false,
    allowNegative: false,
    required: true,
    withAsterisk: false,
    ...form.getInputProps(name),
  })
  return (
    <Stack gap="md">
      <Meaning values={form.values} />
      {toJudge > 0 && <Text role="status">{t('rule.judging', { count: toJudge })}</Text>}
      <PanelForm form={form} submitLabel={t('rule.make')} onSubmit={save} meanwhile={meanwhile}>
        <Group gap="xs" role="group" aria-label={t('rule.presets')}>
          {presetNames.map((name) => (
            <Button key={name} variant="default" size="xs" onClick={() => form.setValues(presets[name])}>
              {t('rule.preset', { name })}
            </Button>
          ))}
        </Group>
        <div className={classes.pair}>
          <NumberInput
            label={t('rule.present')}
            suffix=" %"
            min={1}
            max={100}
            {...number('thresholdPercent')}
          />
          <NumberInput
            label={t('rule.partly')}
            suffix=" %"
            min={1}
            max={100}
            {...number('partlyFromPercent')}
          />
          <NumberInput label={t('rule.gap')} suffix=" s" min={0} max={600} {...number('gapSeconds')} />
          <NumberInput label={t('rule.grace')} suffix=" min" min={0} max={60} {...number('graceMinutes')} />
          <NumberInput label={t('rule.checks')} suffix=" %" min={0} max={100} {...number('checksPercent')} />
          <NumberInput label={t('rule.perHour')} min={0} max={6} {...number('checksPerHour')} />
          <NumberInput label={t('rule.makeUp')} min={0} max={365} {...number('makeUpDays')} />
        </div>
        <Checkbox label={t('rule.signs')} {...form.getInputProps('signsHalfDays', { type: 'checkbox' })} />
        <Radio.Group label={t('rule.window')} {...form.getInputProps('window')}>
          <Stack gap={6} mt={4}>
            <Radio value="planned" label={t('rule.planned')} />
            <Radio value="class" label={t('rule.class')} />
          </Stack>
        </Radio.Group>
        <Radio.Group label={t('rule.events')} {...form.getInputProps('events')}>
          <Stack gap={6} mt={4}>
            <Radio value="all" label={t('rule.all')} />
            <Radio value="coming" label={t('rule.coming')} />
          </Stack>
        </Radio.Group>
      </PanelForm>
      <Earlier rules={rules} />
    </Stack>
  )
}

/** What the fields mean for a class of an hour, as they stand. */
function Meaning({ values }: { values: Values }) {
  const { t } = useTexts()
  const [threshold, partly] = [Number(values.thresholdPercent), Number(values.partlyFromPercent)]
  return (
    <Text className={classes.meaning}>
      {t('rule.meaning', {
        window: values.window,
        present: Math.ceil((threshold * 60) / 100),
        partly: Math.ceil((partly * 60) / 100),
        gap: Number(values.gapSeconds),
        grace: Number(values.graceMinutes),
      })}{' '}
      {t('rule.meaningChecks', {
        checks: Number(values.checksPercent),
        perHour: Number(values.checksPerHour),
        signs: values.signsHalfDays ? 'yes' : 'no',
      })}{' '}
      {t('rule.meaningMakeUp', { days: Number(values.makeUpDays) })}
    </Text>
  )
}

function Earlier({ rules }: { rules: Rules }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const say = ({ version, thresholdPercent, partlyFromPercent, madeBy, madeAt, appliesFrom }: Rule) =>
    [
      t('rule.entry', { version, threshold: thresholdPercent, partly: partlyFromPercent }),
      madeBy && madeAt
        ? t('rule.madeBy', { by: madeBy, when: formatMoment(madeAt, zone, language) })
        : t('rule.own'),
      appliesFrom ? t('rule.from', { when: formatMoment(appliesFrom, zone, language) }) : '',
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <>
      <Text size="sm">{t('rule.now', { rule: say(rules.rule) })}</Text>
      {rules.earlier.length > 0 && (
        <details>
          <summary>{t('rule.earlier', { count: rules.earlier.length })}</summary>
          <List size="sm">
            {rules.earlier.map((rule) => (
              <List.Item key={rule.version}>
                {'followsPlatform' in rule && rule.followsPlatform
                  ? t('rule.followed', { version: rule.version })
                  : say(rule)}
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </>
  )
}
