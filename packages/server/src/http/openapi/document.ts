import { z } from 'zod'
import type { Door } from '../../access/doors.ts'

/** The parts of an OpenAPI 3.1 document that are worked on here. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly example?: unknown
  readonly examples?: readonly unknown[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
}

export interface MediaType {
  schema?: Schema
  example?: unknown
}

export interface Body {
  $ref?: string
  description?: string
  required?: boolean
  content?: Record<string, MediaType>
}

export interface Parameter {
  readonly $ref?: string
  readonly name?: string
  readonly in?: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
}

export interface OperationObject {
  summary?: string
  description?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: Body
  responses: Record<string, Body>
  security?: Record<string, string[]>[]
  /** Who may ask. */
  'x-access': Door
}

export interface Document {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, OperationObject>>
  webhooks?: Record<string, { post: Omit<OperationObject, 'x-access'> }>
  tags?: { name: string; description: string }[]
  components: {
    schemas: Record<string, Schema>
    responses?: Record<string, Body>
    parameters?: Record<string, Parameter>
    securitySchemes?: Record<string, object>
  }
  security?: Record<string, string[]>[]
}

/** What the request of a webhook carries; docs/api.md explains it. */
export const WebhookPayload = z.object({
  id: z.uuid().describe('the same for every try: `webhook-id`'),
  type: z.string(),
  occurredAt: z.iso.datetime(),
  sequence: z
    .int()
    .describe('what was written down later has a higher number; order of arrival is not promised'),
  platform: z.object({ id: z.uuid(), origin: z.string() }),
  object: z.record(z.string(), z.string()).describe('ids and states alone'),
  link: z.string().nullable().describe('where the API shows it; null = gone'),
})
