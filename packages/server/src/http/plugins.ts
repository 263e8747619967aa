import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { describeApi } from './openapi/describe.ts'
import type { Document } from './openapi/document.ts'
import { registerRate } from './rate.ts'
import { registerResponseHeaders } from './response-headers.ts'

/** Fastify's own plug-ins, set up for one page app and one JSON API. */
export async function registerPlugins(
  app: FastifyInstance,
  version: string,
  requestsPerMinute: number,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lectern',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
    },
    transform(given) {
      const { schema, url } = jsonSchemaTransform(given)
      return { schema: { ...schema, 'x-access': given.route.config?.access }, url }
    },
    // The plug-in’s type of a document is wider than what the routes give it.
    transformObject: (given) => describeApi(jsonSchemaTransformObject(given) as Document),
  })
  await app.register(cookie)
  registerResponseHeaders(app)
  await app.register(compress, { threshold: 1024 })
  await registerRate(app, requestsPerMinute)
}
