import { describe, expect, it } from 'vitest'
import { findCircles, findOffences } from './check-deps.js'
import { importsOf } from './house.js'
import { draw } from './picture.js'

const server = 'packages/server/src'

describe('directions of imports', () => {
  it.each([
    ['the domain with a package', `${server}/domain/room.ts`, 'import pg from "pg"'],
    ['the domain with a dynamic import', `${server}/domain/room.ts`, "await import('node:fs')"],
    [
      'a store with a type of http',
      `${server}/features/g/a/a.store.ts`,
      "import type { A } from '../../../http/actor.ts'",
    ],
    [
      'a feature with who follows',
      `${server}/features/g/a/a.service.ts`,
      "import { react } from '../../../reactions.ts'",
    ],
    [
      'a feature with the app',
      `${server}/features/g/a/a.routes.ts`,
      "import type { App } from '../../../app.ts'",
    ],
    ['plumbing with the worker', `${server}/jobs/sweep.ts`, "import { workOf } from '../worker.ts'"],
    ['a store with a service', `${server}/features/g/a/a.store.ts`, "import { b } from './a.service.ts'"],
    [
      'a service with a vendor',
      `${server}/features/g/a/a.service.ts`,
      "import '../../../providers/goto/app.ts'",
    ],
    [
      'a service with plugins',
      `${server}/features/g/a/a.service.ts`,
      "export * from '../../../http/plugins.ts'",
    ],
    ['routes with a store', `${server}/features/g/a/a.routes.ts`, "import {\n  b,\n} from './a.store.ts'"],
    ['a feature with work', `${server}/features/g/a/a.service.ts`, "import { b } from './a.work.ts'"],
    ['another feature’s store', `${server}/features/g/a/a.service.ts`, "import { b } from '../b/b.store.ts'"],
    [
      'an adapter with the database',
      `${server}/providers/goto/app.ts`,
      "import { b } from '../../db/tables.ts'",
    ],
    ['web with the server', 'packages/web/src/main.tsx', "import { b } from '../../server/src/ctx.ts'"],
    ['web with the client', 'packages/web/src/main.tsx', "import { b } from '@lectern/goto-client'"],
    [
      'the runner with the server',
      'packages/embedded-postgres-runner/src/runner.ts',
      "import { StartupError } from '../../server/src/startup-error.ts'",
    ],
    [
      'the runner with another package',
      'packages/embedded-postgres-runner/src/runner.ts',
      "import { GotoClient } from '@lectern/goto-client'",
    ],
    [
      'the runner with a library',
      'packages/embedded-postgres-runner/src/runner.ts',
      "import pino from 'pino'",
    ],
    [
      'a start of PostgreSQL by somebody else',
      `${server}/db/migrate.ts`,
      "import { startPostgres } from '@lectern/embedded-postgres-runner'",
    ],
    ['the client with a built-in', 'packages/goto-client/src/oauth.ts', "import { b } from 'crypto'"],
    [
      'the simulator with the client',
      'packages/goto-simulator/src/a.ts',
      "import { b } from '@lectern/goto-client'",
    ],
    [
      'a simulator with GoTo’s',
      'packages/room-simulators/src/a/b.ts',
      "import { b } from '@lectern/goto-simulator'",
    ],
    ['a simulator with another', 'packages/room-simulators/src/a/b.ts', "import { b } from '../other/b.ts'"],
    [
      'what simulators share with a service',
      'packages/goto-simulator/src/kit/a.ts',
      "import { b } from '../b.ts'",
    ],
    [
      'the server with a simulator',
      `${server}/app.ts`,
      "import { b } from '@lectern/room-simulators/bigbluebutton'",
    ],
    ['the environment', `${server}/features/g/a/a.service.ts`, 'const port = process.env.PORT'],
  ])('finds %s', (_name, path, source) => {
    const [offence, ...others] = findOffences({ [path]: source })
    expect(others).toEqual([])
    expect(offence).toContain(path)
  })

  it('finds a circle once', () => {
    const a = `${server}/features/g/a/a.service.ts`
    const b = `${server}/features/g/b/b.service.ts`
    const files = {
      [a]: "import { b } from '../b/b.service.ts'",
      [b]: "import { a } from '../a/a.service.ts'",
    }
    expect(findOffences(files)).toEqual([expect.stringContaining(`${a} ▶ ${b} ▶ ${a}`)])
  })

  it('lets pass what follows the arrows', () => {
    const files = {
      [`${server}/features/g/a/a.service.ts`]:
        "import type { Actor } from '../../../http/actor.ts'\nimport { b } from '../b/b.service.ts'\nimport { c } from './a.store.ts'",
      [`${server}/features/g/a/a.db.test.ts`]: "import { b } from '../b/b.store.ts'",
      'packages/web/src/main.tsx': "import { b } from '@lectern/api-client'\nimport React from 'react'",
    }
    expect(findOffences(files)).toEqual([])
  })

  it('passes over comments', () => {
    expect(importsOf('a.ts', "// import a from 'b'\n * import c from 'd'\nimport e from './e.ts'")).toEqual([
      'e.ts',
    ])
  })
})

