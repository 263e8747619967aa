import { answered, api, changesOf, ifMatch, type SessionField } from '../../api/client.ts'

export const fieldsKey = ['session-fields'] as const
export const fieldKinds = ['text', 'number', 'date', 'choice', 'yes-no'] as const

export type FieldValues = Pick<SessionField, 'name' | 'kind' | 'choices' | 'required'>
const refreshed = changesOf(fieldsKey)

export const createField = (body: FieldValues) =>
  refreshed(answered(api.POST('/api/v1/session-fields', { body })))

export const changeField = (field: SessionField, body: FieldValues) =>
  refreshed(
    answered(
      api.PATCH('/api/v1/session-fields/{fieldId}', {
        params: { path: { fieldId: field.id }, header: ifMatch(field.version) },
        body,
      }),
    ),
  )

export const orderFields = (ids: string[]) =>
  refreshed(answered(api.PUT('/api/v1/session-fields/order', { body: { ids } })))

export const deleteField = (fieldId: string) =>
  refreshed(answered(api.DELETE('/api/v1/session-fields/{fieldId}', { params: { path: { fieldId } } })))
