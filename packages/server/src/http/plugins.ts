import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { describeApi } from './openapi/describe.ts'
import type { Document } from './openapi/document.ts'
import { registerRate } from './rate.ts'

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
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"], // Mantine sets its variables in style elements
        'img-src': ["'self'", 'data:'],
        'manifest-src': ["'self'"],
        'worker-src': ["'self'"], // the service worker; no blobs
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: false, // the proxy that ends TLS decides that
    // They are for browsers of long ago; each answer does without 150 bytes.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(compress, { threshold: 1024 })
  await registerRate(app, requestsPerMinute)
}
