import type { FastifyReply } from 'fastify'

/** What stands in an element: a text, elements by their names, or the same element many times. */
export type Content = string | number | boolean | { readonly [name: string]: Content | readonly Content[] }

/** Answers in XML; refusals too have the status 200. */
export function sendXml(
  reply: FastifyReply,
  response: { readonly [name: string]: Content | readonly Content[] },
): FastifyReply {
  return reply
    .header('cache-control', 'no-cache')
    .type('text/xml; charset=utf-8')
    .send(`${element('response', response)}\n`)
}

export function refuse(reply: FastifyReply, messageKey: string, message: string): FastifyReply {
  return sendXml(reply, { returncode: 'FAILED', messageKey, message })
}

function element(name: string, content: Content | readonly Content[]): string {
  if (Array.isArray(content)) return content.map((one: Content) => element(name, one)).join('\n')
  if (typeof content !== 'object') return `<${name}>${escaped(String(content))}</${name}>`
  const children = Object.entries(content).map(([child, inner]) => element(child, inner))
  return [`<${name}>`, ...children.filter((child) => child !== ''), `</${name}>`].join('\n')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
