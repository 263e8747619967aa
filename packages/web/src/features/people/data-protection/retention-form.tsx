import '../../../ui/panel-styles.ts'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { UnsettledConflicts, useEditForm } from '../../../ui/use-edit-form.ts'
import classes from './data-protection.module.css'
import { DaysField } from './days-field.tsx'
import { fromDays } from './length.ts'
import {
  changeRetention,
  type Days,
  previewRetention,
  type Retention,
  type RetentionKind,
  rereadRetention,
} from './queries.ts'

interface Values extends Record<string, unknown> {
  days: Record<RetentionKind, Days>
}

const toValues = (retention: Retention | undefined): Values => ({
  days: Object.fromEntries((retention?.items ?? []).map(({ kind, days }) => [kind, days])) as Values['days'],
})

/** What goes when it is saved, and how the question about it is answered. */
interface Question {
  readonly items: readonly { kind: RetentionKind; rows: number }[]
  readonly answer: (isWanted: boolean) => void
}

/** How long each kind of data is kept. What would go at once is said before it is saved. */
export function RetentionForm({ retention }: { retention: Retention }) {
  const { t } = useTexts()
  const [question, setQuestion] = useState<Question>()
  const { form, meanwhile, save } = useEditForm<Retention, Values, Values>({
    thing: retention,
    toValues,
    toBody: (values) => values,
    parts: { days: { label: t('data.retention') } },
    reread: rereadRetention,
    change: ({ version }, _touched, { days }) => changeRetention(version, days),
  })
  const submit = async (values: Values) => {
    const shorter = retention.items.flatMap(({ kind, days }) => {
      const wanted = values.days[kind]
      return wanted !== null && (days === null || wanted < days) ? [[kind, wanted] as const] : []
    })
    if (shorter.length > 0) {
      const { items } = await previewRetention(Object.fromEntries(shorter))
      const going = items.filter(({ rows }) => rows > 0)
      if (going.length > 0) {
        const isWanted = await new Promise<boolean>((answer) => setQuestion({ items: going, answer }))
        setQuestion(undefined)
        if (!isWanted) throw new UnsettledConflicts()
      }
    }
    await save(values)
  }
  const say = (days: number) => t('data.length', fromDays(days))
  return (
    <>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={submit}
        meanwhile={meanwhile}
        savedText={t('data.saved')}
      >
        {retention.items.map(({ kind, least, most, isDuty, isOptional }) => (
          <DaysField
            key={kind}
            label={t('data.kept', { kind })}
            description={[
              t('data.keptHelp', { kind }),
              t(isDuty ? 'data.spanDuty' : 'data.span', { least: say(least), most: say(most) }),
            ]
              .filter(Boolean)
              .join(' ')}
            value={form.values.days[kind]}
            isOptional={isOptional}
            error={form.errors[`days.${kind}`] as string | undefined}
            onChange={(days) => {
              form.clearFieldError(`days.${kind}`)
              form.setFieldValue('days', { ...form.getValues().days, [kind]: days })
            }}
          />
        ))}
      </PanelForm>
      {question && (
        <Confirm
          title={t('data.goesTitle')}
          text={t('data.goesText')}
          action={t('data.goesAction')}
          onConfirm={async () => question.answer(true)}
          onClose={() => question.answer(false)}
        >
          <ul className={classes.kinds}>
            {question.items.map(({ kind, rows }) => (
              <li key={kind}>{t('data.goes', { what: t('data.kept', { kind }), count: rows })}</li>
            ))}
          </ul>
        </Confirm>
      )}
    </>
  )
}
