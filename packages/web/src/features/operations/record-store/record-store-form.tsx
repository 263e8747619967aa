import '../../../ui/panel-styles.ts'
import { Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { type NewRecordStore, type RecordStore, rereadStore, setStore } from './queries.ts'

interface Values extends Record<string, unknown> {
  url: string
  username: string
  secret: string
  isActive: boolean
}

const toValues = (store: RecordStore | undefined): Values => ({
  url: store?.url ?? '',
  username: store?.username ?? '',
  secret: '',
  isActive: store?.isActive ?? true,
})

const toBody = ({ secret, ...fields }: Values): NewRecordStore => ({ ...fields, ...(secret && { secret }) })

/** Where statements go. */
export function RecordStoreForm({ store, onClose }: { store: RecordStore | null; onClose: () => void }) {
  const { t } = useTexts()
  const { form, meanwhile, save } = useEditForm<RecordStore, Values, NewRecordStore>({
    thing: store ?? undefined,
    toValues,
    toBody,
    parts: {
      url: { label: t('recordStore.url') },
      username: { label: t('recordStore.username') },
      secret: { label: t('recordStore.secret'), show: () => '•••' },
      isActive: {
        label: t('recordStore.isActive'),
        show: ({ isActive }) => t('recordStore.isActiveName', { isActive: isActive ? 'yes' : 'no' }),
      },
    },
    reread: async () => (await rereadStore()).store ?? undefined,
    create: (body) => setStore(0, body),
    change: ({ version }, _touched, whole) => setStore(version, whole),
    onDone: onClose,
  })
  return (
    <SlideOver title={t('recordStore.title')} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        onCancel={onClose}
        meanwhile={meanwhile}
      >
        <TextInput
          label={t('recordStore.url')}
          description={t('recordStore.urlHelp')}
          type="url"
          required
          withAsterisk={false}
          {...form.getInputProps('url')}
        />
        <TextInput
          label={t('recordStore.username')}
          required
          withAsterisk={false}
          autoComplete="off"
          {...form.getInputProps('username')}
        />
        <PasswordInput
          label={t('recordStore.secret')}
          description={store ? t('recordStore.secretKept') : undefined}
          required={!store}
          withAsterisk={false}
          autoComplete="new-password"
          {...form.getInputProps('secret')}
        />
        <Checkbox
          label={t('recordStore.isActive')}
          {...form.getInputProps('isActive', { type: 'checkbox' })}
        />
      </PanelForm>
    </SlideOver>
  )
}
