import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'

// Core asks for capabilities and parts, never which vendor it is: what knows one by name is an adapter.

const SERVER = new URL('..', import.meta.url).pathname
const WEB = new URL('../../../web/src', import.meta.url).pathname
const VENDORS =
  /goto(?:meeting|webinar|training)|\bGoTo\b|big ?blue ?button|\bbbb\b|jitsi|jaas|\bzoom\.us|\bZoom\b|webex|google ?meet|\b(?:microsoft|ms) ?teams\b|custom-link/i
/** Where a vendor is named for a reason. */
const NAMED = [
  /^providers\//,
  /^(app|config)\.ts$/, // wires the adapters, and says where their services are
  /^demo\//, // pairs with the simulator
  /^commands\/seed\.ts$/,
  /^features\/people\/people\/people-table\.ts$/, // headings of other programs' tables
  /^app\/text-keys\.ts$/, // made of the texts
]
/** Words of the same letters. */
const OTHERS = /\bgoTo\b|search\.goTo|recordings\.goTo/g

const filesOf = (root: string) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => ({ path: relative(root, join(root, path)), text: readFileSync(join(root, path), 'utf8') }))

it('nothing but an adapter knows a vendor by its name', () => {
  const files = [...filesOf(SERVER), ...filesOf(WEB)]
  expect(files.length).toBeGreaterThan(500)
  const found = files
    .filter(({ path }) => !NAMED.some((place) => place.test(path)))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          VENDORS.test(line.replaceAll(OTHERS, '')) ? [`${path}:${index + 1} ${line.trim()}`] : [],
        ),
    )
  expect(found).toEqual([])
})

it.each([
  "if (provider.id === 'Zoom') {",
  "app === 'gotomeeting-v2'",
  '// as BigBlueButton does',
  'vendor: GoTo',
])('is found: %s', (line) => {
  expect(VENDORS.test(line.replaceAll(OTHERS, ''))).toBe(true)
})
