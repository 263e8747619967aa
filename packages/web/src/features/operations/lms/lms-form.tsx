import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { changeLms, createLms, type Lms, rereadLms } from './queries.ts'

interface Values extends Record<string, unknown> {
  name: string
  issuer: string
  clientId: string
  authUrl: string
  tokenUrl: string
  keysUrl: string
  /** Of a new one. */
  deploymentId: string
  /** One on each line. */
  frameOrigins: string
  instructorsStart: boolean
  active: boolean
}

const toValues = (lms: Lms | undefined): Values => ({
  name: lms?.name ?? '',
  issuer: lms?.issuer ?? '',
  clientId: lms?.clientId ?? '',
  authUrl: lms?.authUrl ?? '',
  tokenUrl: lms?.tokenUrl ?? '',
  keysUrl: lms?.keysUrl ?? '',
  deploymentId: '',
  frameOrigins: lms?.frameOrigins.join('\n') ?? '',
  instructorsStart: lms?.instructorsStart ?? false,
  active: lms?.active ?? true,
})

const toBody = ({ frameOrigins, ...values }: Values) => ({
  ...values,
  frameOrigins: frameOrigins.split(/\s+/).filter(Boolean),
})

interface LmsFormProps {
  /** Left out = a new one. */
  lms?: Lms
  isGone?: boolean
  onClose: () => void
}

export function LmsForm({ lms, isGone = false, onClose }: LmsFormProps) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<Lms, Values, ReturnType<typeof toBody>>({
    thing: lms,
    isGone,
    toValues,
    toBody,
    parts: {
      name: { label: t('lms.name') },
      issuer: { label: t('lms.issuer') },
      clientId: { label: t('lms.clientId') },
      authUrl: { label: t('lms.authUrl') },
      tokenUrl: { label: t('lms.tokenUrl') },
      keysUrl: { label: t('lms.keysUrl') },
      deploymentId: { label: t('lms.deploymentId') },
      frameOrigins: { label: t('lms.frameOrigins') },
      instructorsStart: { label: t('lms.instructorsStart') },
      active: { label: t('lms.active') },
    },
    reread: rereadLms,
    create: createLms,
    change: (before, { deploymentId: _, ...body }) => changeLms(before, body),
    onDone: onClose,
  })
  const needed = { required: true, withAsterisk: false }
  const address = { type: 'url', maxLength: 2000, ...needed }
  return (
    <SlideOver title={t(lms ? 'lms.edit' : 'lms.new')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t(lms ? 'app.save' : 'app.create')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput label={t('lms.name')} maxLength={100} {...needed} {...form.getInputProps('name')} />
        <TextInput
          label={t('lms.issuer')}
          description={t('lms.issuerHelp')}
          maxLength={500}
          {...needed}
          {...form.getInputProps('issuer')}
        />
        <TextInput
          label={t('lms.clientId')}
          maxLength={300}
          {...needed}
          {...form.getInputProps('clientId')}
        />
        <TextInput label={t('lms.authUrl')} {...address} {...form.getInputProps('authUrl')} />
        <TextInput label={t('lms.tokenUrl')} {...address} {...form.getInputProps('tokenUrl')} />
        <TextInput label={t('lms.keysUrl')} {...address} {...form.getInputProps('keysUrl')} />
        {!lms && (
          <TextInput
            label={t('lms.deploymentId')}
            description={t('lms.deploymentHelp')}
            maxLength={300}
            {...form.getInputProps('deploymentId')}
          />
        )}
        <Textarea
          label={t('lms.frameOrigins')}
          description={t('lms.frameOriginsHelp')}
          autosize
          minRows={2}
          {...form.getInputProps('frameOrigins')}
        />
        <Checkbox
          label={t('lms.instructorsStart')}
          description={t('lms.instructorsStartHelp')}
          {...form.getInputProps('instructorsStart', { type: 'checkbox' })}
        />
        <Checkbox label={t('lms.active')} {...form.getInputProps('active', { type: 'checkbox' })} />
      </PanelForm>
    </SlideOver>
  )
}
