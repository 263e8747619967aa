import { parse as parseForm } from 'node:querystring'
import type { FastifyInstance } from 'fastify'

/** Reads JSON, also where a program says that it sends JSON and sends nothing, and forms. */
export function readJsonAndForms(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) =>
    text === '' ? done(null, undefined) : parseJson(request, String(text), done),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, parseForm(String(text))),
  )
}
