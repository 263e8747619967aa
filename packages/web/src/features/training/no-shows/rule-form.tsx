import '../../../ui/panel-styles.ts'
import { NumberInput, Radio, Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import classes from './no-shows.module.css'
import type { NoShowRule } from './queries.ts'

/** A platform or a course, as far as it is asked here. */
interface Ruled {
  readonly version: number
  readonly noShowRule: NoShowRule | null
}

type Mode = 'off' | 'on' | 'follow'

interface Values extends Record<string, unknown> {
  mode: Mode
  fromCount: number | string
  withinDays: number | string
  coolDownDays: number | string
}

/** What is proposed where there is none yet. */
const usual = { fromCount: 3, withinDays: 90, coolDownDays: 30 }

const modeOf = (rule: NoShowRule | null, none: Mode): Mode => (rule ? (rule.isOn ? 'on' : 'off') : none)

interface RuleFormProps<Thing extends Ruled> {
  thing: Thing
  /** Of a course: it may go by the platform’s. */
  follows: boolean
  reread: () => Promise<Thing>
  change: (thing: Thing, body: { noShowRule: NoShowRule | null }) => Promise<unknown>
  onDone: () => unknown
}

/** From how many no-shows on people can’t enroll themselves for a while, with what that means in a sentence. */
export function NoShowRuleForm<Thing extends Ruled>(props: RuleFormProps<Thing>) {
  const { thing, follows, reread, change, onDone } = props
  const { t } = useTexts()
  const none = follows ? 'follow' : 'off'
  const names = { off: 'noShows.modeOff', on: 'noShows.modeOn', follow: 'noShows.modeFollow' } as const
  const { form, meanwhile, save } = useEditForm<Thing, Values, { noShowRule: NoShowRule | null }>({
    thing,
    toValues: (found) => {
      const rule = found?.noShowRule ?? null
      const { fromCount, withinDays, coolDownDays } = rule ?? usual
      return { mode: modeOf(rule, none), fromCount, withinDays, coolDownDays }
    },
    toBody: ({ mode, fromCount, withinDays, coolDownDays }) => ({
      noShowRule:
        mode === 'follow'
          ? null
          : {
              isOn: mode === 'on',
              fromCount: Number(fromCount),
              withinDays: Number(withinDays),
              coolDownDays: Number(coolDownDays),
            },
    }),
    parts: {
      mode: { label: t('noShows.mode'), show: ({ mode }) => t(names[mode]) },
      fromCount: { label: t('noShows.limit') },
      withinDays: { label: t('noShows.within') },
      coolDownDays: { label: t('noShows.days') },
    },
    reread,
    change: (found, _touched, whole) => change(found, whole),
    onDone,
  })
  const { mode, fromCount, withinDays, coolDownDays } = form.values
  const number = (name: 'fromCount' | 'withinDays' | 'coolDownDays', max: number) => ({
    ...{ allowDecimal: false, allowNegative: false, required: true, withAsterisk: false, min: 1, max },
    ...form.getInputProps(name),
  })
  return (
    <PanelForm
      form={form}
      submitLabel={t('app.save')}
      onSubmit={save}
      meanwhile={meanwhile}
      onCancel={() => void onDone()}
    >
      <Radio.Group label={t('noShows.mode')} {...form.getInputProps('mode')}>
        <Stack gap={6} mt={4}>
          {follows && <Radio value="follow" label={t('noShows.modeFollow')} />}
          <Radio value="off" label={t('noShows.modeOff')} />
          <Radio value="on" label={t('noShows.modeOn')} />
        </Stack>
      </Radio.Group>
      {mode === 'on' && (
        <>
          <div className={classes.numbers}>
            <NumberInput label={t('noShows.limit')} {...number('fromCount', 20)} />
            <NumberInput label={t('noShows.within')} {...number('withinDays', 730)} />
            <NumberInput label={t('noShows.days')} {...number('coolDownDays', 365)} />
          </div>
          <Text size="sm">
            {t('noShows.meaning', {
              fromCount: Number(fromCount),
              within: Number(withinDays),
              days: Number(coolDownDays),
            })}
          </Text>
        </>
      )}
    </PanelForm>
  )
}
