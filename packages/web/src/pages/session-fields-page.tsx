import '../ui/panel-styles.ts'
import { Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { SessionField } from '../api/client.ts'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { deleteField, orderFields } from '../features/training/session-fields/queries.ts'
import { useSessionFields } from '../features/training/sessions/queries.ts'
import { Confirm } from '../ui/confirm.tsx'
import { formatList } from '../ui/formats.ts'
import { lazily } from '../ui/lazily.tsx'
import { ListPicture } from '../ui/pictures.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { useOpened } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import classes from './session-fields-page.module.css'

const FieldPanel = lazily(
  async () => (await import('../features/training/session-fields/field-form.tsx')).FieldPanel,
)

/** What a platform wants to know of every session. */
export function SessionFieldsPage() {
  const { t } = useTexts()
  const fields = useSessionFields()
  const { panel, open, close } = usePanel()
  const edited = useOpened(
    panel ?? undefined,
    fields.data?.items.find(({ id }) => panel === `edit-${id}`),
  )
  return (
    <AdminPage
      title={t('fields.title')}
      action={<Button onClick={() => open('new')}>{t('fields.new')}</Button>}
    >
      <Text mb="lg">{t('fields.intro')}</Text>
      <Loaded query={fields}>
        {({ items }) => {
          const deleted = items.find(({ id }) => panel === `delete-${id}`)
          return (
            <>
              {items.length === 0 ? (
                <Empty
                  title={t('fields.empty.title')}
                  picture={<ListPicture />}
                  text={t('fields.empty.text')}
                />
              ) : (
                <FieldList fields={items} open={open} />
              )}
              {panel === 'new' && <FieldPanel onClose={close} />}
              {edited && (
                <FieldPanel
                  key={edited.thing.id}
                  field={edited.thing}
                  isGone={edited.isGone}
                  onClose={close}
                />
              )}
              {deleted && (
                <Confirm
                  title={t('fields.deleteTitle', { name: deleted.name })}
                  text={
                    deleted.sessionCount > 0
                      ? t('fields.deleteUsed', { count: deleted.sessionCount })
                      : t('fields.deleteUnused')
                  }
                  action={t('app.delete')}
                  onConfirm={() => deleteField(deleted.id)}
                  onClose={close}
                />
              )}
            </>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}

function FieldList({ fields, open }: { fields: SessionField[]; open: (panel: string) => void }) {
  const { t, language } = useTexts()
  const order = useMutation({ mutationFn: orderFields })
  const move = (index: number, by: -1 | 1) => {
    const was = fields.map((field) => field.id)
    const ids = [...was]
    const [moved] = ids.splice(index, 1)
    if (moved) ids.splice(index + by, 0, moved)
    order.mutate({ ids, was })
  }
  return (
    <>
      {order.error && <Failure error={order.error} />}
      <ul className={classes.fields} aria-label={t('fields.title')}>
        {fields.map((field, index) => (
          <li key={field.id} className={classes.field}>
            <div className={classes.words}>
              <Text fw={600}>{field.name}</Text>
              <Text size="sm" c="dimmed">
                {[
                  t('fields.kindName', { kind: field.kind }),
                  formatList(field.choices, language),
                  field.required && t('fields.required'),
                  t('fields.used', { count: field.sessionCount }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              <Button
                variant="default"
                size="xs"
                disabled={index === 0 || order.isPending}
                aria-label={t('fields.up', { name: field.name })}
                onClick={() => move(index, -1)}
              >
                ↑
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={index === fields.length - 1 || order.isPending}
                aria-label={t('fields.down', { name: field.name })}
                onClick={() => move(index, 1)}
              >
                ↓
              </Button>
              <Button
                variant="default"
                size="xs"
                aria-label={t('fields.editNamed', { name: field.name })}
                onClick={() => open(`edit-${field.id}`)}
              >
                {t('app.edit')}
              </Button>
              <Button
                variant="default"
                size="xs"
                aria-label={t('fields.deleteNamed', { name: field.name })}
                onClick={() => open(`delete-${field.id}`)}
              >
                {t('app.delete')}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </>
  )
}
