import '../../../ui/panel-styles.ts'
import { Button, Checkbox, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { Failure } from '../../../ui/states.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import {
  type CertificateTemplate,
  drawPreview,
  type NewTemplate,
  rereadTemplate,
  saveCertificateTemplate,
} from './queries.ts'

interface Values extends Record<string, unknown> {
  isOn: boolean
  prefix: string
  signatoryName: string
  signatoryRole: string
  note: string
  shownName: NewTemplate['shownName']
}

const toValues = (template: CertificateTemplate | undefined): Values => ({
  isOn: template?.isOn ?? true,
  prefix: template?.prefix ?? '',
  signatoryName: template?.signatoryName ?? '',
  signatoryRole: template?.signatoryRole ?? '',
  note: template?.note ?? '',
  shownName: template?.shownName ?? 'initials',
})
const toBody = (values: Values): NewTemplate => ({ ...values })

/** How certificates look and are numbered, with a sample on request. */
export function TemplateForm({ template }: { template: CertificateTemplate }) {
  const { t, language } = useTexts()
  const { form, meanwhile, save } = useEditForm<CertificateTemplate, Values, NewTemplate>({
    thing: template,
    toValues,
    toBody,
    parts: {
      isOn: { label: t('certificates.isOn') },
      prefix: { label: t('certificates.prefix') },
      signatoryName: { label: t('certificates.signatory') },
      signatoryRole: { label: t('certificates.role') },
      note: { label: t('certificates.note') },
      shownName: {
        label: t('certificates.shown'),
        show: ({ shownName }) => t(shownName === 'name' ? 'certificates.name' : 'certificates.initials'),
      },
    },
    reread: rereadTemplate,
    // A template is saved whole: what was not touched is as it was compared.
    change: ({ version }, _touched, whole) => saveCertificateTemplate(version, whole),
  })
  const preview = useMutation({
    mutationFn: () => drawPreview({ ...toBody(form.values), language }),
    onSuccess: (url) => window.open(url, '_blank', 'noopener'),
  })
  const prefix = form.values.prefix.trim().toUpperCase() || 'C'
  const number = `${prefix}-${new Date().getFullYear()}-000001`
  return (
    <Stack gap="md">
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        meanwhile={meanwhile}
        savedText={t('certificates.saved')}
        actions={
          <Button variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
            {t('certificates.preview')}
          </Button>
        }
      >
        <Checkbox label={t('certificates.isOn')} {...form.getInputProps('isOn', { type: 'checkbox' })} />
        <TextInput
          label={t('certificates.prefix')}
          description={t('certificates.prefixHelp', { number })}
          maxLength={10}
          required
          withAsterisk={false}
          {...form.getInputProps('prefix')}
        />
        <TextInput
          label={t('certificates.signatory')}
          maxLength={120}
          {...form.getInputProps('signatoryName')}
        />
        <TextInput label={t('certificates.role')} maxLength={160} {...form.getInputProps('signatoryRole')} />
        <Textarea
          label={t('certificates.note')}
          description={t('certificates.noteHelp')}
          maxLength={400}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
        <Radio.Group label={t('certificates.shown')} {...form.getInputProps('shownName')}>
          <Stack gap={6} mt={4}>
            <Radio value="initials" label={t('certificates.initials')} />
            <Radio value="name" label={t('certificates.name')} />
          </Stack>
        </Radio.Group>
        <Text size="sm" c="dimmed">
          {t('certificates.logoText')}
        </Text>
      </PanelForm>
      {preview.error && <Failure error={preview.error} />}
    </Stack>
  )
}
