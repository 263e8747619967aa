import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

/** The vendor's documents lie beside the project, never in it. */
const FOLDER = fileURLToPath(new URL('../../../../shared/goto/openapi/', import.meta.url))

interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >
  components: { schemas: Record<string, object> }
}

export interface ResponseValidator {
  /** @returns what is wrong with an answer; empty when it is as documented */
  problemsOf(operation: { method: string; path: string; status: number }, body: unknown): string[]
}

/** Why the documents can't be used, or undefined when they can. */
export function missingReason(file: string): string | undefined {
  return existsSync(FOLDER + file) ? undefined : `the folder ../shared/goto with ${file} is not there`
}

/** Checks answers against one OpenAPI document. Instants may have GoTo's own form. */
export function responseValidator(file: string): ResponseValidator {
  const document = parse(readFileSync(FOLDER + file, 'utf8')) as Document
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('date-time', /^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*)?(Z|[+-]\d\d:?\d\d)$/)
  ajv.addFormat('int64', true)
  ajv.addFormat('int32', true)
  for (const schema of Object.values(document.components.schemas)) assumeObject(schema)
  ajv.addSchema({ $id: 'doc', components: document.components })
  const compiled = new Map<string, ValidateFunction | 'no body'>()

  function validatorFor(method: string, path: string, status: number): ValidateFunction | 'no body' {
    const key = `${method} ${path} ${status}`
    const known = compiled.get(key)
    if (known) return known
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[status]
    if (!response) throw new Error(`${file} documents no ${key}`)
    const [content] = Object.values(response.content ?? {})
    const schema =
      content && JSON.parse(JSON.stringify(content.schema).replaceAll('"#/components', '"doc#/components'))
    const made = schema ? ajv.compile(schema) : 'no body'
    compiled.set(key, made)
    return made
  }

  return {
    problemsOf({ method, path, status }, body) {
      const validate = validatorFor(method, path, status)
      if (validate === 'no body') return []
      if (validate(body)) return []
      return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`)
    },
  }
}

/** The documents leave `type: object` out; without it a list would pass as an object. */
function assumeObject(schema: { type?: string; properties?: object }): void {
  if (schema.properties && !schema.type) schema.type = 'object'
}
