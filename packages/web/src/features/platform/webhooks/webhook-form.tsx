import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Fieldset, Input, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import classes from '../../../ui/choices.module.css'
import { PanelForm } from '../../../ui/form.tsx'
import type { Part } from '../../../ui/merge.ts'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { happenedInWords, objectInWords } from './event-words.ts'
import { addWebhook, changeWebhook, rereadWebhook, type Webhook, type WebhookEventName } from './queries.ts'

interface WebhookFormProps {
  /** Left out = a new one. */
  webhook?: Webhook
  isGone?: boolean
  eventTypes: readonly WebhookEventName[]
  onClose: () => void
}

/** Adds a webhook and shows its secret once, or changes one. */
export function WebhookForm({ webhook, isGone = false, eventTypes, onClose }: WebhookFormProps) {
  const { t } = useTexts()
  const [secret, setSecret] = useState<string>()
  const types: Part<Values> = {
    label: t('webhooks.eventTypes'),
    isSet: true,
    show: ({ isAll, eventTypes: chosen }) => (isAll ? t('webhooks.allEvents') : chosen.join(', ')),
  }
  const { form, meanwhile, save } = useEditForm<Webhook, Values, ReturnType<typeof toBody>>({
    thing: webhook,
    isGone,
    toValues,
    toBody,
    parts: {
      url: { label: t('webhooks.url') },
      description: { label: t('webhooks.description') },
      isAll: types,
      eventTypes: types,
      active: { label: t('webhooks.active') },
    },
    reread: ({ id }) => rereadWebhook(id),
    create: async (body) => setSecret((await addWebhook(body)).secret),
    change: changeWebhook,
    // A new one first shows its secret.
    onDone: () => webhook && onClose(),
    validate: {
      eventTypes: (chosen, { isAll }) =>
        !isAll && chosen.length === 0 ? t('webhooks.eventTypesNeeded') : null,
    },
  })
  const toggle = (type: WebhookEventName, isOn: boolean) => {
    const others = form.values.eventTypes.filter((one) => one !== type)
    form.setFieldValue('eventTypes', isOn ? [...others, type] : others)
    form.clearFieldError('eventTypes')
  }
  if (secret) {
    return (
      <SlideOver title={t('webhooks.made')} onClose={onClose}>
        <ShownOnce label={t('webhooks.secret')} value={secret} onDone={onClose} />
      </SlideOver>
    )
  }
  const byObject = Map.groupBy(eventTypes, (type) => type.split('.')[0] ?? type)
  return (
    <SlideOver title={t(webhook ? 'webhooks.edit' : 'webhooks.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(webhook ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput
          label={t('webhooks.url')}
          description={t('webhooks.urlHelp')}
          type="url"
          maxLength={2000}
          required
          withAsterisk={false}
          {...form.getInputProps('url')}
        />
        <TextInput label={t('webhooks.description')} maxLength={500} {...form.getInputProps('description')} />
        <Fieldset legend={t('webhooks.eventTypes')}>
          <Checkbox
            label={t('webhooks.allEvents')}
            description={t('webhooks.allEventsHelp')}
            {...form.getInputProps('isAll', { type: 'checkbox' })}
          />
          {!form.values.isAll && (
            <Stack gap="sm" mt="md">
              {[...byObject].map(([object, types]) => (
                <Fieldset key={object} variant="unstyled" legend={objectInWords(object, t)}>
                  <div className={classes.choices}>
                    {types.map((type) => (
                      <Checkbox
                        key={type}
                        label={happenedInWords(type, t)}
                        checked={form.values.eventTypes.includes(type)}
                        onChange={(event) => toggle(type, event.currentTarget.checked)}
                      />
                    ))}
                  </div>
                </Fieldset>
              ))}
            </Stack>
          )}
          {form.errors.eventTypes && (
            <Input.Error mt="xs" role="alert">
              {form.errors.eventTypes}
            </Input.Error>
          )}
        </Fieldset>
        <Checkbox label={t('webhooks.active')} {...form.getInputProps('active', { type: 'checkbox' })} />
      </PanelForm>
    </SlideOver>
  )
}

interface Values extends Record<string, unknown> {
  url: string
  description: string
  isAll: boolean
  eventTypes: WebhookEventName[]
  active: boolean
}

function toValues(webhook: Webhook | undefined): Values {
  return {
    url: webhook?.url ?? '',
    description: webhook?.description ?? '',
    isAll: !webhook?.eventTypes,
    eventTypes: webhook?.eventTypes ?? [],
    active: webhook?.active ?? true,
  }
}

function toBody({ url, description, active, isAll, eventTypes }: Values) {
  return { url, description, active, eventTypes: isAll ? null : eventTypes }
}
