import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Fieldset, Input, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import classes from '../../../ui/choices.module.css'
import { DateField } from '../../../ui/date-field.tsx'
import { PanelForm } from '../../../ui/form.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { dayEnds } from '../../../ui/zoned.ts'
import { useMe } from '../auth/queries.ts'
import { type ApiScope, makeApiKey } from './queries.ts'
import { kindInWords, rightInWords, scopesByKind } from './scope-words.ts'

/** Makes a key and shows it once. */
export function ApiKeyForm({ scopes, onClose }: { scopes: readonly ApiScope[]; onClose: () => void }) {
  const { t } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [secret, setSecret] = useState<string>()
  const form = useForm<{ name: string; scopes: ApiScope[]; expiresAt: string }>({
    initialValues: { name: '', scopes: [], expiresAt: '' },
    validate: { scopes: (chosen) => (chosen.length === 0 ? t('apiKeys.scopesNeeded') : null) },
  })
  const save = async ({ name, scopes: chosen, expiresAt }: typeof form.values) => {
    const made = await makeApiKey({
      name,
      scopes: chosen,
      expiresAt: expiresAt ? dayEnds(expiresAt, zone) : null,
    })
    setSecret(made.secret)
  }
  const toggle = (scope: ApiScope, isOn: boolean) => {
    const others = form.values.scopes.filter((one) => one !== scope)
    form.setFieldValue('scopes', isOn ? [...others, scope] : others)
    form.clearFieldError('scopes')
  }
  if (secret) {
    return (
      <SlideOver title={t('apiKeys.made')} onClose={onClose}>
        <ShownOnce label={t('apiKeys.key')} value={secret} onDone={onClose} />
      </SlideOver>
    )
  }
  return (
    <SlideOver title={t('apiKeys.new')} onClose={onClose}>
      <PanelForm form={form} submitLabel={t('app.create')} onSubmit={save} onCancel={onClose}>
        <TextInput
          label={t('apiKeys.name')}
          description={t('apiKeys.nameHelp')}
          maxLength={100}
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <Fieldset legend={t('apiKeys.scopes')}>
          <table className={classes.rights}>
            <tbody>
              {scopesByKind(scopes).map(([kind, own]) => (
                <tr key={kind}>
                  <th scope="row">{kindInWords(kind, t)}</th>
                  {own.map((scope) => (
                    <td key={scope}>
                      <Checkbox
                        label={rightInWords(scope, t)}
                        aria-label={t('app.labelled', {
                          label: kindInWords(kind, t),
                          value: rightInWords(scope, t),
                        })}
                        checked={form.values.scopes.includes(scope)}
                        onChange={(event) => toggle(scope, event.currentTarget.checked)}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {form.errors.scopes && (
            <Input.Error mt="xs" role="alert">
              {form.errors.scopes}
            </Input.Error>
          )}
        </Fieldset>
        <DateField
          label={t('apiKeys.expires')}
          description={t('apiKeys.expiresHelp')}
          {...form.getInputProps('expiresAt')}
        />
      </PanelForm>
    </SlideOver>
  )
}
