import { z } from 'zod'
import { fieldKinds } from '../../../domain/session-field.ts'
import { name, SessionFieldId, Version } from '../../../http/schemas.ts'

const fields = {
  name: name(100),
  kind: z.enum(fieldKinds),
  choices: z.array(name(100)).max(100).describe('only for the kind choice: what can be chosen'),
  required: z.boolean(),
}

export const SessionField = z
  .object({
    id: SessionFieldId,
    name: z.string(),
    kind: fields.kind,
    choices: z.array(z.string()),
    required: z.boolean(),
    sessionCount: z.int32().describe('sessions that have a value'),
    version: Version,
  })
  .meta({ id: 'SessionField' })

export const NewSessionField = z
  .object({ ...fields, choices: fields.choices.optional(), required: fields.required.optional() })
  .meta({ id: 'NewSessionField' })
export const ChangeSessionField = z.object(fields).partial().meta({ id: 'ChangeSessionField' })
export const SessionFieldOrder = z
  .object({
    ids: z.array(SessionFieldId).max(200).describe('all fields, the first one first'),
    was: z
      .array(SessionFieldId)
      .max(200)
      .optional()
      .describe('the order that it was made from: 412 when somebody else has ordered them since'),
  })
  .meta({ id: 'SessionFieldOrder' })
export const SessionFieldParams = z.object({ fieldId: SessionFieldId })
