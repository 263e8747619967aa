import { answered, api, changesOf, ifMatch, type SessionField } from '../../../api/client.ts'

export const fieldsKey = ['session-fields'] as const
export const fieldKinds = ['text', 'number', 'date', 'choice', 'yes-no'] as const

export type FieldValues = Pick<SessionField, 'name' | 'kind' | 'choices' | 'required'>
const refreshed = changesOf(fieldsKey)

/** The newest version, from the platform itself; undefined when it is gone. */
export async function rereadField(fieldId: string): Promise<SessionField | undefined> {
  const { items } = await answered(api.GET('/api/v1/session-fields'))
  return items.find(({ id }) => id === fieldId)
}

export const createField = (body: FieldValues) =>
  refreshed(answered(api.POST('/api/v1/session-fields', { body })))

export const changeField = (field: SessionField, body: Partial<FieldValues>) =>
  refreshed(
    answered(
      api.PATCH('/api/v1/session-fields/{fieldId}', {
        params: { path: { fieldId: field.id }, header: ifMatch(field.version) },
        body,
      }),
    ),
  )

/** @param was the order that is on the screen */
export const orderFields = ({ ids, was }: { ids: string[]; was: string[] }) =>
  refreshed(answered(api.PUT('/api/v1/session-fields/order', { body: { ids, was } })))

export const deleteField = (fieldId: string) =>
  refreshed(answered(api.DELETE('/api/v1/session-fields/{fieldId}', { params: { path: { fieldId } } })))
