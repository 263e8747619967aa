import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { Alert, Radio, Stack, Text } from '@mantine/core'
import { type Translate, useTexts } from '../app/i18n.ts'
import classes from './conflicts.module.css'
import type { Conflict, FormValues } from './merge.ts'
import type { Meanwhile } from './use-edit-form.ts'

/** What somebody else did to the thing while its form was open, and what is to be chosen before it can be saved. */
export function Conflicts<Values extends FormValues>({ meanwhile }: { meanwhile: Meanwhile<Values> }) {
  const { t } = useTexts()
  const { state, conflicts, taken, chosen, isMissing, choose } = meanwhile
  return (
    <>
      <div role="status">
        {state === 'changed' && <Text size="sm">{t('edit.changed')}</Text>}
        {taken.length > 0 && <Text size="sm">{t('edit.taken', { labels: taken })}</Text>}
      </div>
      {state === 'gone' && (
        <Alert color="orange" variant="outline" role="alert" title={t('edit.goneTitle')}>
          {t('edit.goneText')}
        </Alert>
      )}
      {conflicts.length > 0 && (
        <Alert color="orange" variant="outline" role="alert" title={t('edit.conflicts')}>
          <Text mb="sm">{t('edit.conflictsText')}</Text>
          <Stack>
            {conflicts.map((conflict) => {
              const shown = (side: Partial<Values>) => (
                <span className={classes.value}>{showValue(conflict, side, t)}</span>
              )
              return (
                <Radio.Group
                  key={conflict.id}
                  label={conflict.label}
                  data-conflict={chosen[conflict.id] ? 'settled' : 'open'}
                  description={t('edit.before', { value: showValue(conflict, conflict.before, t) })}
                  classNames={{ description: classes.value }}
                  value={chosen[conflict.id] ?? null}
                  onChange={(side) => choose(conflict, side === 'mine' ? 'mine' : 'theirs')}
                  error={isMissing && !chosen[conflict.id] ? t('edit.choose') : undefined}
                >
                  <Stack gap="xs" mt="xs">
                    <Radio value="theirs" label={t('edit.theirs')} description={shown(conflict.theirs)} />
                    <Radio value="mine" label={t('edit.mine')} description={shown(conflict.mine)} />
                  </Stack>
                </Radio.Group>
              )
            })}
          </Stack>
        </Alert>
      )}
    </>
  )
}

function showValue<Values extends FormValues>(
  { part, id }: Conflict<Values>,
  side: Partial<Values>,
  t: Translate,
): string {
  // A side has all fields of its part, which is all that a part shows.
  if (part.show) return part.show(side as Values) || t('edit.empty')
  const [value] = Object.values(side)
  const key = id.split('.')[1]
  return toText(key === undefined ? value : (value as FormValues)[key], t)
}

function toText(value: unknown, t: Translate): string {
  if (typeof value === 'boolean') return t(value ? 'edit.yes' : 'edit.no')
  if (Array.isArray(value)) return value.join(', ') || t('edit.empty')
  if (typeof value === 'string' || typeof value === 'number') return String(value) || t('edit.empty')
  return t('edit.empty')
}