describe('the house', () => {
  const features = `${server}/features`
  const sound = {
    [`${features}/people/people/people.service.ts`]:
      "import { a } from '../../platform/audit/audit.service.ts'",
    [`${features}/people/groups/groups.service.ts`]: "import { a } from '../people/people.service.ts'",
    [`${features}/platform/audit/audit.service.ts`]: "import { sql } from 'kysely'",
    [`${features}/training/events/events.service.ts`]:
      "import { a } from '../../people/groups/groups.service.ts'\nimport { b } from '../../people/people/people.service.ts'",
  }

  it('is sound when groups know those before them', () => {
    expect(findCircles(sound)).toEqual([])
  })

  it('names who knows a later group', () => {
    const path = `${features}/platform/audit/audit.store.ts`
    const files = { ...sound, [path]: "import { a } from '../../training/events/event.view.ts'" }
    expect(findCircles(files)).toContainEqual(
      expect.stringContaining(`${path} imports ${features}/training/events`),
    )
  })

  it('names a circle of folders with the imports that make it, though no files go round', () => {
    const path = `${features}/people/people/listed.ts`
    const files = { ...sound, [path]: "import { a } from '../groups/groups.store.ts'" }
    expect(findOffences(files).filter((offence) => offence.includes('circle'))).toEqual([])
    const [circle, ...others] = findCircles(files)
    expect(others).toEqual([])
    expect(circle).toContain('people/groups ▶ people/people ▶ people/groups')
    expect(circle).toContain(`${path} imports ${features}/people/groups/groups.store.ts`)
  })

  it('holds for the web app and the plumbing too', () => {
    const web = 'packages/web/src/features'
    const files = {
      [`${web}/rooms/accounts/a.tsx`]: "import { b } from '../../training/events/b.tsx'",
      [`${server}/db/a.ts`]: "import { b } from '../http/b.ts'",
      [`${server}/http/b.ts`]: "import { a } from '../db/a.ts'",
    }
    expect(findCircles(files)).toEqual([
      expect.stringContaining('rooms does not know training'),
      expect.stringContaining('db ▶ http ▶ db'),
    ])
  })

  it.each([
    ['in a group that there is not', `${features}/billing/bills/bills.service.ts`],
    ['beside the groups', `${features}/bills.service.ts`],
    ['beside the folders of a group', `${features}/training/bills.ts`],
    ['of the web app, in a group that there is not', 'packages/web/src/features/billing/bills/bills.tsx'],
  ])('names a feature %s', (_, path) => {
    const files = { ...sound, [path]: "import { a } from 'kysely'" }
    expect(findCircles(files)).toEqual([expect.stringContaining(`${path} stands in no group`)])
  })

  it('is drawn with its groups, without arrows that follow from others', () => {
    const drawing = draw(sound)
    expect(drawing).toContain('people_groups --> people_people')
    expect(drawing).toContain('training ==> people')
    expect(drawing).toContain('people ==> platform')
    expect(drawing).not.toContain('training ==> platform')
  })
})
