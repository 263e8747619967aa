import { describe, expect, it } from 'vitest'
import { findOffences, importsOf } from './check-deps.js'

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
    ['another feature’s store', `${server}/features/g/a/a.service.ts`, "import { b } from '../b/b.store.ts'"],
    [
      'an adapter with the database',
      `${server}/providers/goto/app.ts`,
      "import { b } from '../../db/tables.ts'",
    ],
    ['web with the server', 'packages/web/src/main.tsx', "import { b } from '../../server/src/ctx.ts'"],
    ['web with the client', 'packages/web/src/main.tsx', "import { b } from '@lectern/goto-client'"],
    ['the client with a built-in', 'packages/goto-client/src/oauth.ts', "import { b } from 'crypto'"],
    [
      'the simulator with the client',
      'packages/goto-simulator/src/a.ts',
      "import { b } from '@lectern/goto-client'",
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
